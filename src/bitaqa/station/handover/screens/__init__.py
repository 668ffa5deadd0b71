"""Screens of hand-over: the list, the counter, boxes and cards kept."""
