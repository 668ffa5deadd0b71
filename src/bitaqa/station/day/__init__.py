"""The station's day at a station."""
