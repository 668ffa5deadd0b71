"""Chips within reach of the floor: the drivers behind the one `ChipLink` port (simulated, on a PC/SC reader)."""
