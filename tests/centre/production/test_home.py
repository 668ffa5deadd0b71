"""What production is told before a key ends: of cards by centre, of certificates' files for all."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override

from bitaqa.backbone.authority.models import SigningCertificate
from bitaqa.journey.production import home

from ..people import account
from .conftest import AT

pytestmark = pytest.mark.django_db
FILES = "The key that signs certificates' files ends soon"


def told() -> list[Any]:
    shown = home.home_of(account("production", "production")).wrong
    with override("en"):
        return [item for item in shown if str(item.label) == FILES]


def ends_in(**left: int) -> None:
    SigningCertificate.objects.filter(kind="pdf").update(key_until=AT + timedelta(**left))


def test_the_signer_of_files_is_told_before_it_ends(
    clock: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told() == [], "a demonstration makes its own"
    call_command("ceremony", "specimen", stdout=io.StringIO())
    assert told() == []
    ends_in(days=13, hours=1)
    [item] = told()
    assert (item.count, item.tone) == (13, "wait")
    ends_in(hours=-1)
    assert told() == []
    monkeypatch.setattr(home.policy, "specimen", lambda: False)
    [item] = told()
    assert (item.count, item.tone) == (0, "stop")
    cards = dict(home.policy.country_pack().raw, document_type=[{"carrier": "card"}])
    monkeypatch.setattr(home.policy, "country_pack", lambda: type("Pack", (), {"raw": cards})())
    monkeypatch.setattr(home, "floor_figures", lambda centres: [])
    assert told() == [], "nothing here is a PDF file"
