"""Hand-over at a station."""
