"""Bitaqa: identity documents issued close to where people live."""
