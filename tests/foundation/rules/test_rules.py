"""Shared rules: every state has an owner, every event is known, roles are complete, the country pack answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.kernel.states import StateTable
from bitaqa.foundation.rules import field_pack
from bitaqa.foundation.rules.applications import APPLICATION, GROUNDS, ApplicationKind, Ground, PaperCode
from bitaqa.foundation.rules.country import (
    NationalNumberRefusedError,
    NoRuleInForceError,
    check_national_number,
    load_country_pack,
    next_national_number,
)
from bitaqa.foundation.rules.country.load import UnknownDocumentTypeError, parse_country_pack
from bitaqa.foundation.rules.country.numbers import NationalNumbersExhaustedError
from bitaqa.foundation.rules.documents import CAMPAIGN, CARD, CONSIGNMENT, DOCUMENT, ORDER, VISIT
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.foundation.rules.packet_bodies import BodyNotUnderstoodError, PacketKind, read_body
from bitaqa.foundation.rules.roles import ROLES, Permission, RoleCode

TABLES: list[StateTable[Any]] = [APPLICATION, DOCUMENT, CARD, ORDER, CONSIGNMENT, VISIT, CAMPAIGN]
ON = date(2026, 5, 4)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.aggregate)
def test_every_event_of_a_table_is_known_and_about_it(table: StateTable[Any]) -> None:
    assert table.events() <= EVENTS.keys()
    assert {EVENTS[e].subject for e in table.events()} == {table.aggregate}


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.aggregate)
def test_every_pair_of_state_and_move_is_decided(table: StateTable[Any]) -> None:
    for state in table.states:
        allowed = {m.name for m in table.moves_from(state)}
        assert (not allowed) == (state in table.final)
        for row in table.moves:
            assert table.can_move(state, row.name) == (row.name in allowed)


def test_roles_are_whole() -> None:
    assert ROLES.keys() == set(RoleCode)
    assert set().union(*(role.permissions for role in ROLES.values())) == set(Permission)
    assert all(role.description.endswith(".") and role.at <= {"station", "centre"} for role in ROLES.values())


def test_no_role_both_grants_and_sees_files() -> None:
    private = {Permission.SEARCH_PERSONS, Permission.SEE_APPLICATIONS, Permission.ADJUDICATE}
    assert not any(Permission.GRANT_ROLES in role.permissions and role.permissions & private for role in ROLES.values())


def test_every_kind_has_grounds_and_papers() -> None:
    cnie = load_country_pack().document_type("cnie", ON)
    for kind, grounds in GROUNDS.items():
        for ground in grounds:
            needed = cnie.papers_needed(kind, ground, minor=False)
            assert bool(needed) == (kind is not ApplicationKind.CORRECTION)
    assert PaperCode.GUARDIAN_CARD in cnie.papers_needed(ApplicationKind.FIRST, Ground.NONE, minor=True)
    assert PaperCode.GUARDIAN_CARD not in cnie.papers_needed(ApplicationKind.FIRST, Ground.NONE, minor=False)


@pytest.mark.parametrize(
    ("birth", "rule", "fee"),
    [("2020", "stamp-under-12", 5000), ("2014-05-04", "stamp-12-and-over", 7500), ("1950", "stamp-12-and-over", 7500)],
)
def test_fees_by_age(birth: str, rule: str, fee: int) -> None:
    cnie = load_country_pack().document_type("cnie", ON)
    assert cnie.fee(PartialDate.parse(birth), Ground.NONE, ON) == (rule, Money(fee))


def test_our_own_error_is_free() -> None:
    cnie = load_country_pack().document_type("cnie", ON)
    assert cnie.fee(PartialDate.parse("1950"), Ground.OUR_ERROR, ON) == ("free-our-error", Money(0))


def test_validity_by_age_and_leap_day() -> None:
    cnie = load_country_pack().document_type("cnie", ON)
    assert cnie.last_day(PartialDate.parse("2020"), ON) == date(2033, 5, 4)
    assert cnie.last_day(PartialDate.parse("1950"), date(2024, 2, 29)) == date(2034, 2, 28)
    assert cnie.takes_fingers(PartialDate.parse("2014-05-04"), ON) and not cnie.takes_fingers(
        PartialDate.parse("2014-05-05"), ON
    )
    assert cnie.needs_representative(PartialDate.parse("2008-05-05"), ON)
    extract = load_country_pack().document_type("register-extract", ON)
    assert extract.last_day(PartialDate.parse("1950"), date(2026, 11, 30)) == date(2027, 2, 28)


def test_rules_have_dates() -> None:
    pack = load_country_pack()
    with pytest.raises(NoRuleInForceError):
        pack.document_type("cnie", date(2001, 1, 1))
    with pytest.raises(UnknownDocumentTypeError):
        pack.document_type("passport", ON)
    with pytest.raises(NoRuleInForceError):
        pack.rule("national_number", date(1990, 1, 1))
    with pytest.raises(FileNotFoundError):
        load_country_pack("xx")


def test_a_country_pack_without_a_fee_says_so() -> None:
    from importlib.resources import files

    text = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    bare = parse_country_pack(text.replace('{ rule = "stamp-12-and-over", centimes = 7500, confirmed = false },', ""))
    with pytest.raises(NoRuleInForceError):
        bare.document_type("cnie", ON).fee(PartialDate.parse("1950"), Ground.NONE, ON)


def test_national_numbers() -> None:
    pack = load_country_pack()
    assert check_national_number(" w 900-001 ", pack=pack, on=ON) == "W900001"
    for bad in ("", "123456", "ABC1234", "W12", "W123456789", "و123456"):
        with pytest.raises(NationalNumberRefusedError):
            check_national_number(bad, pack=pack, on=ON)
    first = next_national_number(0, pack=pack, on=ON)
    across = next_national_number(89_999, pack=pack, on=ON)
    assert (first, across) == ("W900001", "WB100001")
    with pytest.raises(NationalNumbersExhaustedError):
        next_national_number(10_000_000, pack=pack, on=ON)


def test_a_body_of_another_kind_is_not_understood() -> None:
    for kind in PacketKind:
        with pytest.raises(BodyNotUnderstoodError):
            read_body(kind, {"surprise": 1})
    with pytest.raises(BodyNotUnderstoodError):
        read_body(PacketKind.CORRECTION, {"what": "wrong_card"})


def test_a_field_pack_has_its_time() -> None:
    at = datetime(2026, 5, 4, tzinfo=UTC)
    pack = field_pack.FieldPack(
        pack=new_id(),
        station=new_id(),
        station_code="s",
        epoch=1,
        serial=1,
        issued_at=at,
        valid_from=at,
        valid_until=at + timedelta(days=2),
        country_pack="ma",
        rules_version="ma-2026.1",
        places=(),
        programmes=(),
        visits=(),
        accounts=(),
        opening_keys=(),
        centre_keys=(),
    )
    field_pack.check_pack_allows_enrolment(pack, at)
    with pytest.raises(field_pack.FieldPackExpiredError):
        field_pack.check_pack_allows_enrolment(pack, at + timedelta(days=2))
    with pytest.raises(field_pack.FieldPackNotYetValidError):
        field_pack.check_pack_allows_enrolment(pack, at - timedelta(seconds=1))
    assert field_pack.FieldPack.model_validate(pack.to_map()) == pack
