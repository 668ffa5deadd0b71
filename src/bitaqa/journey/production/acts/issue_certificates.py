"""Approved applications for a signed PDF: printed, code and file signed, kept in the vault, valid at once.

The file belongs to the application's owner key: erasing the person erases it. An item that cannot be printed is set
aside with its reason; the others go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bitaqa.backbone.authority.door import PaperSigner, paper_signer
from bitaqa.backbone.vault.door import blob_store, signer
from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.keys import Signer
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.country import CountryPack, DocumentType
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from .. import policy
from ..certificates.printing import render_certificate
from ..certificates.signing import sign_pdf
from ..certificates.token import canonical_text, sign_certificate
from ..domain import type_under
from ..errors import ApplicationWithoutPersonError
from ..faces.printing import printed_birth
from ..models import Certificate
from .form_batches import take_document_numbers

FILE = "certificate.pdf"
_SEX = {"F": ("أنثى", "Féminin"), "M": ("ذكر", "Masculin"), "X": ("غير محدد", "Non précisé")}


@dataclass(frozen=True, slots=True)
class _Made:
    file: ApplicationValue
    kind: DocumentType
    document: DocumentValue
    pdf: bytes
    token: str


def issue_certificates(ids: Sequence[UUID], *, by: str, at: datetime) -> dict[UUID, BitaqaError]:
    """Makes the certificates of approved applications; returns the reasons of those that cannot be made.

    Those no longer approved or made before are passed over. Fixed round trips. Inside a transaction.
    """
    pack = policy.country_pack()
    known = set(Certificate.objects.filter(application__in=ids).values_list("application", flat=True))
    files = [f for f in applications.applications_by_id(ids).values() if f.id not in known]
    files = [f for f in files if f.state is ApplicationState.APPROVED]
    people = persons.persons_by_id(f.person for f in files if f.person)
    made: list[_Made] = []
    refused: dict[UUID, BitaqaError] = {}
    if not files:
        return refused
    try:
        seal, paper = signer("centre"), paper_signer(at=at)
    except BitaqaError as error:
        return dict.fromkeys((file.id for file in files), error)
    numbers = dict(zip((f.id for f in files), take_document_numbers(len(files), at=at), strict=True))
    for file in files:
        try:
            person = people.get(file.person) if file.person else None
            if person is None:
                raise ApplicationWithoutPersonError()
            made.append(_make(file, person, numbers[file.id], seal, paper, pack, at=at))
        except BitaqaError as error:
            refused[file.id] = error
    _write(made, by=by, at=at)
    return refused


def _make(
    file: ApplicationValue,
    person: PersonValue,
    number: str,
    seal: Signer,
    paper: PaperSigner,
    pack: CountryPack,
    *,
    at: datetime,
) -> _Made:
    kind, issued = type_under(pack, file.document_type, file.type_version), local_day(at)
    document = DocumentValue(
        id=new_id(),
        number=number,
        person=person.id,
        application=file.id,
        document_type=kind.code,
        type_version=kind.version,
        issued_on=issued,
        expires_on=kind.last_day(person.birth, issued),
        issued_by="register",
        state=DocumentState.ISSUED,
    )
    token = sign_certificate(canonical_text(facts_of(document, person, pack)), signer=seal)
    authority = pack.raw["authority"]
    data = {
        "specimen": policy.specimen(),
        "made_at": at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "authority_ar": authority["name_ar"],
        "authority_fr": authority["name_fr"],
        "title_ar": kind.names["ar"],
        "title_fr": kind.names["fr"],
        "number": number,
        "rows": _rows(document, person),
    }
    printed = render_certificate(kind.layout, data, token=token)
    pdf = sign_pdf(printed, key=paper.key, certificate=paper.certificate, chain=paper.chain, at=at)
    return _Made(file, kind, document, pdf, token)


def facts_of(document: DocumentValue, person: PersonValue, pack: CountryPack) -> dict[str, str]:
    """What is signed, by stable English keys, in this order."""
    return {
        "certificate": document.document_type,
        "version": document.type_version,
        "state": pack.state,
        "number": document.number,
        "name_ar": person.name_ar,
        "name": person.name_latin,
        "birth": str(person.birth),
        "sex": person.sex,
        "national_number": person.national_number or "",
        "issued": document.issued_on.isoformat(),
        "expires": document.expires_on.isoformat(),
    }


def _rows(document: DocumentValue, person: PersonValue) -> list[dict[str, Any]]:
    identity = person.identity
    sex_ar, sex_fr = _SEX[identity.sex.value]
    rows: list[Mapping[str, Any]] = [
        {"ar": "الاسم الكامل", "fr": "Nom et prénom", "value_ar": person.name_ar, "value_fr": person.name_latin},
        {"ar": "تاريخ الازدياد", "fr": "Date de naissance", "value": printed_birth(person.birth)},
        {
            "ar": "مكان الازدياد",
            "fr": "Lieu de naissance",
            "value_ar": identity.birth_place_ar,
            "value_fr": identity.birth_place_latin,
        },
        {"ar": "الجنس", "fr": "Sexe", "value_ar": sex_ar, "value_fr": sex_fr},
        {"ar": "رقم البطاقة الوطنية", "fr": "Numéro de CNIE", "value": person.national_number},
        {"ar": "سلمت بتاريخ", "fr": "Délivré le", "value": _day(document.issued_on)},
        {"ar": "صالحة إلى غاية", "fr": "Valable jusqu'au", "value": _day(document.expires_on)},
    ]
    return [{key: value for key, value in row.items() if value} for row in rows]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _write(made: Sequence[_Made], *, by: str, at: datetime) -> None:
    if not made:
        return
    act = new_id()
    kept = blob_store().put_many([(each.file.id, {FILE: each.pdf}) for each in made])
    documents.add_documents([each.document for each in made], by=by, at=at, act=act)
    documents.move([each.document.id for each in made], "activate", by=by, at=at, act=act)
    Certificate.objects.bulk_create(
        [
            Certificate(
                document=each.document.id,
                application=each.file.id,
                document_type=each.kind.code,
                container=ref.id,
                token=each.token,
                made_at=at,
            )
            for each, ref in zip(made, kept, strict=True)
        ]
    )
    applications.move([each.file.id for each in made], "fulfil", by=by, at=at, act=act)
