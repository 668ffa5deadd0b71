"""Who signs cards today, and whom a reader believes: made from what ceremonies left, one query each.

A document signer is chosen by issuing centre and day: in force, not revoked, its number of cards not reached, the
newest first; so that a new one takes over as soon as it is there, and an old one helps when the new one is used up.
Outside production, and there alone, what is missing is made at once with invented names (the ceremony of a
demonstration). Refuses: production without a ceremony.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.backbone.vault.door import (
    BatchQuota,
    begin_csca_token,
    card_key_store,
    csca_token_there,
    open_csca_token,
    specimen_secret,
)
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.lds import LdsVersion
from bitaqa.foundation.icao.sod_signer import SodSigner
from bitaqa.foundation.icao.trust import TrustList
from bitaqa.foundation.packet.keys import key_id
from bitaqa.foundation.rules.country import load_country_pack

from .ceremonies import Gathering, hold_csca, hold_list, hold_signers, lock_ceremonies
from .certifying import REVOCATION
from .domain import CertificateKind, policy_of
from .errors import NoCscaError, NoSignerError
from .models import PublishedList, SigningCertificate

SPECIMEN_ROOM: Final = Gathering(
    holders=("حاملة أولى عينة · Détentrice Une SPECIMEN", "حامل ثان عينة · Détenteur Deux SPECIMEN"),
    needed=2,
    witness="شاهدة عينة · Témoin SPECIMEN",
    place="قاعة عينة · Salle SPECIMEN",
    by="worker:ceremony",
    specimen=True,
)
SOON: Final = timedelta(days=14)
"""How long before a key ends people are told: a ceremony needs several of them in one room."""
_EARLIER: Final = timedelta(days=1)
"""Specimens made on demand begin a little before they are asked for."""

_signers: dict[tuple[UUID, UUID, str], SodSigner] = {}
_trusts: dict[tuple[UUID, ...], TrustList] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class SignerState:
    """How long a centre can still sign: days of its key, cards of its count, days of the revocation list."""

    serial: str
    key_days: int
    cards: int
    list_days: int

    @property
    def ends_soon(self) -> bool:
        return self.key_days < SOON.days or self.list_days < SOON.days or self.cards < 5000


def document_signer(centre: str, *, at: datetime, version: LdsVersion = "1.8") -> SodSigner:
    """The signer of an issuing centre's cards. Raises NoSignerError, NoCscaError, errors of the vault."""
    row = _choice(centre, at)
    if not settings.BITAQA_PRODUCTION and (row is None or not _list_current(at)):
        make_specimens(at=at - _EARLIER, centre=centre, printed=False)
        row = _choice(centre, at)
    if row is None:
        raise NoSignerError(centre=centre)
    newest = _lists()
    name = (row.id, newest[0].id if newest else row.id, version)
    with _lock:
        if name not in _signers:
            _signers.clear()  # what a former list allowed is not asked again
            _signers[name] = SodSigner(
                key=card_key_store().signer(row.key),
                certificate=bytes(row.der),
                trust=trust_list(),
                quota=BatchQuota(),
                version=version,
                most=policy_of(load_country_pack(settings.BITAQA_COUNTRY_PACK)).signer_cards,
            )
        return _signers[name]


def trust_list() -> TrustList:
    """Our own CSCA certificates, their links, the newest revocation lists. Raises NoCscaError, TrustError."""
    rows = list(SigningCertificate.objects.filter(kind__in=[CertificateKind.CSCA, CertificateKind.LINK]))
    lists = _lists()
    name = tuple(sorted(row.id for row in rows)) + tuple(each.id for each in lists)
    found = _trusts.get(name)
    if found is None:
        anchors = [bytes(row.der) for row in rows if row.kind == CertificateKind.CSCA]
        if not anchors:
            raise NoCscaError
        found = TrustList(
            anchors,
            links=[bytes(row.der) for row in rows if row.kind == CertificateKind.LINK],
            revocation_lists=[bytes(each.der) for each in lists],
        )
        _trusts.clear()
        _trusts[name] = found
    return found


def signer_state(centre: str, *, at: datetime) -> SignerState | None:
    """None when the centre can sign nothing now; two round trips more than the choice."""
    row, lists = _choice(centre, at), _lists(at)
    nearest = min((each.next_at for each in lists if each.next_at), default=None)
    if row is None or nearest is None or nearest < at:
        return None
    most = policy_of(load_country_pack(settings.BITAQA_COUNTRY_PACK)).signer_cards
    used = BatchQuota().used(_key_id(row))
    return SignerState(row.serial, (row.key_until - at).days, most - used, (nearest - at).days)


def make_specimens(*, at: datetime, centre: str | None = None, printed: bool = True) -> None:
    """Whatever a demonstration lacks: country key, document signers, a current list. Refused in production."""
    secret = specimen_secret()
    with transaction.atomic():
        lock_ceremonies()
        there = csca_token_there()
        store = open_csca_token(secret) if there else begin_csca_token(secret)
        if not SigningCertificate.objects.filter(kind=CertificateKind.CSCA, starts__lte=at).exists():
            hold_csca(store, SPECIMEN_ROOM, at=at, printed=printed)
        elif not _list_current(at + _EARLIER):
            hold_list(store, SPECIMEN_ROOM, at=at, printed=printed)
        if centre is None or _choice(centre, at) is None:
            hold_signers(store, SPECIMEN_ROOM, at=at, centres=[centre] if centre else (), printed=printed)


def _choice(centre: str, at: datetime) -> SigningCertificate | None:
    rows = SigningCertificate.objects.filter(
        kind=CertificateKind.SIGNER, issuing_centre=centre, starts__lte=at, key_until__gt=at, revoked_at=None
    ).order_by("-starts", "-id")
    most = policy_of(load_country_pack(settings.BITAQA_COUNTRY_PACK)).signer_cards
    found = list(rows[:4])
    if len(found) < 2:
        return found[0] if found else None
    quota = BatchQuota()
    return next((row for row in found if quota.used(_key_id(row)) < most), found[0])


def _lists(at: datetime | None = None) -> list[PublishedList]:
    """The newest revocation list of each country key (that has not ended), the newest key first."""
    rows = PublishedList.objects.filter(kind=REVOCATION)
    if at is not None:
        rows = rows.filter(csca__ends__gt=at)
    newest: dict[UUID, PublishedList] = {}
    for row in rows.order_by("-csca__starts", "csca", "-number"):
        newest.setdefault(row.csca_id, row)
    return list(newest.values())


def _list_current(at: datetime) -> bool:
    lists = _lists(at)
    return bool(lists) and all(each.issued_at <= at and (each.next_at is None or at < each.next_at) for each in lists)


def _key_id(row: SigningCertificate) -> bytes:
    return key_id(read_certificate(bytes(row.der)).key_info)
