"""Which certificate a number names, and what the register says today of one whose code holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bitaqa.backbone.vault.door import verifiers
from bitaqa.foundation.packet.message_errors import ReceiptNumberMalformedError, ReceiptNumberMistypedError
from bitaqa.foundation.packet.receipt_number import check_receipt_number
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.journey.production.door import certificates_among, read_certificate
from bitaqa.records.applications import door as applications
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue


def certificates_numbered(text: str) -> list[DocumentValue]:
    """The certificate of that number, or those of the request with that receipt number; empty when there is none."""
    number = text.strip().upper().replace(" ", "")
    found = list(documents.documents_by_number([number]).values())
    if not found:
        try:
            file = applications.find_application(check_receipt_number(text))
        except (ReceiptNumberMalformedError, ReceiptNumberMistypedError):
            return []
        found = documents.documents_of_applications([file.id]).get(file.id, []) if file else []
    signed = certificates_among(document.id for document in found)
    return [document for document in found if document.id in signed]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the register signed, by stable keys in order, and whether the certificate holds today."""

    facts: Mapping[str, str]
    valid: bool
    expired: bool


def checked(token: str, *, today: date) -> Checked:
    """Raises CertificateUnreadableError when the signature does not hold or the code is of another kind."""
    facts = read_certificate(token, verifiers("centre"))
    held = documents.documents_by_number([facts.get("number", "")]).get(facts.get("number", ""))
    expired = held is not None and held.expires_on < today
    return Checked(facts, held is not None and held.state is DocumentState.ACTIVE and not expired, expired)
