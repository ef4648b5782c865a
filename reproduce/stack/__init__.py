"""The engine and the device that trainings run on, chosen and checked before they start."""
