"""Where is my card: by receipt number and birth date, nothing more."""
