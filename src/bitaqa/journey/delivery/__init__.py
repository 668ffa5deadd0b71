"""Custody by scan until the right card is in the right hand."""
