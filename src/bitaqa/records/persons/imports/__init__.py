"""Loading people who already hold cards: a file is previewed, then loaded in batches that resume after a crash."""
