"""What is trained for each table, what is measured on it, and the tables themselves."""
