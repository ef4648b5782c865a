"""The claims of the thesis, the numbers that decide them, and their verdicts."""
