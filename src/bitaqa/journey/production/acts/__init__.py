"""The acts of production, one verb per file. Each takes a batch and makes a fixed number of round trips."""
