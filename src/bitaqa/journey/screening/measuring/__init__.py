"""Measuring screening on registers whose truth is known: who is told apart, who comes to people.

Nothing of the programs imports it; `bitaqa bench-screening` runs it on a database of its own.
"""
