"""The country pack that screening goes by: number ranges, document types, days to appeal."""

from __future__ import annotations

from django.conf import settings

from bitaqa.foundation.rules.country import CountryPack, load_country_pack


def country_pack() -> CountryPack:
    """The pack this deployment runs under (setting BITAQA_COUNTRY_PACK)."""
    return load_country_pack(settings.BITAQA_COUNTRY_PACK)
