"""Key ceremonies: guided for people, at once for specimens; what they leave, and what they refuse."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bitaqa.backbone import clock
from bitaqa.backbone.authority import ceremonies, door, signers
from bitaqa.backbone.authority import errors as e
from bitaqa.backbone.authority.domain import CertificateKind, names_of, policy_of
from bitaqa.backbone.authority.management.commands import ceremony as command
from bitaqa.backbone.authority.models import Ceremony, PublishedList, SigningCertificate
from bitaqa.backbone.authority.transcripts import kept_transcript
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault import door as vault
from bitaqa.backbone.vault.csca_token import csca_token_there
from bitaqa.backbone.vault.errors import SoftwareCardKeysRefusedError
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.master_list import read_master_list
from bitaqa.foundation.icao.trust import TrustList
from bitaqa.foundation.icao.trust_errors import BatchNotCoveredError, SignerRevokedError
from bitaqa.foundation.kernel.clock import SetClock
from bitaqa.foundation.rules.country import load_country_pack
from centre_env.softhsm import make_token

AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
BATCH = UUID(int=7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    shown = SetClock(AT)
    monkeypatch.setattr(clock, "centre_clock", lambda: shown)
    monkeypatch.delenv("BITAQA_TOKEN_MODULE", raising=False)
    return shown


@pytest.fixture(params=["software", "softhsm"])
def token(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The keys of this ceremony: in software, and in a token of SoftHSM2."""
    if request.param == "softhsm":
        made = make_token(tmp_path, "cards")
        monkeypatch.setenv("BITAQA_TOKEN_MODULE", made.module)
        monkeypatch.setenv("BITAQA_TOKEN_LABEL", "cards")
        monkeypatch.setenv("BITAQA_TOKEN_PIN", made.pin)
    yield request.param
    if request.param == "softhsm":
        vault.card_key_store().close()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Runs a guided ceremony with the lines people type; answers what stood on the screen and the shares shown."""
    every: list[str] = []

    def play(
        verb: str, holders: list[str], *, typed: list[str] | None = None, shares: list[str] = every, **options: Any
    ) -> list[str]:
        shown: list[str] = []
        lines = iter(["Salle forte", "Témoin T", *holders, "", *["yes"] * 20])
        hidden = iter(typed or [])

        def ask(_self: object, prompt: str) -> str:
            return "" if "Enter" in prompt else next(lines)

        def ask_hidden(_self: object, _prompt: str) -> str:
            if typed is None:  # the share this holder was shown a moment ago
                shares.append(next(line.strip() for line in reversed(shown) if line.startswith("\n    ")))
                return shares[-1]
            return next(hidden)

        monkeypatch.setattr(command.Command, "_ask", ask)
        monkeypatch.setattr(command.Command, "_ask_hidden", ask_hidden)

        class Screen(io.StringIO):
            def write(self, text: str) -> int:
                shown.append(text)
                return len(text)

        call_command("ceremony", verb, stdout=Screen(), **options)
        return list(shares)

    return play


def test_people_hold_every_ceremony_in_turn(
    token: str, played: Callable[..., list[str]], tmp_path: Path, today: SetClock
) -> None:
    holders = ["H Un", "H Deux", "H Trois"]
    shares = played("csca", holders, needed=2, backup=tmp_path / "copy", transcript=tmp_path / "sheet.pdf")
    assert len(shares) == 3
    with pytest.raises(CommandError, match="made before"):
        played("csca", holders, needed=2)
    played("ds", holders[:2], typed=["not a share", shares[2], shares[2], shares[0]])
    first = door.document_signer("rabat", at=AT + timedelta(days=1))
    vault.approve_signing(BATCH, 2, by="worker:test", at=AT)
    (sod,) = first.sign_batch(BATCH, [{1: b"a"}], at=AT + timedelta(days=1))
    assert sod[:1] == b"\x77"
    # the country key is replaced: whoever trusts the old one alone follows the link
    old = ceremonies.newest_csca()
    today.set(AT + timedelta(days=30))
    played("rotate", holders[1:], typed=[shares[1], shares[0]])
    new = ceremonies.newest_csca()
    assert new.key == "csca-2" and new.serial != old.serial
    links = [bytes(r.der) for r in SigningCertificate.objects.filter(kind=CertificateKind.LINK)]
    lists = [bytes(r.der) for r in PublishedList.objects.filter(kind="revocation")]
    played("ds", holders[:2], typed=shares[:2], centre=["marrakech"])
    later = SigningCertificate.objects.get(kind=CertificateKind.SIGNER, issuing_centre="marrakech", starts=today.now())
    believing = TrustList([bytes(old.der)], links=links, revocation_lists=lists)
    assert believing.check_signer(bytes(later.der), AT + timedelta(days=31)).signer.serial == int(later.serial, 16)
    master = PublishedList.objects.filter(kind="master").order_by("-issued_at", "-number")[0]
    assert len(read_master_list(bytes(master.der), csca=bytes(new.der))) == 3
    assert [row.kind for row in Ceremony.objects.order_by("number")] == ["csca", "ds", "rotate", "ds"]
    assert sorted(JournalEntry.objects.values_list("event", flat=True).distinct()) == [
        "batch.signing_approved", "ceremony.held", "certificate.made",
    ]  # fmt: skip


def test_the_transcript_is_what_was_read_aloud_and_holds_no_secret(
    played: Callable[..., list[str]], tmp_path: Path
) -> None:
    shares = played("csca", ["حاملة أولى · H Un", "H Deux", "H Trois"], needed=2, transcript=tmp_path / "sheet.pdf")
    row = Ceremony.objects.get()
    csca = ceremonies.newest_csca()
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "sheet.pdf").pages)
    assert csca.fingerprint[:4].upper() in text and "Procès-verbal" in text and "C-0001" in text
    assert [step["step"] for step in row.steps] == [
        "key_made", "certified", "revocation_list", "key_made", "certified", "master_list", "backup",
    ]  # fmt: skip
    assert kept_transcript(row) == (tmp_path / "sheet.pdf").read_bytes()
    told = f"{row.steps}{text}{list(JournalEntry.objects.values_list('facts', flat=True))}"
    for share in shares:
        assert share not in told and share.replace("-", "") not in told


def test_a_copy_that_does_not_sign_is_no_backup_and_the_ceremony_is_held_again(
    token: str, played: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = "bitaqa.backbone.authority.opening.rehearse_restore"
    holders, shares = ["H Un", "H Deux"], list[str]()
    with monkeypatch.context() as broken, pytest.raises(CommandError, match="the backup is not one"):
        broken.setattr(copy, lambda *_: b"not a signature")
        played("csca", holders, needed=2, shares=shares, backup=tmp_path / "first")
    assert not SigningCertificate.objects.exists() and not Ceremony.objects.exists()
    with pytest.raises(CommandError, match="Hold the ceremony: `bitaqa ceremony csca`"):
        played("rotate", holders, typed=shares)
    with pytest.raises(CommandError, match="The folder first holds a copy already"):
        played("csca", holders, needed=2, typed=shares, backup=tmp_path / "first")
    played("csca", holders, needed=2, typed=shares, backup=tmp_path / "second")
    assert ceremonies.newest_csca().key == "csca-2" and Ceremony.objects.get().kind == "csca"
    with pytest.raises(CommandError, match="made before"):
        played("csca", holders, needed=2, typed=shares, backup=tmp_path / "third")


def test_a_folder_that_holds_a_copy_is_refused_before_anything_is_begun(
    played: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "copy" / "token").mkdir(parents=True)
    (tmp_path / "file").touch()
    for name in ("copy", "file"):
        with pytest.raises(CommandError, match=f"The folder {name} holds a copy already, or is none"):
            played("csca", ["H Un", "H Deux"], needed=2, backup=tmp_path / name)
    assert not csca_token_there()


def test_too_few_or_the_same_holder_twice(played: Callable[..., list[str]]) -> None:
    with pytest.raises(CommandError, match="2 holders are present; 3 are needed"):
        played("csca", ["H Un", "H Deux"], needed=3)
    assert not csca_token_there()
    with pytest.raises(CommandError, match="no country signing key"):
        played("ds", ["H Un", "H Deux"])


# --- specimens ------------------------------------------------------------------------------------------------------
def test_specimens_are_made_without_a_question_and_never_in_the_name_of_a_state(tmp_path: Path) -> None:
    call_command("ceremony", "specimen", stdout=io.StringIO())
    call_command("ceremony", "show", stdout=(shown := io.StringIO()))
    assert "rabat" in shown.getvalue() and "marrakech" in shown.getvalue()
    for row in SigningCertificate.objects.all():
        found = read_certificate(bytes(row.der))
        assert b"\x13\x02UT" in found.subject and b"SPECIMEN" in found.subject and b"\x13\x02MA" not in found.subject
    assert all(row.specimen and row.transcript for row in Ceremony.objects.all())


def test_a_demonstration_makes_what_it_lacks_and_renews_it(today: SetClock) -> None:
    vault.approve_signing(BATCH, 9, by="worker:test", at=AT)
    for days in (0, 1, 80, 100, 200):
        at = AT + timedelta(days=days)
        door.document_signer("rabat", at=at).sign_batch(BATCH, [{1: b"a"}], at=at)
        state = door.signer_state("rabat", at=at)
        assert state is not None and state.key_days >= 0 and state.list_days >= 0 and state.cards < 100_000
    assert SigningCertificate.objects.filter(kind=CertificateKind.CSCA).count() == 1
    assert SigningCertificate.objects.filter(kind=CertificateKind.SIGNER, issuing_centre="rabat").count() == 3


def test_an_approval_covers_its_batch_and_no_other() -> None:
    signer = door.document_signer("rabat", at=AT)
    with pytest.raises(BatchNotCoveredError):
        signer.sign_batch(BATCH, [{1: b"a"}], at=AT)
    vault.approve_signing(BATCH, 1, by="worker:test", at=AT)
    with pytest.raises(BatchNotCoveredError):
        signer.sign_batch(BATCH, [{1: b"a"}, {1: b"b"}], at=AT)
    assert len(signer.sign_batch(BATCH, [{1: b"a"}], at=AT)) == 1


def test_a_new_signer_takes_over_and_an_old_one_helps_when_it_is_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signers.make_specimens(at=AT, printed=False)
    first = SigningCertificate.objects.get(kind=CertificateKind.SIGNER, issuing_centre="rabat")
    store = vault.open_csca_token(vault.specimen_secret())
    ceremonies.hold_signers(store, signers.SPECIMEN_ROOM, at=AT + timedelta(days=1), centres=["rabat"], printed=False)
    at = AT + timedelta(days=2)
    newer = door.signer_state("rabat", at=at)
    assert newer is not None and newer.serial != first.serial
    row = SigningCertificate.objects.get(serial=newer.serial)
    vault.BatchQuota().count(signers._key_id(row), 100_000)
    left = door.signer_state("rabat", at=at)
    assert left is not None and left.serial == first.serial and left.cards == 100_000


def test_a_revoked_signer_signs_nothing_more_and_its_cards_are_refused() -> None:
    signers.make_specimens(at=AT, printed=False)
    row = SigningCertificate.objects.get(kind=CertificateKind.SIGNER, issuing_centre="rabat")
    serial, der = row.serial, bytes(row.der)
    with pytest.raises(CommandError, match="has the serial number ABC"):
        call_command("ceremony", "list", specimen=True, revoke=["ABC"], stdout=io.StringIO())
    call_command("ceremony", "list", specimen=True, revoke=[serial], because="key-compromise", stdout=io.StringIO())
    row.refresh_from_db()
    assert (row.revoked_at, row.revoked_because) == (AT, "key-compromise")
    with pytest.raises(SignerRevokedError):
        door.trust_list().check_signer(der, AT + timedelta(hours=1))
    again = door.document_signer("rabat", at=AT + timedelta(days=2))
    assert again is not None and JournalEntry.objects.filter(event="certificate.revoked", subject=row.id).count() == 1
    assert SigningCertificate.objects.filter(kind=CertificateKind.SIGNER, issuing_centre="rabat").count() == 2


# --- production -----------------------------------------------------------------------------------------------------
def test_production_begins_nothing_by_itself(settings: Any) -> None:
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(e.NoSignerError):
        door.document_signer("rabat", at=AT)
    with pytest.raises(e.NoCscaError):
        door.trust_list()
    assert door.signer_state("rabat", at=AT) is None
    for verb in ("csca", "ds"):
        with pytest.raises(CommandError, match="not signed in production by keys kept in software"):
            call_command("ceremony", verb, specimen=True, stdout=io.StringIO())
    with pytest.raises(SoftwareCardKeysRefusedError):
        csca_token_there()


def test_names_come_from_the_authoritys_own_pack() -> None:
    pack = load_country_pack("ma")
    with pytest.raises(e.AuthorityUnnamedError):
        names_of(pack, specimen=False)
    assert names_of(pack, specimen=True).country == "UT"
    given = {"country": "XX", "organisation": "O", "mailbox": "a@b.example", "crl_address": "http://x/crl"}
    own = replace(pack, raw={**pack.raw, "certificates": {**given, "signer_days": 60}})
    assert names_of(own, specimen=False).holder("CSCA").country == "XX"
    assert policy_of(own).signer_days == 60
    with pytest.raises(e.AlgorithmUnknownError):
        policy_of(replace(pack, raw={**pack.raw, "certificates": {"csca_algorithm": "dsa"}}))
