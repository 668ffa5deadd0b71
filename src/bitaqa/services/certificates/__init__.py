"""Certificates as people ask for them: the signed PDF handed out at a counter, and its code checked by anybody."""
