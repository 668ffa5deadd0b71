"""Packets about cards found wrong: destroyed by two, corrected, and the correction handed over."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.backbone.journal.door import count_subjects, entries
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.journey.delivery.models import Destruction

from .looking import application_state, document_state, state_of
from .world import World

pytestmark = pytest.mark.django_db


def test_a_wrong_card_is_destroyed_by_two_and_its_correction_linked(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.custody([("received", card)], consignment=consignment)
    world.hand_over(card, outcome="wrong_data")
    correction = world.wrong_card(card)
    assert applied() == []
    assert (state_of(card), document_state(card)) == ("destroyed", "cancelled")
    assert application_state(card.application) == "under_correction"
    row = Destruction.objects.get()
    assert row.first != row.second and row.second is not None and row.second.endswith("/head-1")
    [told] = [e for e in entries(subject=card.application) if e.event == "application.corrected"]
    assert told.facts["correction"] == str(correction) and told.facts["fault"] == "ours"
    consignment.refresh_from_db()
    assert consignment.state == "emptied"


def test_the_correction_handed_over_fulfils_both(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.wrong_card(card)
    assert applied() == []
    [right] = world.cards(1, kind=ApplicationKind.CORRECTION, corrects=card.application)
    world.hand_over(right)
    assert applied() == []
    assert application_state(card.application) == application_state(right.application) == "fulfilled"
    assert count_subjects(event="application.fulfilled") == {(): 2}


def test_a_card_found_wrong_at_home_is_revoked(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card)
    applied()
    world.wrong_card(card)
    assert applied() == []
    assert (state_of(card), document_state(card)) == ("destroyed", "revoked")
