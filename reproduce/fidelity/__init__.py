"""Readings of the thesis, what it may have run, ranked by how well their trainings predict its Table 1."""
