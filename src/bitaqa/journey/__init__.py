"""Verbs at the centre, in the order a card travels."""
