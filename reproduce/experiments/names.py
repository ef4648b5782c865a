"""The models' titles: those of the thesis, and our own in its manner."""

from original.spec import thesis_models, titles

NAMES = titles()
THESIS = thesis_models()
