"""What trainings run on, chosen and checked before they start: the engine and the device."""
