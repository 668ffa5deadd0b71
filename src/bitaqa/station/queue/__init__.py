"""Queue at a station."""
