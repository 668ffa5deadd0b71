"""What ICAO Doc 9303 asks of a card, one file per subject. Pure: no clock, no database, no keys."""
