"""Data sets: MNIST and the digits that need no download, their noise and their warps."""
