"""A batch for a bureau's line: one file, sealed to the bureau and signed by the centre; its report comes back signed.

The file holds, per card, the numbered blank, what is written to its chip and the three keys of the card; nobody
between the vault and the line can open it. The report says, blank by blank, which chip was written or what failed.
Both name the batch, so that no answer can be given twice for another. Refuses: files of another bureau, altered bytes,
reports that name blanks which are not in the batch or leave some out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bitaqa.foundation.icao.chip.prepare import CardLoad
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.keys import OpeningKey, SealingKey, Signer, Verifier, signing_input

from ..errors import MachineFileRefusedError

FORMAT: Final = 1
_FILE, _REPORT = "machine-file", "machine-report"
MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LineCard:
    """One card as the bureau's line gets it; `page` is its place among the printed faces."""

    blank: str
    page: int
    load: CardLoad


@dataclass(frozen=True, slots=True)
class LineResult:
    """What the bureau says of one blank: the chip's number, or the fault."""

    blank: str
    chip: str
    fault: str


def machine_file(batch: UUID, cards: Sequence[LineCard], *, signer: Signer, bureau: SealingKey, at: datetime) -> bytes:
    """The signed, sealed file."""
    body = encode([_card(card) for card in cards])
    head = {"format": FORMAT, "batch": batch.bytes, "made_at": at.isoformat(), "cards": len(cards)}
    return _signed(_FILE, {**head, "sealed": bureau.seal(body, encode(head))}, signer)


def open_machine_file(content: bytes, *, centre: Verifier, key: OpeningKey) -> tuple[UUID, list[Mapping[str, Any]]]:
    """The bureau's side: (batch, cards). Raises MachineFileRefusedError."""
    found = _verified(_FILE, content, centre)
    head = {name: found[name] for name in ("format", "batch", "made_at", "cards")}
    body = key.open(found["sealed"], encode(head))
    if body is None:
        raise MachineFileRefusedError(rule="it is sealed to another key")
    return UUID(bytes=found["batch"]), list(decode(body, max_size=MOST_BYTES))


def line_report(batch: UUID, results: Sequence[LineResult], *, signer: Signer, at: datetime) -> bytes:
    """The bureau's side: its signed answer."""
    told = [{"blank": each.blank, "chip": each.chip, "fault": each.fault} for each in results]
    return _signed(
        _REPORT, {"format": FORMAT, "batch": batch.bytes, "made_at": at.isoformat(), "results": told}, signer
    )


def read_report(content: bytes, *, batch: UUID, blanks: Sequence[str], bureau: Verifier) -> list[LineResult]:
    """What the bureau says of every blank of the batch. Raises MachineFileRefusedError."""
    found = _verified(_REPORT, content, bureau)
    if found["batch"] != batch.bytes:
        raise MachineFileRefusedError(rule="it answers for another batch")
    try:
        results = [LineResult(str(each["blank"]), str(each["chip"]), str(each["fault"])) for each in found["results"]]
    except (KeyError, TypeError):
        raise MachineFileRefusedError(rule="it says of each blank which chip or which fault") from None
    if sorted(each.blank for each in results) != sorted(blanks):
        raise MachineFileRefusedError(rule="it names every blank of the batch once, and no other")
    return results


def _card(card: LineCard) -> dict[str, Any]:
    load = card.load
    return {
        "blank": card.blank,
        "page": card.page,
        "groups": {str(number): content for number, content in load.groups.items()},
        "com": load.com,
        "access": load.card_access,
        "sod": load.sod,
        "keys": list(load.keys.scalars()),
        "can": load.can.value,
        "zone": load.zone.value,
        "basic": load.basic_access,
    }


def _signed(purpose: str, content: Mapping[str, Any], signer: Signer) -> bytes:
    body = encode(content)
    signature = signer.sign(signing_input(purpose, hashlib.sha256(body).digest()))
    return encode({"body": body, "signer": signer.key_id, "signature": signature})


def _verified(purpose: str, content: bytes, verifier: Verifier) -> dict[str, Any]:
    try:
        outer = decode(content, max_size=MOST_BYTES)
        body, signature = outer["body"], outer["signature"]
        if not isinstance(body, bytes) or not isinstance(signature, bytes):  # bytes(n) would take n bytes of memory
            raise MachineFileRefusedError(rule="it can be read")
        if not verifier.holds(signing_input(purpose, hashlib.sha256(body).digest()), signature):
            raise MachineFileRefusedError(rule="its signature holds")
        found = decode(body, max_size=MOST_BYTES)
        if not isinstance(found, dict) or found["format"] != FORMAT or not isinstance(found["batch"], bytes):
            raise MachineFileRefusedError(rule="it is of the format known here")
    except MachineFileRefusedError:
        raise
    except (BitaqaError, KeyError, TypeError, ValueError):
        raise MachineFileRefusedError(rule="it can be read") from None
    return found
