"""What people at the centre do with consignments and cards: one verb per file."""
