"""The country pack: one authority per deployment, its rules as effective-dated data.

`ma.toml` holds what differs between countries: number formats, fees, validity, levels of places, document types.
A rule that no official text confirmed is marked `confirmed = false` there and shown so in the docs.
Every application records the version of the rules and of the document type it was made under.
Refuses: a pack without a rule in force on the asked day.
"""

from .load import CountryPack, DocumentType, NoRuleInForceError, PaperRule, load_country_pack
from .numbers import NationalNumberRefusedError, check_national_number, next_national_number

__all__ = [
    "CountryPack",
    "DocumentType",
    "NationalNumberRefusedError",
    "NoRuleInForceError",
    "PaperRule",
    "check_national_number",
    "load_country_pack",
    "next_national_number",
]
