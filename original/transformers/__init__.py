"""Spatial transformers: layers, their poses and inverses, splines, and bilinear sampling."""
