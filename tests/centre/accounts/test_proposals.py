"""Acts of two people that wait as a row: one rule says who may confirm, whatever the room."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.utils.translation import override

from bitaqa.backbone.accounts.door import (
    Proposal,
    ProposedByOneselfError,
    get_first_of_two,
    lock_proposal,
    settle_proposal,
)
from bitaqa.journey.screening.errors import JoinUnknownError
from bitaqa.journey.screening.models import Join
from bitaqa.ui.errors import in_words

from ..people import account

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_row_that_is_born_as_a_proposal_is_a_proposal() -> None:
    """A case of screening is not: it stands open before anyone proposes, and again after a return."""
    shaped = {
        model
        for model in apps.get_models()
        for fields in [{field.name: field for field in model._meta.concrete_fields}]
        if {"proposed_by", "settled_by", "outcome"} <= fields.keys() and not fields["proposed_by"].null
    }
    assert {model.__name__ for model in shaped} >= {"Erasure", "FingerErasure", "Join"}
    assert not {model.__name__ for model in shaped if not issubclass(model, Proposal)}


@pytest.mark.django_db
def test_a_proposal_is_confirmed_by_another_and_settled_once() -> None:
    one, other = account("adj-one", "adjudicator"), account("adj-two", "adjudicator")
    row = Join.objects.create(alias=one.pk, into=other.pk, because="double_entry", proposed_by=one.pk, proposed_at=AT)
    row = lock_proposal(Join, row.id, unknown=JoinUnknownError)
    with pytest.raises(ProposedByOneselfError):
        get_first_of_two(row, second=one)
    assert get_first_of_two(row, second=other).pk == one.pk
    settle_proposal(row, "joined", by=other, at=AT)
    with pytest.raises(JoinUnknownError):
        lock_proposal(Join, row.id, unknown=JoinUnknownError)


@pytest.mark.parametrize(("language", "word"), [("ar", "اقترح"), ("fr", "proposé")])
def test_the_refusal_speaks_of_no_particular_act(language: str, word: str) -> None:
    with override(language):
        sentence = in_words(ProposedByOneselfError()).sentence
    assert word in sentence and "refus" not in sentence and "الرفض" not in sentence
