"""Keys and blobs: what must stay shut, and what must be destroyable."""
