"""What people and other systems ask of the records."""
