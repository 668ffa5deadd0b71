"""Units and their stations: keys, epochs, genesis. One writer of what a station is."""
