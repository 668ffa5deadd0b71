"""Blanks between vault and line by two people, shifts that close when none is missing, supplies that run out."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import domain, errors, policy, queries, shift_errors
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.move_blanks import close_shift, confirm_move, propose_move, withdraw_move
from bitaqa.journey.production.models import Blank, ShiftClosure, VaultMove
from bitaqa.journey.production.supplies import count_supply, supply_states
from bitaqa.ui.errors import in_words

from ..people import account, browser_of
from .conftest import ACTOR, AT, OTHER, Floor

SHIFT = "2026-05-05-1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "floor_policy", lambda: domain.Policy(vault_by_two=True))


def brought(serials: list[str]) -> None:
    """Out to the line, by two."""
    move = propose_move(centre="rabat", serials=serials, way="out", by=ACTOR, at=AT)
    confirm_move(move.id, by=OTHER, at=AT)


def test_a_shift_from_the_vault_and_back(floor: Floor, by_two: None, told: Callable[[str], list[UUID]]) -> None:
    serials = floor.blanks(10)
    floor.approve(3)
    run_until_still(["order"])
    with pytest.raises(errors.NoBlanksError):
        form_batches(by=ACTOR, at=AT, now=True)
    brought(serials[:6])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    run_until_still(["personalise"])
    made = queries.orders_of_batch(batch)
    with pytest.raises(shift_errors.ShiftBatchesOpenError, match="RAB-000001"):
        close_shift("rabat", SHIFT, by=ACTOR, at=AT)
    reject_card(made[0].id, attempt=1, reason="print", by=ACTOR, at=AT)
    pass_cards([order.id for order in made[1:]], by=ACTOR, at=AT)
    close_batch(batch, spoiled=[serials[0]], by=ACTOR, at=AT)
    with pytest.raises(shift_errors.ShiftUnaccountedError, match=serials[5]) as refused:
        close_shift("rabat", SHIFT, returned=serials[3:5], by=ACTOR, at=AT)
    for language, shift in (("ar", "إقفال النوبة"), ("fr", "L'équipe"), ("en", "The shift")):
        with override(language):
            assert shift in in_words(refused.value).sentence, "a shift is refused in a shift's words"
    with pytest.raises(shift_errors.ShiftUnaccountedError, match=serials[9]):
        close_shift("rabat", SHIFT, returned=[*serials[3:6], serials[9]], by=ACTOR, at=AT)
    closure = close_shift("rabat", SHIFT, returned=serials[3:6], by=ACTOR, at=AT)
    assert (closure.received, closure.good, closure.spoiled, closure.sample, closure.returned) == (6, 2, 1, 0, 3)
    assert close_shift("rabat", SHIFT, by=OTHER, at=AT).pk == closure.pk
    assert set(Blank.objects.filter(line_shift="").values_list("serial", flat=True)) == set(serials[3:])
    with pytest.raises(shift_errors.ShiftClosedError):
        propose_move(centre="rabat", serials=serials[6:7], way="out", by=ACTOR, at=AT)
    assert told("shift.closed") == [closure.id] and len(told("blank.moved")) == 1


def test_two_people_move_blanks_and_only_those_that_are_there(floor: Floor) -> None:
    serials = floor.blanks(4)
    move = propose_move(centre="rabat", serials=serials[:2], way="out", by=ACTOR, at=AT)
    assert propose_move(centre="rabat", serials=serials[:2], way="out", by=ACTOR, at=AT).pk == move.pk
    with pytest.raises(errors.MoveByTwoError):
        confirm_move(move.id, by=ACTOR, at=AT)
    other = propose_move(centre="rabat", serials=serials[1:3], way="out", by=ACTOR, at=AT)
    confirm_move(move.id, by=OTHER, at=AT)
    with pytest.raises(errors.SerialsNotThereError, match=serials[1]):
        confirm_move(other.id, by=OTHER, at=AT)
    withdraw_move(other.id, by=ACTOR, at=AT)
    for act in (confirm_move, withdraw_move):
        with pytest.raises(errors.VaultMoveUnknownError):
            act(other.id, by=OTHER, at=AT)
    for wrong, way in (([serials[0]], "out"), ([serials[3]], "back"), (["XX1"], "out"), ([], "out")):
        with pytest.raises(errors.SerialsNotThereError):
            propose_move(centre="rabat", serials=wrong, way=way, by=ACTOR, at=AT)
    back = propose_move(centre="rabat", serials=serials[:1], way="back", by=ACTOR, at=AT)
    confirm_move(back.id, by=OTHER, at=AT)
    assert Blank.objects.get(serial=serials[0]).line_shift == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        VaultMove.objects.filter(pk=back.pk).update(confirmed_by=ACTOR)


def test_supplies_say_how_many_days_they_last(floor: Floor) -> None:
    floor.blanks(10)
    assert all(state.short and state.counted_at is None for state in supply_states("rabat", at=AT))
    count_supply("rabat", "ribbon", Decimal("1.5"), by=ACTOR, at=AT - timedelta(days=1))
    floor.made(7)
    state = next(each for each in supply_states("rabat", at=AT) if each.supply.code == "ribbon")
    assert (state.cards, state.days, state.short) == (743, 1486, False)
    count_supply("rabat", "ribbon", Decimal(0), by=ACTOR, at=AT)
    assert next(e for e in supply_states("rabat", at=AT) if e.supply.code == "ribbon").short
    with pytest.raises(errors.SupplyUnknownError):
        count_supply("rabat", "paper", Decimal(1), by=ACTOR, at=AT)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_vault_by_its_buttons(floor: Floor, language: str) -> None:
    serials = floor.blanks(4)
    operator = browser_of(account("operator", "production"), language)
    quality = browser_of(account("quality", "quality"), language)
    address = "/production/vault/rabat/"
    page = operator.get(address).content.decode()
    assert ("الخزنة" if language == "ar" else "Coffre") in page and SHIFT in page
    assert operator.post(f"{address}out/", {"serials": "XX1"}).status_code == 422
    operator.post(f"{address}out/", {"serials": " ".join(serials[:3])})
    first = VaultMove.objects.get(confirmed_at=None)
    operator.post(f"/production/vault/moves/{first.id}/withdraw/")
    operator.post(f"{address}out/", {"serials": " ".join(serials[:3])})
    move = VaultMove.objects.get(confirmed_at=None)
    quality.post(f"/production/vault/moves/{move.id}/confirm/")
    operator.post(f"{address}back/", {"serials": serials[0]})
    quality.post(f"/production/vault/moves/{VaultMove.objects.get(confirmed_at=None).id}/confirm/")
    assert Blank.objects.filter(line_shift=SHIFT).count() == 2
    told = operator.post(f"{address}shifts/{SHIFT}/close/", {"returned": serials[1]})
    assert told.status_code == 409 and serials[2] in told.content.decode()
    operator.post(f"{address}supplies/", {"supply": "ribbon", "units": "2"})
    operator.post(f"{address}shifts/{SHIFT}/close/", {"returned": " ".join(serials[1:3])})
    assert ShiftClosure.objects.get().returned == 2
    assert "1" in operator.get(address).content.decode()


def test_supplies_and_the_rule_come_from_the_country_pack() -> None:
    pack = load_country_pack("ma")
    changed = replace(pack, raw={**pack.raw, "production": {"vault_by_two": True}})
    assert domain.policy_of(changed).vault_by_two and not domain.policy_of(pack).vault_by_two


@pytest.mark.parametrize(
    ("language", "late", "back"),
    [("ar", "لم تُقفل", "إلى الخزنة"), ("fr", "n'a pas été clôturée", "Retour au coffre")],
)
def test_a_shift_that_ended_is_closed_and_what_it_left_goes_back_by_two(
    floor: Floor, clock: Callable[[datetime], None], language: str, late: str, back: str
) -> None:
    serials = floor.blanks(4)
    brought(serials[:3])
    clock(AT + timedelta(hours=9))  # the afternoon's shift works; the morning's was never closed
    operator = browser_of(account("operator", "production"), language)
    quality = browser_of(account("quality", "quality"), language)
    address = "/production/vault/rabat/"
    page = html.unescape(operator.get(address).content.decode())
    assert late in page and back in page and f"shifts/{SHIFT}/close/" in page and serials[2] in page
    assert operator.post(f"{address}back/", {"serials": serials[3]}).status_code == 422  # it lies in the vault
    operator.post(f"{address}back/", {"serials": serials[0]})
    move = VaultMove.objects.get(confirmed_at=None)
    assert operator.post(f"/production/vault/moves/{move.id}/confirm/").status_code == 403
    quality.post(f"/production/vault/moves/{move.id}/confirm/")
    assert Blank.objects.get(serial=serials[0]).line_shift == ""
    refused = operator.post(f"{address}shifts/{SHIFT}/close/", {"returned": serials[1]})
    page = refused.content.decode()
    assert refused.status_code == 409 and serials[2] in page and f'id="id_{SHIFT}_returned"' in page
    assert page.count(f">{serials[1]}</textarea>") + page.count(f">\n{serials[1]}</textarea>") == 1
    operator.post(f"{address}shifts/{SHIFT}/close/", {"returned": " ".join(serials[1:3])})
    closure = ShiftClosure.objects.get()
    assert (closure.shift, closure.received, closure.returned) == (SHIFT, 2, 2)
    assert late not in html.unescape(operator.get(address).content.decode())
