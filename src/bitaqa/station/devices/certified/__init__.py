"""Certified capture devices on this machine, spoken to over SBI 0.9.5; their makers' certificates are configuration."""
