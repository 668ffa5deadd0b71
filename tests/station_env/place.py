"""A station in its place: provisioned by `Centre`, at a played morning, with operators; and files ready to seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson, people

from .centre import AT, LATER, VISIT, Centre

LIGHT = 256
"""KiB of Argon2 memory in tests: the derivation is real, its cost is not what is tested."""


@dataclass
class Place:
    """What a test of the station holds."""

    centre: Centre

    def operator(self, code: str = "op.amina", desk: str = "station") -> Any:
        from bitaqa.station.desk.door import get_operator

        return get_operator(code, desk=desk)

    @property
    def now(self) -> datetime:
        from bitaqa.station.desk.door import now

        return now()

    def install(self, serial: int = 1, **changes: Any) -> Any:
        from bitaqa.station.fieldpack.door import install_field_pack

        return install_field_pack(data=self.centre.field_pack(serial, **changes), by="head", at=self.now)

    def play(self, at: datetime) -> None:
        from bitaqa.station.desk.door import set_played_clock

        set_played_clock(at, by="test")

    def start(self, kind: str = "first", ground: str = "none", code: str = "op.amina", **changes: Any) -> UUID:
        from bitaqa.station.enrolment.drafts import NewDraft, start_draft

        new = NewDraft("cnie", ApplicationKind(kind), Ground(ground), VISIT, **changes)
        return start_draft(new=new, by=self.operator(code), at=self.now)

    def fill(self, draft: UUID, who: SpecimenPerson, *, papers: bool = True, confirm: bool = True) -> None:
        """Every step of the draft, as a desk does it."""
        from bitaqa.station.devices.door import simulated_fingers, simulated_portrait, simulated_signature
        from bitaqa.station.enrolment import captures, drafts, queries

        by, at = self.operator(), self.now
        drafts.save_who(
            draft=draft, by=by, at=at, identity=who.identity_map("test-douar"),
            representative=who.representative_map() or {},
        )  # fmt: skip
        view = queries.draft_view(draft)
        assert view.rules is not None
        shot = simulated_portrait(who)
        captures.keep_portrait(draft=draft, picture=shot.picture, face=shot.face, by=by, at=at)
        if view.rules.fingers:
            captures.keep_fingers(draft=draft, reads=simulated_fingers(who), by=by, at=at)
        if view.rules.own_signature:
            captures.keep_signature(draft=draft, picture=simulated_signature(who), by=by, at=at)
        if papers:
            for code in view.rules.papers:
                self.bring(draft, who, code.value)
        self.pay(draft)
        drafts.save_notice(
            draft=draft, notice={"version": "notice-1", "language": "ar", "read_aloud": True}, by=by, at=at
        )
        if confirm:
            drafts.confirm_draft(draft=draft, on="second_view", by=by, at=at)

    def bring(self, draft: UUID, who: SpecimenPerson, code: str) -> None:
        from bitaqa.station.devices.door import simulated_paper
        from bitaqa.station.enrolment import captures

        captures.keep_paper(
            draft=draft, code=code, picture=simulated_paper(who, code), number="12/2026", issued_by="جماعة",
            issued_on=date(2026, 2, 1), by=self.operator(), at=self.now,
        )  # fmt: skip

    def seal_without(self, paper: str, who: SpecimenPerson) -> Any:
        """A sealed file that lacks `paper`, to be brought at the later visit."""
        from bitaqa.station.enrolment import drafts, queries

        draft, by, at = self.start(), self.operator(), self.now
        self.fill(draft, who, papers=False, confirm=False)
        rules = queries.draft_view(draft).rules
        assert rules is not None
        for code in rules.papers:
            if code.value != paper:
                self.bring(draft, who, code.value)
        drafts.save_missing(draft=draft, missing=[{"code": paper}], complete_at=LATER, by=by, at=at)
        drafts.confirm_draft(draft=draft, on="print", by=by, at=at)
        return self.seal(draft)

    def pay(self, draft: UUID) -> None:
        from bitaqa.station.enrolment import drafts, queries

        rules = queries.draft_view(draft).rules
        assert rules is not None and rules.fee is not None
        rule, due = rules.fee
        fee = {"rule": rule, "centimes": due.centimes, "stamp_number": "T-0001"}
        drafts.save_fee(draft=draft, fee=fee, by=self.operator(), at=self.now)

    def ready(self, who: SpecimenPerson | None = None, **start: Any) -> UUID:
        """A draft that only waits to be sealed."""
        draft = self.start(**start)
        self.fill(draft, who or adult())
        return draft

    def seal(self, draft: UUID, code: str = "op.amina") -> Any:
        from bitaqa.station.enrolment.sealing import seal_draft

        return seal_draft(draft=draft, by=self.operator(code), at=self.now)

    def packets(self) -> list[bytes]:
        """The sealed files, in the order of the chain."""
        from bitaqa.station.outbox.sealing import packet_folder

        files = sorted(packet_folder().glob("*.btq"), key=lambda file: int(file.stem.split("-")[1]))
        return [file.read_bytes() for file in files]


def someone(group: AgeGroup, skip: int = 0) -> SpecimenPerson:
    """An invented person of that age group, without finger exceptions."""
    from bitaqa.foundation.specimens.devices import finger_exceptions

    found = (who for who in people(7, 5000, as_of=AT.date()) if who.group is group and not finger_exceptions(who))
    for _ in range(skip):
        next(found)
    return next(found)


def adult(skip: int = 0) -> SpecimenPerson:
    return someone(AgeGroup.ADULT, skip)


def provisioned(settings: Any) -> Place:
    """Keys, genesis, clock and field pack, in the database of the test."""
    from bitaqa.station import keys
    from bitaqa.station.desk import clock
    from bitaqa.station.desk.identity import install_genesis, station_request
    from bitaqa.station.fieldpack.queries import forget_cache

    settings.BITAQA_CLOCK = "scenario"
    clock.forget()
    forget_cache()
    centre = Centre()
    keys.create_keys(head="head.salma", secret="une phrase longue", memory_kib=LIGHT)
    clock.set_played_clock(AT, by="test")
    genesis = centre.provision(station_request(code="test-1"))
    install_genesis(genesis=genesis, centre_keys=(centre.signer.public,), by="head", at=AT)
    place = Place(centre)
    place.install()
    return place
