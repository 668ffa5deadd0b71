"""The offline program at which people are enrolled and served; it sees foundation and ui only."""
