"""Fingerprints and faces: templates, quality, extraction, one-to-one comparison and the decision built on it.

Everything here is numpy arithmetic on values: no device, no clock, no database, no model file. Engines stand
behind two small ports (`FingerComparer`, `FaceComparer` in `compare.py`), so that a better engine replaces the
first ones without touching those who ask. No machine here turns a person away: what cannot be verified goes to
two people with a reason (`decide.py`).
"""
