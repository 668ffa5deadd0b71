"""Which rules this station goes by: those its field pack names."""

from __future__ import annotations

from django.conf import settings

from bitaqa.foundation.rules.country import CountryPack, load_country_pack

from .errors import RulesDifferError
from .queries import get_pack


def country() -> CountryPack:
    """The rules named by the pack in use: shipped with the software, or the authority's own file (setting
    BITAQA_COUNTRY_PACK). Raises RulesDifferError when that file is another country's."""
    named = get_pack().country_pack
    own = settings.BITAQA_COUNTRY_PACK
    found = load_country_pack(own or named.partition("-")[0])
    if own and found.code != named:
        raise RulesDifferError(here=found.code, there=named)
    return found
