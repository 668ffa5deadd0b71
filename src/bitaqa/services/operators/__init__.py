"""Operators of stations compared week by week, for those who answer for a station: what stands out is looked at."""
