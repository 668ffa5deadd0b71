"""Issued documents: one number, one legal life each."""
