"""Nouns: what exists. Each room is the only writer of its tables."""
