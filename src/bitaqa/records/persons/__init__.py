"""Human beings the register knows once."""
