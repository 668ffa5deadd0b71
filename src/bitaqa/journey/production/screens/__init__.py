"""Pages of production: the floor, a batch, the quality bench, blanks, packing."""
