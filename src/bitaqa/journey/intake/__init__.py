"""Sealed packets are stored, opened, checked and entered; bad ones are kept whole, with their reason."""
