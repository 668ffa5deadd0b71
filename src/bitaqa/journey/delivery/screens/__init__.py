"""Screens of delivery: cards by scan, consignments, returns and destruction by two, the share handed over."""
