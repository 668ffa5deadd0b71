"""The four ceremonies: the country key made, document signers certified, the country key replaced, a list renewed.

Each is one transaction with its minutes: rows, journal and transcript stand together or not at all; a key whose
ceremony was broken off stays in its token, unused. Who opens the token is the command's business (`opening`).
Refuses: a second beginning, fewer holders than needed, a backup that does not sign.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.vault.door import CardKeyStore, blob_store, card_key_store
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.signing import holds
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.country import CountryPack, load_country_pack

from .certifying import Minutes, issue_list, issue_master_list, link, make_csca, make_paper_signer, make_signer
from .domain import CeremonyKind, CertificateKind, RevokedBecause, centres_of, names_of, policy_of
from .errors import BackupSignatureError, CscaExistsError, HoldersTooFewError, NoCscaError
from .models import Ceremony, SigningCertificate
from .transcripts import FILE, transcript_pdf

_LOCK = 0x0A17_0417
"""One ceremony at a time: an advisory lock of the database."""
CHALLENGE_SIZE = 32


@dataclass(frozen=True, slots=True)
class Gathering:
    """Who is in the room. `by` is the actor of the journal; `specimen` says that names and country are invented."""

    holders: tuple[str, ...]
    needed: int
    witness: str
    place: str
    by: str
    specimen: bool

    def check(self) -> None:
        """Raises HoldersTooFewError."""
        present = {name.casefold() for name in self.holders if name.strip()}
        if len(present) < self.needed:
            raise HoldersTooFewError(present=len(present), needed=self.needed)


Rehearsal = Callable[[str, bytes], tuple[str, bytes]]
"""(key, challenge) -> (digest of the copy, signature made by the copy)."""


def hold_csca(
    store: CardKeyStore, room: Gathering, *, at: datetime, rehearse: Rehearsal | None = None, printed: bool = True
) -> Ceremony:
    """The country signing key, its certificate, an empty revocation list, the first master list, a tried backup.

    Raises CscaExistsError, HoldersTooFewError, BackupSignatureError, errors of the vault and of certificates.
    """

    def work(minutes: Minutes) -> None:
        check_no_csca()
        csca = make_csca(minutes, store)
        issue_list(minutes, csca=csca, store=store)
        issue_master_list(minutes, csca=csca, store=store, authorities=[bytes(csca.der)])
        _rehearse(minutes, csca, rehearse)

    return _hold(CeremonyKind.CSCA, room, work, at=at, printed=printed)


def hold_signers(
    store: CardKeyStore, room: Gathering, *, at: datetime, centres: Sequence[str] = (), printed: bool = True
) -> Ceremony:
    """A new document signer for each issuing centre named; for all, and one for PDF files, when none is.

    Raises NoCscaError and as above.
    """

    def work(minutes: Minutes) -> None:
        csca, own = newest_csca(), card_key_store()
        for centre in centres or centres_of(_pack()):
            make_signer(minutes, csca=csca, csca_store=store, store=own, centre=centre)
        if not centres:
            make_paper_signer(minutes, csca=csca, csca_store=store, store=own)

    return _hold(CeremonyKind.SIGNERS, room, work, at=at, printed=printed)


def hold_paper_signer(store: CardKeyStore, room: Gathering, *, at: datetime, printed: bool = True) -> Ceremony:
    """A new signer of PDF files alone. Raises as above."""

    def work(minutes: Minutes) -> None:
        make_paper_signer(minutes, csca=newest_csca(), csca_store=store, store=card_key_store())

    return _hold(CeremonyKind.SIGNERS, room, work, at=at, printed=printed)


def hold_rotation(
    store: CardKeyStore, room: Gathering, *, at: datetime, rehearse: Rehearsal | None = None, printed: bool = True
) -> Ceremony:
    """A new country key linked to the old one; lists of both, a master list that holds both and the link."""

    def work(minutes: Minutes) -> None:
        old = newest_csca()
        new = make_csca(minutes, store)
        link(minutes, store, new=new, old=old)
        for each in (old, new):
            issue_list(minutes, csca=each, store=store)
        known = SigningCertificate.objects.filter(kind__in=[CertificateKind.CSCA, CertificateKind.LINK])
        authorities = [bytes(der) for der in known.order_by("starts", "id").values_list("der", flat=True)]
        issue_master_list(minutes, csca=new, store=store, authorities=authorities)
        _rehearse(minutes, new, rehearse)

    return _hold(CeremonyKind.ROTATE, room, work, at=at, printed=printed)


def hold_list(
    store: CardKeyStore,
    room: Gathering,
    *,
    at: datetime,
    revoke: Mapping[str, RevokedBecause] | None = None,
    printed: bool = True,
) -> Ceremony:
    """Revocation lists renewed, one per country key, after revoking. Raises CertificateUnknownError and as above."""

    def work(minutes: Minutes) -> None:
        newest_csca()
        left = dict(revoke or {})
        for csca in SigningCertificate.objects.filter(kind=CertificateKind.CSCA, ends__gt=at).order_by("starts", "id"):
            issue_list(minutes, csca=csca, store=store, revoke=left)
            left = {}

    return _hold(CeremonyKind.LIST, room, work, at=at, printed=printed)


def check_no_csca() -> None:
    """A key without a certificate was never the country's. Raises CscaExistsError."""
    if SigningCertificate.objects.filter(kind=CertificateKind.CSCA).exists():
        raise CscaExistsError


def newest_csca() -> SigningCertificate:
    """Raises NoCscaError."""
    row = SigningCertificate.objects.filter(kind=CertificateKind.CSCA).order_by("-starts", "-id").first()
    if row is None:
        raise NoCscaError
    return row


def lock_ceremonies() -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _hold(
    kind: CeremonyKind, room: Gathering, work: Callable[[Minutes], None], *, at: datetime, printed: bool
) -> Ceremony:
    room.check()
    whole = at.replace(microsecond=0)
    with transaction.atomic():
        lock_ceremonies()
        last = Ceremony.objects.order_by("-number").values_list("number", flat=True).first() or 0
        row = Ceremony.objects.create(
            number=last + 1,
            kind=kind,
            specimen=room.specimen,
            held_at=whole,
            needed=room.needed,
            holders=list(room.holders),
            witness=room.witness,
            place=room.place,
            by=room.by,
        )
        pack = _pack()
        minutes = Minutes(row, names_of(pack, specimen=room.specimen), policy_of(pack), whole)
        work(minutes)
        row.steps = minutes.steps
        if printed:
            sheet = transcript_pdf(row)
            row.transcript = blob_store().put_many([(row.id, {FILE: sheet})])[0].id
            row.digest = hashlib.sha256(sheet).hexdigest()
        row.save(update_fields=["steps", "transcript", "digest"])
        _tell(row)
    return row


def _rehearse(minutes: Minutes, csca: SigningCertificate, rehearse: Rehearsal | None) -> None:
    """The copy signs what the certificate then verifies. Raises BackupSignatureError."""
    if rehearse is None:
        return
    challenge = hashlib.sha256(f"{minutes.ceremony.id} {csca.fingerprint}".encode()).digest()
    digest, signature = rehearse(csca.key, challenge)
    found = read_certificate(bytes(csca.der))
    if not holds(found.key, found.key_algorithm, challenge, signature):
        raise BackupSignatureError
    minutes.note("backup", digest=digest, key=csca.key)


def _tell(row: Ceremony) -> None:
    act = new_id()

    def entry(event: str, kind: str, subject: object, facts: Mapping[str, object]) -> journal.Entry:
        return journal.Entry(
            event=event,
            subject_kind=kind,
            subject=subject,  # type: ignore[arg-type]
            acted_at=row.held_at,
            actor=row.by,
            act=act,
            facts=dict(facts),
        )

    certificates = SigningCertificate.objects.filter(ceremony=row).order_by("id")
    revoked = [step for step in row.steps if step["step"] == "revoked"]
    journal.record(
        [
            entry("ceremony.held", "ceremony", row.id, {"kind": row.kind, "number": row.number, "digest": row.digest}),
            *(
                entry(
                    "certificate.made",
                    "certificate",
                    each.id,
                    {"kind": each.kind, "key": each.key, "serial": each.serial, "issuing_centre": each.issuing_centre},
                )
                for each in certificates
            ),
            *(
                entry("certificate.revoked", "certificate", id_, {"serial": serial, "because": because})
                for id_, serial, because in SigningCertificate.objects.filter(
                    serial__in=[step["serial"] for step in revoked]
                ).values_list("id", "serial", "revoked_because")
            ),
        ]
    )


def _pack() -> CountryPack:
    return load_country_pack(settings.BITAQA_COUNTRY_PACK)
