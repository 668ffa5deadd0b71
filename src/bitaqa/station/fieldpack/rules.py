"""Which rules this station goes by: those its field pack names.

A station whose rules are of another version than the pack's enrols nobody anew: the centre would judge the file by
fees, papers and ages that the applicant was not told. Drafts, returns and hand-overs go on.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bitaqa.foundation.rules.country import CountryPack, load_country_pack
from bitaqa.foundation.rules.field_pack import check_pack_allows_enrolment

from .errors import RulesDifferError, RulesVersionDiffersError
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


def check_enrolment_allowed(at: datetime) -> None:
    """Raises NoFieldPackError, FieldPackExpiredError, FieldPackNotYetValidError, RulesDifferError,
    RulesVersionDiffersError."""
    pack = get_pack()
    check_pack_allows_enrolment(pack, at)
    here = country().version
    if here != pack.rules_version:
        raise RulesVersionDiffersError(here=here, there=pack.rules_version)
