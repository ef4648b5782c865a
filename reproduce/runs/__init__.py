"""Trainings in folders of their own: made, found again, shared out and kept."""
