"""Applications: one person asking for one document once."""
