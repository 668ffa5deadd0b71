"""Sealed packets on their way to the centre: one chain, one outbox, two answers."""
