"""Programmes, campaigns and visits."""
