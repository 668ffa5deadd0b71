"""Fingers in screening: templates kept in the vault, engines asked, answers kept, templates erased.

`keeping.py` registers the templates that intake sealed; `engines.py` says which engines are asked; `asking.py` is the
step before screening; `findings.py` turns answers into people; `erasing.py` ends a person's templates, with proof.
"""
