"""Keys that sign cards: in a real token (SoftHSM2), in software where there is none, and for approved batches only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.vault import door
from bitaqa.backbone.vault import errors as e
from bitaqa.backbone.vault.card_keys import card_key_store
from bitaqa.backbone.vault.mandates import BatchQuota
from bitaqa.backbone.vault.software_token import SoftwareToken
from bitaqa.backbone.vault.tokens import PkcsToken
from bitaqa.foundation.icao.public_keys import load_key
from bitaqa.foundation.icao.signing import ALGORITHMS, AlgorithmName, holds
from bitaqa.foundation.icao.sod_signer import SodSigner
from bitaqa.foundation.icao.trust_errors import BatchNotCoveredError
from centre_env.softhsm import SoftHsm, make_token
from foundation.icao.utopia import BATCH as OF_UTOPIA
from foundation.icao.utopia import Utopia, day

BATCH, AT, BY = UUID(int=44), datetime(2026, 2, 3, tzinfo=UTC), "worker:keys"


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> SoftHsm:
    return make_token(tmp_path_factory.mktemp("softhsm"))


@pytest.fixture(scope="module")
def token(hsm: SoftHsm) -> Iterator[PkcsToken]:
    found = PkcsToken(module=hsm.module, label=hsm.label, pin=hsm.pin)
    yield found
    found.close()


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_a_key_made_in_the_token_signs_there(token: PkcsToken, algorithm: AlgorithmName) -> None:
    made = token.make(f"ds-{algorithm}", algorithm)
    again = token.signer(f"ds-{algorithm}")
    assert (again.public, again.key_id, again.algorithm) == (made.public, made.key_id, ALGORITHMS[algorithm])
    key = load_key(again.public)
    assert key is not None
    for message in (b"", b"one", b"x" * 5000):
        assert holds(key, again.algorithm, message, again.sign(message))
    assert f"ds-{algorithm}" in token.names()


def test_certificates_and_cards_are_signed_inside_the_token(token: PkcsToken) -> None:
    """The same ceremony as in software: the token's signer stands behind the same port."""
    utopia = Utopia()
    utopia.signer_key = token.make("ds-of-a-centre", "ecdsa-p256")  # type: ignore[assignment]
    utopia.signer = utopia.certify(serial=1000)
    assert len(utopia.sods(2).sign_batch(OF_UTOPIA, [{1: b"one"}, {1: b"two"}], at=day(30))) == 2


def test_private_keys_do_not_leave_the_token(token: PkcsToken) -> None:
    import pkcs11

    token.make("sealed", "ecdsa-p256")

    def read(session: object) -> object:
        private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label="sealed")  # type: ignore[attr-defined]
        assert private[pkcs11.Attribute.SENSITIVE] and not private[pkcs11.Attribute.EXTRACTABLE]
        return private[pkcs11.Attribute.VALUE]

    with pytest.raises(e.TokenRefusedError):
        token.use(read)
    assert "271828" not in repr(token)


def test_keys_are_never_overwritten_or_invented(token: PkcsToken) -> None:
    token.make("once", "ecdsa-p256")
    with pytest.raises(e.CardKeyExistsError):
        token.make("once", "ecdsa-p256")
    with pytest.raises(e.CardKeyMissingError):
        token.signer("never-made")


def test_a_token_that_is_away_or_shut_is_named_and_its_pin_is_not(hsm: SoftHsm, token: PkcsToken) -> None:
    token.close()  # one login serves a whole process: a wrong PIN is noticed by the first to come
    for wrong, error in (
        (PkcsToken(module=hsm.module, label="elsewhere", pin="11111111"), e.TokenUnreachableError),
        (PkcsToken(module="/nowhere/lib.so", label=hsm.label, pin="11111111"), e.TokenUnreachableError),
        (PkcsToken(module=hsm.module, label=hsm.label, pin="11111111"), e.TokenRefusedError),
    ):
        with pytest.raises(error) as fact:
            wrong.names()
        assert "11111111" not in f"{fact.value}{fact.value.facts}"


def test_threads_share_a_signer(token: PkcsToken) -> None:
    signer = token.make("shared", "ecdsa-p256")
    key = load_key(signer.public)
    assert key is not None
    good: list[bool] = []

    def work() -> None:
        good.extend(holds(key, signer.algorithm, b"m", signer.sign(b"m")) for _ in range(20))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert good == [True] * 80


# --- which store ----------------------------------------------------------------------------------------------------
def test_without_a_token_keys_are_software_and_specimens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BITAQA_TOKEN_MODULE", raising=False)
    store = card_key_store()
    assert isinstance(store, SoftwareToken) and store.specimen
    made = store.make("csca-1", "ecdsa-p384")
    fresh = SoftwareToken(home / "keys")
    assert fresh.signer("csca-1").public == made.public and fresh.names() == {"csca-1"}
    with pytest.raises(e.CardKeyExistsError):
        fresh.make("csca-1", "ecdsa-p384")
    with pytest.raises(e.CardKeyMissingError):
        fresh.signer("csca-2")
    with pytest.raises(e.CardKeyNameError):
        fresh.signer("../master")
    for file in (home / "keys").glob("*.card.json"):
        assert file.stat().st_mode & 0o077 == 0
        assert made.private.private_numbers().private_value.to_bytes(48, "big").hex() not in file.read_text()  # type: ignore[union-attr]


def test_a_token_is_used_when_settings_name_one(hsm: SoftHsm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITAQA_TOKEN_MODULE", hsm.module)
    monkeypatch.setenv("BITAQA_TOKEN_PIN", hsm.pin)
    store = card_key_store()
    assert isinstance(store, PkcsToken) and not store.specimen
    assert store is card_key_store()
    store.names()


def test_production_signs_with_a_token_or_not_at_all(
    home: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.delenv("BITAQA_TOKEN_MODULE", raising=False)
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(e.SoftwareCardKeysRefusedError):
        card_key_store()


# --- approvals ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_signer_signs_what_a_batch_covers_and_no_card_more() -> None:
    utopia, quota = Utopia(), BatchQuota()
    signer = SodSigner(key=utopia.signer_key, certificate=utopia.signer, trust=utopia.trust(), quota=quota, most=3)
    with pytest.raises(BatchNotCoveredError) as fact:
        signer.sign_batch(BATCH, [{1: b"one"}], at=day(30))
    assert fact.value.facts == {"asked": 1, "left": 0}
    door.approve_signing(BATCH, 2, by=BY, at=AT)
    assert door.signatures_left(BATCH) == 2
    with pytest.raises(BatchNotCoveredError):
        signer.sign_batch(BATCH, [{1: b"one"}] * 3, at=day(30))
    assert len(signer.sign_batch(BATCH, [{1: b"one"}, {1: b"two"}], at=day(30))) == 2
    with pytest.raises(BatchNotCoveredError):
        signer.sign_batch(BATCH, [{1: b"three"}], at=day(30))
    assert quota.used(utopia.signer_key.key_id) == 2


@pytest.mark.django_db
def test_an_approval_is_told_once_and_what_is_left_can_be_taken_back() -> None:
    door.approve_signing(BATCH, 5, by=BY, at=AT)
    with pytest.raises(e.BatchAlreadyApprovedError):
        door.approve_signing(BATCH, 50, by=BY, at=AT)
    for cards in (0, -1, 100_001):
        with pytest.raises(e.MandateSizeError):
            door.approve_signing(UUID(int=45), cards, by=BY, at=AT)
    BatchQuota().take(BATCH, 2)
    assert door.close_signing(BATCH, by=BY, at=AT) == 3
    assert door.close_signing(BATCH, by=BY, at=AT) == 0
    with pytest.raises(BatchNotCoveredError):
        BatchQuota().take(BATCH, 1)
    told = [(entry.event, entry.facts["cards"]) for entry in journal.entries(subject=BATCH)]
    assert told == [("batch.signing_approved", 5), ("batch.signing_closed", 3)]


def test_two_workers_never_sign_more_than_was_approved(committed_db: dict[str, str]) -> None:
    from django.db import connection, transaction

    door.approve_signing(BATCH, 10, by=BY, at=AT)
    taken: list[int] = []

    def work() -> None:
        try:
            for _ in range(10):
                try:
                    with transaction.atomic():
                        BatchQuota().take(BATCH, 1)
                    taken.append(1)
                except BatchNotCoveredError:
                    return
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 10


def test_signatures_are_never_taken_apart_from_their_cards(committed_db: dict[str, str]) -> None:
    from django.db.transaction import TransactionManagementError

    door.approve_signing(BATCH, 2, by=BY, at=AT)
    with pytest.raises(TransactionManagementError):
        BatchQuota().take(BATCH, 1)
    assert door.signatures_left(BATCH) == 2
