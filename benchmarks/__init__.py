"""Speed of this project's training beside the same networks in PyTorch and JAX; `benchmarks.bench` runs it."""
