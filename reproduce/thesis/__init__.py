"""What the thesis reports, and how we read it."""
