"""Looking for the same person under another name; people decide."""
