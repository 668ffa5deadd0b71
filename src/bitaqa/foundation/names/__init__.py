"""Arabic and Latin names: what may be written, normal forms, search and sort keys, a first spelling."""
