"""What differs between countries: how long a card waits for its holder."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from bitaqa.foundation.rules.country import CountryPack, load_country_pack


def country_pack() -> CountryPack:
    return load_country_pack(settings.BITAQA_COUNTRY_PACK)


def days_before_return() -> timedelta:
    """After so many days from its visit an uncollected card is called back: `[hand_over] days_before_return`."""
    return timedelta(days=country_pack().raw["hand_over"]["days_before_return"])


def centre_names() -> dict[str, tuple[str, str]]:
    """The issuing centres by code: (Arabic, French)."""
    return {c["code"]: (c["name_ar"], c["name_fr"]) for c in country_pack().raw["routing"]["centres"]}
