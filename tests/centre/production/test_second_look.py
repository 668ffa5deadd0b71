"""A second pair of eyes: cards that the policy names pass by two officers, and by neither of them alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.kernel.ids import seeded_id
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import errors, policy, queries
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder, reject_card
from bitaqa.journey.production.models import CardLook, Order
from bitaqa.journey.production.second_look import SecondLookRule, second_look_rule

from ..people import account, browser_of
from .conftest import ACTOR, AT, OTHER, Floor
from .looking import orders

Wanted = Callable[..., None]


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> Wanted:
    """Sets `[production.second_look]` of the country pack."""

    def choose(**given: Any) -> None:
        pack = load_country_pack("ma")
        floor = {**pack.raw["production"], "second_look": given}
        monkeypatch.setattr(policy, "country_pack", lambda: replace(pack, raw={**pack.raw, "production": floor}))

    return choose


def test_the_rule_names_kinds_and_draws_a_share() -> None:
    ids = [seeded_id(str(n).encode()) for n in range(2000)]

    def drawn(rule: SecondLookRule, kind: str = "first", *, again: bool = False) -> set[UUID]:
        return {id_ for id_ in ids if rule.needs(id_, 1, kind=kind, again=again)}

    assert drawn(SecondLookRule()) == set() and drawn(SecondLookRule(share=1.0)) == set(ids)
    tenth = SecondLookRule(share=0.1)
    assert 140 <= len(drawn(tenth)) <= 260 and drawn(tenth) == drawn(tenth) < drawn(SecondLookRule(share=0.5))
    assert {id_ for id_ in ids if tenth.needs(id_, 2, kind="first", again=False)} != drawn(tenth)
    named = SecondLookRule(kinds=frozenset(["correction", "again"]))
    assert drawn(named, "correction") == drawn(named, again=True) == set(ids) and drawn(named) == set()
    pack = load_country_pack("ma")
    assert second_look_rule(pack) == SecondLookRule()
    assert second_look_rule(replace(pack, raw={})) == SecondLookRule()


@pytest.mark.django_db
def test_a_card_passes_by_two_people_and_by_neither_alone(
    floor: Floor, wanted: Wanted, told: Callable[[str], list[UUID]]
) -> None:
    wanted(share=1)
    floor.blanks(3)
    (one,) = orders(floor.made(1))
    assert pass_cards([one.id], by=ACTOR, at=AT) == [] == pass_cards([one.id], by=ACTOR, at=AT)
    assert queries.get_order(one.id).state == "personalised" and told("order.seen_once") == [one.id]
    assert pass_cards([one.id], by=OTHER, at=AT) == [one.id]
    look = CardLook.objects.get()
    assert (look.first_by, look.second_by, look.second_at) == (ACTOR, OTHER, AT)
    (entry,) = (each for each in entries(subject=one.id) if each.event == "order.passed")
    assert (entry.facts["checked"], entry.facts["witness"], entry.actor) == ("by-two", ACTOR, OTHER)
    assert pass_cards([one.id], by=ACTOR, at=AT) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        CardLook.objects.filter(pk=look.pk).update(second_by=ACTOR)


@pytest.mark.django_db
def test_it_never_passes_with_the_rest_and_either_may_reject_it(floor: Floor, wanted: Wanted) -> None:
    wanted(share=0, kinds=["again"])
    floor.blanks(6)
    first = orders(floor.made(1))[0]
    reject_card(first.id, attempt=1, reason="print", by=ACTOR, at=AT)
    floor.approve(2)
    batch = floor.make_batch()
    again, *others = sorted(orders(batch), key=lambda order: -order.attempt)
    assert again.id == first.id
    assert set(pass_remainder(batch, sampled=[again.id], by=ACTOR, at=AT)) == {order.id for order in others}
    assert pass_remainder(batch, by=OTHER, at=AT) == []  # it was not looked at a second time
    rejected = reject_card(again.id, attempt=2, reason="portrait", by=OTHER, at=AT)
    assert rejected.by == OTHER
    third = orders(floor.make_batch())[0]
    assert third.attempt == 3 and pass_cards([third.id], by=OTHER, at=AT) == []  # a new card, a new first look
    assert pass_remainder(third.batch_id, sampled=[third.id], by=ACTOR, at=AT) == [third.id]  # type: ignore[arg-type]
    assert CardLook.objects.filter(order=first.id).count() == 2


@pytest.mark.django_db
def test_a_faulty_card_gets_no_first_look(floor: Floor, wanted: Wanted) -> None:
    wanted(share=1)
    floor.blanks(3)
    one, two = orders(floor.made(2))
    Order.objects.filter(pk=two.id).update(mrz=one.mrz)
    with pytest.raises(errors.ProductionError):
        pass_cards([one.id, two.id], by=ACTOR, at=AT)
    assert not CardLook.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "before", "after", "elsewhere"),
    [
        ("ar", "يفحص هذه البطاقة عونان", "تُقبل إذا وجدتها صالحة أنت أيضا", "عونا آخر"),
        ("fr", "Deux agents contrôlent cette carte", "si vous la trouvez bonne aussi", "attend un autre agent"),
    ],
)
def test_the_bench_asks_another_officer(
    floor: Floor, wanted: Wanted, language: str, before: str, after: str, elsewhere: str
) -> None:
    wanted(share=1)
    floor.blanks(3)
    (one,) = orders(floor.made(1))
    first = browser_of(account("first", "quality"), language)
    second = browser_of(account("second", "quality"), language)
    bench, press = "/production/quality/", f"/production/quality/{one.id}/pass/"
    page = first.get(bench).content.decode()
    assert before in page and 'id="rest-why"' in page
    for _twice in range(2):
        assert first.post(press).status_code == 302
    assert queries.get_order(one.id).state == "personalised"
    assert elsewhere in first.get(bench).content.decode()
    body = json.dumps({"orders": [str(one.id)]})
    told = first.post("/production/api/quality/pass", body, content_type="application/json").json()
    assert told == {"passed": [], "second_look": [str(one.id)]}
    assert after in second.get(bench).content.decode()
    second.post(press)
    assert queries.get_order(one.id).state == "passed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "one_more", "rejected"),
    [
        ("ar", "تفحص بطاقة أخرى على حدة", "رفضت بطاقة واحدة من هذه الدفعة"),
        ("fr", "Encore 1 carte à contrôler", "1 carte de ce lot a été refusée"),
    ],
)
def test_the_bench_says_why_the_rest_does_not_pass(floor: Floor, language: str, one_more: str, rejected: str) -> None:
    floor.blanks(4)
    made = orders(floor.made(3))
    officer = browser_of(account("officer", "quality"), language)
    assert one_more in officer.get("/production/quality/").content.decode()
    reject_card(made[0].id, attempt=1, reason="print", by=ACTOR, at=AT)
    page = officer.get("/production/quality/").content.decode()
    assert rejected in page and "pass-rest" not in page
