"""The centre as a station sees it: keys, a genesis, field packs, `/sync/v1/` over an in-process transport.

Everything signed or sealed is real; only the register behind it is missing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx

from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.answers import Answer, Outcome, Stored, sign_answers
from bitaqa.foundation.packet.bundle import read_bundle
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.codec import decode
from bitaqa.foundation.packet.fieldpack import seal_field_pack
from bitaqa.foundation.packet.genesis import ClosedEpoch, Genesis, read_genesis, sign_genesis
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, Verifier
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.packet.register_look import seal_register_answer
from bitaqa.foundation.packet.sealed import OpenedPacket, open_packet, packet_hash, read_header
from bitaqa.foundation.packet.statement import sign_statement
from bitaqa.foundation.packet.wire import read_request, verify_request
from bitaqa.foundation.rules.field_pack import FieldPack
from bitaqa.foundation.rules.packet_bodies import PacketBody, read_body
from bitaqa.foundation.rules.pin_session import PinQuestion, PinRefusal
from bitaqa.foundation.rules.register_look import RegisterFacts, RegisterQuestion

from .chips import pin_answer

AT = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
"""A Monday morning; visits of the packs made here are on this day unless told otherwise."""
_NAMES = UUID("6f1c2f0e-8d3f-4b43-9a3e-2d1a0c9b7e55")


def named(text: str) -> UUID:
    """The same id for the same word."""
    return uuid5(_NAMES, text)


VISIT, LATER, DELIVERY, CAMPAIGN = (named(word) for word in ("visit", "later", "delivery", "campaign"))
MORNING = AT.date()
PINS = {"op.amina": "482913", "op.driss": "731504", "head.salma": "905127"}


@dataclass
class Centre:
    """Real keys; what it stored, and what it says of each packet."""

    signer: SoftwareSigner = field(default_factory=SoftwareSigner.generate)
    opening: OpeningKey = field(default_factory=lambda: OpeningKey.generate(secrets.token_bytes))
    genesis: Genesis | None = None
    stored: dict[bytes, bytes] = field(default_factory=dict)
    outcomes: list[Answer] = field(default_factory=list)
    packs: dict[int, bytes] = field(default_factory=dict)
    partial: dict[str, bytearray] = field(default_factory=dict)
    now: datetime = AT
    takes_bundles: bool = True
    break_line: Callable[[httpx.Request], None] | None = None
    """Raises what a broken line raises, before or after the request was taken."""
    refuse: Callable[[bytes], int | None] = lambda data: None
    asked: list[str] = field(default_factory=list)
    tell: Callable[[RegisterQuestion], RegisterFacts | int] = lambda question: 404
    """What the register says of a card, or the status it refuses with."""
    issuer: DiversifiedKeys = field(default_factory=lambda: DiversifiedKeys(secrets.token_bytes(16), 2))
    why_no_pin: Callable[[PinQuestion], PinRefusal | int | None] = lambda question: None
    """Why a session with a chip is refused, or the status the question is refused with."""
    pins_asked: list[PinQuestion] = field(default_factory=list)

    # --- provisioning ---------------------------------------------------------------------------------------------
    def provision(self, request: str, *, epoch: int = 1, station: UUID | None = None) -> bytes:
        """The signed genesis for a station's request file."""
        said = json.loads(request)
        genesis = Genesis(
            station=station or (self.genesis.station if self.genesis else new_id()),
            name_code=said["code"],
            epoch=epoch,
            verify_key=bytes.fromhex(said["verify_key"]),
            opening_public=bytes.fromhex(said["opening_public"]),
            desk_tls=bytes.fromhex(said["desk_tls"]),
            issued_at=self.now,
            closes=None if epoch == 1 else ClosedEpoch(0, (), True, "planned"),
        )
        signed = sign_genesis(genesis, signer=self.signer)
        self.genesis = read_genesis(signed, verifier=self.signer.verifier)
        return signed

    @property
    def verifier(self) -> Verifier:
        assert self.genesis is not None
        return self.genesis.verifier

    # --- field packs ----------------------------------------------------------------------------------------------
    def field_pack(
        self, serial: int = 1, *, attachments: tuple[Attachment, ...] = (), station: UUID | None = None, **changes: Any
    ) -> bytes:
        """A sealed pack; `changes` replace fields of its body."""
        assert self.genesis is not None
        body = {**pack_body(self, serial), **changes}
        pack = FieldPack.model_validate(body)
        return seal_field_pack(
            body=pack.to_map(),
            attachments=attachments,
            station=station or self.genesis.station,
            serial=serial,
            valid_from=pack.valid_from,
            valid_until=pack.valid_until,
            recipient=self.genesis.sealing_key,
            signer=self.signer,
        )

    # --- packets --------------------------------------------------------------------------------------------------
    def opened(self, data: bytes) -> OpenedPacket:
        return open_packet(data, verifier=self.verifier, opening_keys={self.opening.key_id: self.opening})

    def body(self, data: bytes) -> PacketBody:
        opened = self.opened(data)
        return read_body(opened.header.kind, opened.body)

    def check_chain(self) -> ChainHead:
        """Every stored packet follows the one before, from the genesis on; the head of the chain."""
        assert self.genesis is not None
        head = self.genesis.head
        for data in sorted(self.stored.values(), key=lambda d: read_header(d).sequence):
            head = head.after(read_header(data), packet_hash(data))
        return head

    def accept_all(self, *, quarantine: tuple[int, ...] = ()) -> None:
        """Decides about everything stored; told at the next `answers`."""
        for digest, data in self.stored.items():
            header = read_header(data)
            accepted = header.sequence not in quarantine
            self.outcomes.append(
                Outcome(
                    header.station, header.epoch, header.sequence, digest, self.now,
                    accepted, None if accepted else "intake.test", self.now,
                )
            )  # fmt: skip

    # --- /sync/v1/ ------------------------------------------------------------------------------------------------
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        path = request.url.raw_path.decode()
        claimed = read_request(dict(request.headers))
        verify_request(
            claimed, method=request.method, path=path, body=body, verifier=self.verifier,
            now=datetime.now(UTC), tolerance=timedelta(minutes=5),
        )  # fmt: skip
        self.asked.append(f"{request.method} {path}")
        if self.break_line is not None:
            self.break_line(request)
        return self._answer(request.method, path, body, request)

    def _answer(self, method: str, path: str, body: bytes, request: httpx.Request) -> httpx.Response:
        where = path.removeprefix("/sync/v1/")
        if where == "hello":
            told = {"centre_time": self.now, "field_pack": max(self.packs, default=0)}
            return httpx.Response(200, content=sign_statement("hello", told, signer=self.signer))
        if where == "packets":
            return self._store(body)
        if where == "bundles" and self.takes_bundles:
            return self._store_all(read_bundle(body))
        if where.startswith("uploads/"):
            return self._upload(method, where.removeprefix("uploads/"), body, request)
        if where.startswith("answers"):
            after = int(where.partition("after=")[2])
            data = sign_answers(self.outcomes[after:], signer=self.signer)
            return httpx.Response(200, content=data, headers={"Bitaqa-Cursor": str(len(self.outcomes))})
        if where == "register":
            return self._look(body)
        if where == "pin":
            return self._open_chip(body)
        if where.startswith("field-pack"):
            have = int(where.partition("have=")[2])
            newest = max(self.packs, default=0)
            return httpx.Response(200, content=self.packs[newest]) if newest > have else httpx.Response(204)
        return httpx.Response(404)

    def _look(self, body: bytes) -> httpx.Response:
        assert self.genesis is not None
        question = RegisterQuestion.model_validate(decode(body, max_size=4096))
        facts = self.tell(question)
        if isinstance(facts, int):
            return httpx.Response(facts, json={"code": "test"})
        sealed = seal_register_answer(
            facts.to_map(), station=self.genesis.station, epoch=self.genesis.epoch, look=question.look,
            recipient=self.genesis.sealing_key, signer=self.signer,
        )  # fmt: skip
        return httpx.Response(200, content=sealed)

    def _open_chip(self, body: bytes) -> httpx.Response:
        assert self.genesis is not None
        question = PinQuestion.model_validate(decode(body, max_size=4096))
        self.pins_asked.append(question)
        why = self.why_no_pin(question)
        if isinstance(why, int):
            return httpx.Response(why, json={"code": "test"})
        sealed = seal_register_answer(
            pin_answer(question, self.issuer, why).to_map(), station=self.genesis.station, epoch=self.genesis.epoch,
            look=question.ask, recipient=self.genesis.sealing_key, signer=self.signer, purpose="pin-session",
        )  # fmt: skip
        return httpx.Response(200, content=sealed)

    def _store_all(self, packets: list[bytes]) -> httpx.Response:
        """What is refused is not answered: it is sent again alone, and hears why."""
        taken = [self._stored(data) for data in packets if self.refuse(data) is None]
        return httpx.Response(
            200, content=sign_answers(taken, signer=self.signer), headers={"Content-Type": "application/cbor"}
        )

    def _store(self, data: bytes) -> httpx.Response:
        refused = self.refuse(data)
        if refused is not None:
            return httpx.Response(refused, json={"code": "test"})
        content = sign_answers([self._stored(data)], signer=self.signer)
        return httpx.Response(200, content=content, headers={"Content-Type": "application/cbor"})

    def _stored(self, data: bytes) -> Stored:
        header, digest = read_header(data), packet_hash(data)
        self.stored[digest] = data
        return Stored(header.station, header.epoch, header.sequence, digest, self.now, False)

    def _upload(self, method: str, digest: str, body: bytes, request: httpx.Request) -> httpx.Response:
        held = self.partial.setdefault(digest, bytearray())
        if method == "GET":
            return httpx.Response(200, json={"offset": len(held)})
        assert int(request.headers["Upload-Offset"]) == len(held)
        held += body
        if len(held) < int(request.headers["Upload-Length"]):
            return httpx.Response(200, json={"offset": len(held)})
        return self._store(bytes(held))


def pack_body(centre: Centre, serial: int, day: date = MORNING) -> dict[str, Any]:
    """The body of a usual pack: two places, one programme with a fee, an enrolment visit today and later ones."""
    from bitaqa.station.desk.door import hash_pin

    assert centre.genesis is not None
    visit = {"place": "test-douar", "campaign": CAMPAIGN, "programme": "test-campaign"}
    return {
        "pack": new_id(),
        "station": centre.genesis.station,
        "station_code": centre.genesis.name_code,
        "epoch": centre.genesis.epoch,
        "serial": serial,
        "issued_at": centre.now - timedelta(hours=1),
        "valid_from": centre.now - timedelta(hours=1),
        "valid_until": centre.now + timedelta(days=30),
        "country_pack": "ma",
        "rules_version": "ma-2026.1",
        "places": (
            {"code": "test-commune", "kind": "commune", "name_ar": "جماعة الاختبار", "name_fr": "Commune d'essai"},
            {"code": "test-douar", "kind": "douar", "name_ar": "دوار الاختبار", "name_fr": "Douar d'essai",
             "within": "test-commune"},
        ),
        "programmes": (
            {"code": "test-campaign", "name_ar": "حملة", "name_fr": "Campagne", "document_types": ("cnie",)},
            {"code": "test-free", "name_ar": "حملة مجانية", "name_fr": "Campagne gratuite", "fee_waived": True,
             "document_types": ("cnie",)},
        ),
        "visits": (
            {**visit, "visit": VISIT, "kind": "enrolment", "day": day},
            {**visit, "visit": LATER, "kind": "enrolment", "day": day + timedelta(days=3)},
            {**visit, "visit": DELIVERY, "kind": "delivery", "day": day + timedelta(days=21)},
        ),
        "accounts": tuple(
            {"operator": code, "name_ar": "عاملة", "name_latin": code.split(".")[1].title(),
             "role": "station_head" if code.startswith("head") else "field_operator",
             "pin_hash": _hashed(pin, hash_pin)}
            for code, pin in PINS.items()
        ),
        "opening_keys": ({"key_id": centre.opening.key_id.hex(), "public": centre.opening.sealing_key.public.hex()},),
        "centre_keys": ({"key_id": centre.signer.key_id.hex(), "public": centre.signer.public.hex()},),
    }  # fmt: skip


_hashes: dict[str, str] = {}


def _hashed(pin: str, hash_pin: Callable[[str], str]) -> str:
    if pin not in _hashes:
        _hashes[pin] = hash_pin(pin)
    return _hashes[pin]
