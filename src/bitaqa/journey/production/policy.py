"""The country pack this centre works under, and what production reads in it: one place for all."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import seeded_id
from bitaqa.foundation.rules.country import CountryPack, load_country_pack

from . import domain


def country_pack() -> CountryPack:
    """The pack named by BITAQA_COUNTRY_PACK."""
    return load_country_pack(settings.BITAQA_COUNTRY_PACK)


def floor_policy() -> domain.Policy:
    return domain.policy_of(country_pack())


def centre_id(code: str) -> UUID:
    """The id under which roles are limited to an issuing centre: made from its code, the same everywhere."""
    return seeded_id(f"issuing-centre/{code}".encode())


def scope_of(centre: str) -> Scope:
    return Scope(issuing_centre=centre_id(centre))


def specimen() -> bool:
    """Everything printed is stamped SPECIMEN unless production settings say otherwise."""
    return not settings.BITAQA_PRODUCTION
