"""Measures of a trained model: its bound, likelihood, codes, poses and samples."""
