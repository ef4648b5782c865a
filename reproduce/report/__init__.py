"""All results at once: the page that shows them, and the list of the trainings behind them."""
