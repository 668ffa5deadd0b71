"""A small register with known people, and what comes to it: for tests of what screening makes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bitaqa.foundation.matching.templates import FingerPosition, encode_template
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.papers import signature_png
from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import ApplicationValue, applications_by_id

from ..intake.conftest import World

TEN = tuple(FingerPosition)


def fingers_of(body: int, *, take: int = 1, positions: tuple[FingerPosition, ...] = TEN) -> dict[int, bytes]:
    """One capture of an invented person's fingers, by position."""
    return {int(at): encode_template(impression(specimen_finger(body, at), take)) for at in positions}


def hands_exchanged(fingers: Mapping[int, bytes]) -> dict[int, bytes]:
    """The right hand given for the left: the templates say so too."""
    from dataclasses import replace

    from bitaqa.foundation.matching.templates import decode_template

    return {
        (at + 4) % 10 + 1: encode_template(replace(decode_template(data), position=FingerPosition((at + 4) % 10 + 1)))
        for at, data in fingers.items()
    }


@dataclass
class Seeded:
    """A world and who came; portraits are drawn once."""

    world: World
    _portrait: bytes = field(default_factory=lambda: portrait(1, female=False, age=30))

    def arrive(
        self,
        who: SpecimenPerson,
        kind: ApplicationKind = ApplicationKind.FIRST,
        *,
        fingers: Mapping[int, bytes] | None = None,
        **changes: Any,
    ) -> UUID:
        """One file, sealed, received and taken in; `fingers` by position (default: their own ten)."""
        files = {"portrait": self._portrait, "signature": signature_png(1)}
        given = fingers_of(who.body) if fingers is None else fingers
        files |= {f"finger/{at}": data for at, data in given.items()}
        body, attached = self.world.station.application(who, kind=kind, files=files, **changes)
        packet = self.world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)
        receive_packet(packet.data, sender=Sender(self.world.station.head.station, 1))
        return body.application

    def screen(self) -> None:
        from bitaqa.backbone.jobs.door import run_until_still

        run_until_still(["intake", "fingers", "finger-answers", "screening"])

    def come(self, *args: Any, **kwargs: Any) -> ApplicationValue:
        """`arrive`, screened; as it then stands."""
        id_ = self.arrive(*args, **kwargs)
        self.screen()
        return applications_by_id([id_])[id_]


def case_of(file: ApplicationValue) -> Case:
    return Case.objects.filter(application=file.id).order_by("-opened_at").first()  # type: ignore[return-value]
