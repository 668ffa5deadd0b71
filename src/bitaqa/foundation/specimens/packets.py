"""Whole specimen packets, as a station would seal them: for benchmarks and tests of intake.

The people are invented (`people`), the bodies follow `rules.packet_bodies`; `padded_to` fills the papers so that a
packet has a stated size. Refuses nothing: it only makes what a station could have made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bitaqa.foundation.kernel.clock import StationTime
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.templates import encode_template
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import SealingKey, Signer
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.packet.receipt_number import new_receipt_number
from bitaqa.foundation.packet.sealed import SealedPacket, seal_packet
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.country import CountryPack, load_country_pack
from bitaqa.foundation.rules.country.load import UnknownDocumentTypeError
from bitaqa.foundation.rules.packet_bodies import ApplicationBody

from .devices import SimulatedCamera, SimulatedScanner, captured_fingers
from .papers import paper_scan, signature_png
from .people import SpecimenPerson


@dataclass
class SpecimenStation:
    """A station that seals specimen packets one after the other in its own chain."""

    head: ChainHead
    signer: Signer
    recipient: SealingKey
    visit: UUID
    campaign: UUID
    place: str
    day: date
    at: datetime
    randbytes: Callable[[int], bytes]
    operator: str = "op-1"
    rules: CountryPack = field(default_factory=load_country_pack)
    made: list[SealedPacket] = field(default_factory=list)

    def seal(self, kind: PacketKind, body: dict[str, Any], attachments: list[Attachment] | None = None) -> SealedPacket:
        """The next packet of the chain."""
        packet = seal_packet(
            kind=kind,
            packet_id=new_id(),
            station=self.head.station,
            epoch=self.head.epoch,
            sequence=self.head.sequence + 1,
            previous=self.head.hash,
            time=StationTime(self.at, None, timedelta(seconds=30)),
            software="specimen",
            body=body,
            attachments=attachments or [],
            signer=self.signer,
            recipient=self.recipient,
        )
        self.head = ChainHead(self.head.station, self.head.epoch, self.head.sequence + 1, packet.hash)
        return packet

    def application(
        self,
        person: SpecimenPerson,
        *,
        kind: ApplicationKind = ApplicationKind.FIRST,
        files: dict[str, bytes] | None = None,
        **changes: Any,
    ) -> tuple[ApplicationBody, list[Attachment]]:
        """A complete body for this person, and what is attached to it; `changes` replace parts of the body.

        What the country's rules ask of this person and request is there, unless `changes` say otherwise.
        """
        ground = {"renewal": Ground.EXPIRY, "duplicate": Ground.LOSS, "correction": Ground.OUR_ERROR}.get(
            kind, Ground.NONE
        )
        attached = files if files is not None else captures(person)
        fingers = [
            {"position": p, "attachment": f"finger/{p}", "quality": 70, "tries": 1}
            if f"finger/{p}" in attached
            else {"position": p, "exception": "bandaged"}
            for p in range(1, 11)
        ]
        raw: dict[str, Any] = {
            "application": str(new_id()),
            "receipt_number": new_receipt_number(self.randbytes),
            "document_type": "cnie",
            "kind": kind.value,
            "ground": ground.value,
            "campaign": str(self.campaign),
            "visit": str(self.visit),
            "place": self.place,
            "day": self.day.isoformat(),
            "operator": self.operator,
            "identity": person.identity_map(self.place),
            "papers": [
                {"code": name.removeprefix("paper/"), "attachment": name}
                for name in sorted(attached)
                if name.startswith("paper/")
            ],
            "portrait": {"attachment": "portrait"},
            "fingers": fingers,
            "signature": {"signed": True, "attachment": "signature"},
            "fee": {"rule": "stamp-12-and-over", "centimes": 7500, "stamp_number": f"S{person.index:08d}"},
            "notice": {"version": "notice-1", "language": "ar", "read_aloud": True},
            "started_at": (self.at - timedelta(minutes=9)).isoformat(),
            "confirmed_at": self.at.isoformat(),
            "confirmed_on": "second_view",
            "versions": {"rules": "ma-2026.1", "document_type": "cnie-2", "software": "specimen"},
        }
        if kind in (ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE):
            raw["claimed"] = {"national_number": person.national_number}
        body = ApplicationBody.model_validate({**raw, **changes})
        asked = {part: value for part, value in self._asked(person, body, attached).items() if part not in changes}
        body = ApplicationBody.model_validate({**body.to_map(), **asked})
        if body.fingers_rule == "under_age":
            attached = {name: data for name, data in attached.items() if not name.startswith("finger/")}
        return body, attachments_of(attached)

    def _asked(self, person: SpecimenPerson, body: ApplicationBody, attached: dict[str, bytes]) -> dict[str, Any]:
        """What the rules ask of this person and request: fingers, papers, who signs for a minor, the duty."""
        try:
            kind = self.rules.document_type(body.document_type, body.day)
        except UnknownDocumentTypeError:  # of a country pack that this station does not have
            return {}
        birth = body.identity.birth
        minor = kind.needs_representative(birth, body.day)
        named = {paper.code for paper in body.papers} | {paper.code for paper in body.missing}
        numbered = [
            {"code": code.value, "number": f"P{person.index:06d}"}
            for code in kind.papers_needed(body.kind, body.ground, minor=minor)
            if code not in named
        ]
        rule, due = kind.fee(birth, body.ground, body.day)
        asked: dict[str, Any] = {
            "papers": [*(paper.to_map() for paper in body.papers), *numbered],
            "fee": {"rule": rule, "centimes": due.centimes, "stamp_number": f"S{person.index:08d}"},
        }
        if minor:
            asked["representative"] = person.representative_map() or _parent(person)
        if not kind.takes_fingers(birth, body.day):
            asked |= {"fingers": [], "fingers_rule": "under_age"}
        return asked


def _parent(person: SpecimenPerson) -> dict[str, Any]:
    """The father, for someone whose birth date a test made a minor's."""
    given = {"arabic": {"given": person.father[0]}, "latin": {"given": person.father[1]}}
    return {"capacity": "father", "names": given, "paper": "guardian_card", "signed": True}


def captures(person: SpecimenPerson) -> dict[str, bytes]:
    """Portrait, finger templates, signature and one paper of a specimen, by attachment name."""
    files = {
        "portrait": SimulatedCamera(person).shoot().jpeg,
        "signature": signature_png(person.index),
        "paper/birth_record": paper_scan("birth_record", person),
    }
    ten = captured_fingers(SimulatedScanner(person))
    files |= {
        f"finger/{int(position)}": encode_template(captured.template) for position, captured in ten.captured.items()
    }
    return files


def attachments_of(files: dict[str, bytes]) -> list[Attachment]:
    """Attachments with their media types, by the naming of `rules.packet_bodies`."""
    return [Attachment(name, media_of(name), data) for name, data in sorted(files.items())]


def media_of(name: str) -> str:
    """The media type that goes with an attachment's name."""
    if name.startswith("finger/"):
        return "application/x-iso19794-2"
    return "image/png" if name.startswith(("ridge/", "signature", "witness-signature")) else "image/jpeg"


def padding(size: int, seed: int) -> bytes:
    """`size` bytes that no compression shrinks, the same for the same seed."""
    blocks = (
        hashlib.sha256(seed.to_bytes(8, "big") + block.to_bytes(8, "big")).digest() for block in range(-(-size // 32))
    )
    return b"".join(blocks)[:size]
