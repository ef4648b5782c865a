"""What the thesis most probably ran: readings of it, ranked by how well their trainings predict its Table 1."""
