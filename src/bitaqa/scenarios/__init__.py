"""Plays campaigns over HTTP against both programs; imports foundation only."""
