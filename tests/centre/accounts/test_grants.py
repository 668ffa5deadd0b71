"""Two people for every role: asked, granted, declined, revoked; scopes; periods; the database's own refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from bitaqa.foundation.kernel.states import MoveNotAllowedError
from bitaqa.foundation.rules.roles import Permission, RoleCode

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def acts():
    from bitaqa.backbone.accounts.actions import grants

    return grants


@pytest.fixture
def errors():
    from bitaqa.backbone.accounts import errors

    return errors


def ask(acts, user, by, role="auditor", **more):
    return acts.ask_role(user=user.id, role=role, by=by, at=AT, because="assignment", **more)


def again(user):
    """As the next request would load the person."""
    return type(user).objects.get(pk=user.pk)


def test_a_role_holds_only_once_another_person_granted_it(administrators, person, acts, told):
    from bitaqa.backbone.accounts.door import can

    (one, two), someone = administrators, person()
    grant = ask(acts, someone.user, one.user)
    assert not can(again(someone.user), Permission.READ_JOURNAL)
    acts.grant_role(grant=grant.id, by=two.user, at=AT)
    assert can(again(someone.user), Permission.READ_JOURNAL)
    acts.revoke_role(grant=grant.id, by=one.user, at=AT, because="left")
    assert not can(again(someone.user), Permission.READ_JOURNAL)
    assert told()[-3:] == [("role.asked", "assignment"), ("role.granted", ""), ("role.revoked", "left")]


def test_nobody_grants_what_they_asked_for_or_their_own_role(administrators, person, acts, errors):
    (one, two), someone = administrators, person()
    with pytest.raises(errors.OwnRequestError):
        acts.grant_role(grant=ask(acts, someone.user, one.user).id, by=one.user, at=AT)
    own = ask(acts, two.user, one.user)
    with pytest.raises(errors.OwnRequestError):
        acts.grant_role(grant=own.id, by=two.user, at=AT)
    with pytest.raises(errors.OwnRequestError):
        acts.decline_role(grant=own.id, by=two.user, at=AT, because="moved")


def test_only_administrators_ask_grant_and_revoke(administrators, person, acts, errors):
    (one, _two), auditor = administrators, person("auditor")
    grant = ask(acts, person().user, one.user)
    for act in (
        lambda: ask(acts, auditor.user, auditor.user, role="administrator"),
        lambda: acts.grant_role(grant=grant.id, by=auditor.user, at=AT),
        lambda: acts.decline_role(grant=grant.id, by=auditor.user, at=AT, because="left"),
        lambda: acts.revoke_role(grant=grant.id, by=auditor.user, at=AT, because="left"),
    ):
        with pytest.raises(errors.NotPermittedError):
            act()


def test_an_administrator_whose_role_was_revoked_grants_no_more(administrators, person, acts, errors):
    (one, _two), third = administrators, person("administrator")
    waiting = ask(acts, person().user, one.user)
    held = third.user.grants.get()
    acts.revoke_role(grant=held.id, by=one.user, at=AT, because="moved")
    with pytest.raises(errors.NotPermittedError):
        acts.grant_role(grant=waiting.id, by=again(third.user), at=AT)


def test_a_double_click_grants_once(administrators, person, acts, told):
    (one, two), someone = administrators, person()
    grant = ask(acts, someone.user, one.user)
    for _ in range(2):
        acts.grant_role(grant=grant.id, by=two.user, at=AT)
    assert told().count(("role.granted", "")) == 1
    for _ in range(2):
        acts.revoke_role(grant=grant.id, by=two.user, at=AT, because="left")
    assert told().count(("role.revoked", "left")) == 1


def test_what_was_declined_or_revoked_stays_so(administrators, person, acts):
    (one, two), someone = administrators, person()
    declined = ask(acts, someone.user, one.user)
    acts.decline_role(grant=declined.id, by=two.user, at=AT, because="no_longer_needed")
    with pytest.raises(MoveNotAllowedError):
        acts.grant_role(grant=declined.id, by=two.user, at=AT)
    with pytest.raises(MoveNotAllowedError):
        acts.revoke_role(grant=declined.id, by=two.user, at=AT, because="left")


def test_the_same_role_in_the_same_scope_is_asked_once(administrators, person, acts, errors):
    from bitaqa.backbone.accounts.door import Scope

    (one, two), someone = administrators, person()
    ask(acts, someone.user, one.user)
    with pytest.raises(errors.RoleAlreadyHeldError):
        ask(acts, someone.user, two.user)
    ask(acts, someone.user, two.user, scope=Scope(unit=uuid4()))


def test_bad_requests_are_refused_with_their_own_error(administrators, person, acts, errors):
    (one, _two), someone = administrators, person()
    with pytest.raises(errors.RoleUnknownError):
        ask(acts, someone.user, one.user, role="superuser")
    with pytest.raises(errors.ReasonMissingError):
        acts.ask_role(user=someone.user.id, role="auditor", by=one.user, at=AT, because="because I say so")
    with pytest.raises(errors.PeriodRefusedError):
        ask(acts, someone.user, one.user, valid_from=AT, valid_until=AT)
    with pytest.raises(errors.AccountNotFoundError):
        acts.ask_role(user=uuid4(), role="auditor", by=one.user, at=AT, because="assignment")
    with pytest.raises(errors.GrantNotFoundError):
        acts.grant_role(grant=uuid4(), by=one.user, at=AT)
    with pytest.raises(errors.ReasonMissingError):
        acts.revoke_role(grant=uuid4(), by=one.user, at=AT, because="")
    with pytest.raises(errors.ReasonMissingError):
        acts.decline_role(grant=uuid4(), by=one.user, at=AT, because="")


def test_two_administrators_always_remain(administrators, person, acts, errors):
    from bitaqa.backbone.accounts.actions.people import close_account

    one, two = administrators
    with pytest.raises(errors.TooFewAdministratorsError):
        acts.revoke_role(grant=two.user.grants.get().id, by=one.user, at=AT, because="left")
    with pytest.raises(errors.TooFewAdministratorsError):
        close_account(user=two.user.id, by=one.user, at=AT, because="left")
    person("administrator")
    close_account(user=two.user.id, by=one.user, at=AT, because="left")
    assert not again(two.user).is_active


def test_a_role_in_one_unit_says_nothing_about_another(administrators, person):
    from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Scope, can, check_can, scopes_of

    unit, campaign = uuid4(), uuid4()
    someone = person("coordinator", scope=Scope(unit=unit))
    permission = Permission.PLAN_CAMPAIGNS
    assert can(someone.user, permission)
    assert can(someone.user, permission, scope=Scope(unit=unit))
    assert can(someone.user, permission, scope=Scope(unit=unit, campaign=campaign))
    assert not can(someone.user, permission, scope=Scope(unit=uuid4()))
    assert not can(someone.user, permission, scope=Scope(campaign=campaign))
    with pytest.raises(NotPermittedError):
        check_can(someone.user, permission, scope=EVERYWHERE)
    assert scopes_of(someone.user, permission) == {Scope(unit=unit)}
    assert scopes_of(administrators[0].user, Permission.GRANT_ROLES) == {EVERYWHERE}
    assert scopes_of(someone.user, Permission.GRANT_ROLES) == frozenset()


def test_a_role_begins_and_ends_in_real_time(administrators, person, acts, real_time):
    from bitaqa.backbone.accounts.door import can

    (one, two), someone = administrators, person()
    begins = real_time.at + timedelta(hours=1)
    grant = ask(acts, someone.user, one.user, valid_from=begins, valid_until=begins + timedelta(hours=1))
    acts.grant_role(grant=grant.id, by=two.user, at=AT)
    seen = []
    for _ in range(3):
        seen.append(can(again(someone.user), Permission.READ_JOURNAL))
        real_time.pass_by(hours=1)
    assert seen == [False, True, False]


def test_an_account_opened_again_has_no_role(administrators, person, acts):
    from bitaqa.backbone.accounts.actions.people import close_account, reopen_account
    from bitaqa.backbone.accounts.door import permissions_of

    someone = person("auditor")
    close_account(user=someone.user.id, by=administrators[0].user, at=AT, because="left")
    reopen_account(user=someone.user.id, by=administrators[0].user, at=AT)
    assert again(someone.user).is_active
    assert permissions_of(again(someone.user)) == frozenset()


def test_a_reset_needs_two_people(administrators, person, errors, real_time):
    from bitaqa.backbone.accounts.actions.people import ask_reset, confirm_reset

    (one, two), someone = administrators, person("auditor")
    reset = ask_reset(user=someone.user.id, by=one.user, at=AT)
    assert ask_reset(user=someone.user.id, by=two.user, at=AT) == reset
    with pytest.raises(errors.OwnRequestError):
        confirm_reset(reset=reset.id, by=one.user, at=AT)
    slip = confirm_reset(reset=reset.id, by=two.user, at=AT)
    fresh = again(someone.user)
    assert fresh.check_password(slip)
    assert fresh.must_change_password
    assert not fresh.has_second_factor
    with pytest.raises(errors.GrantNotFoundError):
        confirm_reset(reset=reset.id, by=two.user, at=AT)


def test_the_database_refuses_one_person_for_both(administrators, person):
    from bitaqa.backbone.accounts.models import RoleGrant

    (one, two), someone = administrators, person()
    common = {
        "user": someone.user,
        "role": "auditor",
        "state": "granted",
        "asked_at": AT,
        "because": "x",
        "decided_at": AT,
    }
    for wrong in (
        {"asked_by": one.user, "decided_by": one.user},
        {"asked_by": one.user, "decided_by": someone.user},
        {"asked_by": one.user, "decided_by": None},
        {"asked_by": one.user, "decided_by": two.user, "role": "superuser"},
        {"asked_by": one.user, "decided_by": two.user, "state": "revoked"},
        {"asked_by": one.user, "decided_by": two.user, "valid_from": AT, "valid_until": AT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(**{**common, **wrong})


def test_every_state_of_a_grant_has_words_on_the_page():
    from bitaqa.backbone.accounts.domain import ASK_REASONS, EVENTS, REVOKE_REASONS, GrantState
    from bitaqa.backbone.accounts.forms import ASK_WORDS, REVOKE_WORDS
    from bitaqa.backbone.accounts.screens.people import _REASONS, STATE_WORDS
    from bitaqa.foundation.rules import events

    assert set(STATE_WORDS) == set(GrantState)
    assert {code for code, _ in REVOKE_WORDS} == set(REVOKE_REASONS)
    assert {code for code, _ in ASK_WORDS} <= set(ASK_REASONS)
    assert set(ASK_REASONS) | set(REVOKE_REASONS) == set(_REASONS)
    assert set(events.EVENTS) >= EVENTS


def test_roles_read_once_per_request(administrators, django_assert_num_queries):
    from bitaqa.backbone.accounts.door import can

    user = again(administrators[0].user)
    with django_assert_num_queries(1):
        for permission in Permission:
            can(user, permission)


def test_who_holds_a_role(administrators, person, django_assert_num_queries):
    from bitaqa.backbone.accounts.door import Scope, display_names, users_with

    unit = uuid4()
    here, everywhere = person("adjudicator", scope=Scope(unit=unit)), person("adjudicator")
    with django_assert_num_queries(1):
        assert [a.id for a in users_with(RoleCode.ADJUDICATOR)] == [here.user.id, everywhere.user.id]
    assert [a.id for a in users_with(RoleCode.ADJUDICATOR, Scope(unit=uuid4()))] == [everywhere.user.id]
    with django_assert_num_queries(1):
        names = display_names([here.user.id, everywhere.user.id, uuid4()], "fr")
    assert names == {here.user.id: "SPECIMEN 1", everywhere.user.id: "SPECIMEN 2"}
    assert display_names([here.user.id], "ar") == {here.user.id: "عينة 1"}
