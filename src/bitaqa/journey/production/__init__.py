"""Orders become cards: routed, batched, personalised, checked, packed."""
