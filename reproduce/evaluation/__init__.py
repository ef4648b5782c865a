"""What is measured on a trained model: its bound, likelihood, codes, poses and samples."""
