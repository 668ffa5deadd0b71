"""The whole register looked at once for people it holds twice: pairs by names, births and parents, weighed and listed.

`describing.py` brings a person to the columns that are compared; `model.py` says what agreeing in each is worth;
`counting.py` refuses before it begins what would take too long; `weighing_all.py` weighs; `landing.py` brings the list
to the bench, where two people decide. Splink and DuckDB do the arithmetic, offline; nothing is joined by it.
"""
