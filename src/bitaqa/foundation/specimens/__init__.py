"""Invented people and everything a station would capture from them, drawn from seeds.

For tests, training and the campaigns that `make run` plays. Nothing here is taken from, or resembles on purpose, a
living person: names are combined from lists, faces and papers are drawn, fingerprints are computed. Every picture
carries SPECIMEN / عينة, every template names the engine `specimen`. The same seed gives the same person everywhere.
"""
