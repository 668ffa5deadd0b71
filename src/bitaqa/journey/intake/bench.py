"""How fast sealed bytes become applications in the register, measured with everything real: files, fsync, PostgreSQL.

Packets are sealed beforehand by specimen stations (one per process); what is timed is what the centre does: making
each packet durable, answering `stored`, then opening, checking, storing blobs, entering, journalling, answering.
Several processes share the work as workers do. Figures are medians over the processes' batches and one total.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.bundle import bundled
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.genesis import genesis_hash
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.specimens.packets import SpecimenStation, captures, padding
from bitaqa.foundation.specimens.people import person
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from . import jobs, receiving, spool

PACKET_SIZE = 300_000
POOL = 24
"""So many different captures; identities, ids and receipts differ in every packet."""
BY = "worker:bench"
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@dataclass
class Stages:
    """Seconds spent in each stage, summed."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def wrap(self, owner: Any, name: str, stage: str) -> None:
        """Times every call of `owner.name` under `stage`."""
        original: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.timed(stage):
                return original(*args, **kwargs)

        setattr(owner, name, timed)


def provisioned_station(number: int) -> SpecimenStation:
    """A new station with a visit, ready to seal."""
    from bitaqa.backbone.vault.door import sealing_key

    places.save_places([places.PlaceValue("bench", "commune", "مكان", "Lieu", None)], provenance="bench")
    campaigns.save_programme(
        campaigns.ProgrammeValue(code="bench", name_ar="قياس", name_fr="Mesure", opens=date(2026, 1, 1)), by=BY, at=AT
    )
    signer, opening_key = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    code = f"bench-{number}-{new_id().hex[-6:]}"
    unit = stations.save_unit(code=code, name_ar="وحدة", name_fr="Unité")
    station, genesis = stations.provision_station(
        code=code, unit=unit, verify_key=signer.public, opening_public=opening_key.sealing_key.public, by=BY, at=AT
    )
    campaign, visit = new_id(), new_id()
    campaigns.plan_campaign(
        campaigns.CampaignValue(
            id=campaign,
            code=code,
            name_ar="قياس",
            name_fr="Mesure",
            programme="bench",
            area="bench",
            starts=AT.date(),
            ends=AT.date(),
        ),
        [
            campaigns.VisitValue(
                id=visit, campaign=campaign, station=station.id, kind="enrolment", place="bench", day=AT.date()
            )
        ],
        by=BY,
        at=AT,
    )
    return SpecimenStation(
        head=ChainHead(station.id, 1, 0, genesis_hash(genesis)),
        signer=signer,
        recipient=sealing_key(),
        visit=visit,
        campaign=campaign,
        place="bench",
        day=AT.date(),
        at=AT,
        randbytes=os.urandom,
    )


def write_packets(station: SpecimenStation, count: int, folder: Path, *, seed: int) -> list[Path]:
    """Seals `count` packets of about 300 KB and leaves them as files, as a disk from a station would."""
    folder.mkdir(parents=True, exist_ok=True)
    pool = [captures(person(seed, index)) for index in range(min(POOL, count))]
    for number, files in enumerate(pool):
        files["paper/birth_record"] += padding(max(0, PACKET_SIZE - 12_000 - sum(map(len, files.values()))), number)
    made = []
    for index in range(count):
        body, attached = station.application(person(seed, index), files=pool[index % len(pool)])
        path = folder / f"{index:06d}.btq"
        path.write_bytes(station.seal(PacketKind.APPLICATION, body.to_map(), attached).data)
        made.append(path)
    return made


def measured_share(paths: list[Path], sender: receiving.Sender, *, batch: int) -> tuple[list[float], Stages]:
    """Takes in one process's packets, batch by batch: (seconds of each batch, stage times)."""
    stages = Stages()
    stages.wrap(spool, "keep", "make durable")
    stages.wrap(jobs, "open_batch", "read, verify, open, check")
    stages.wrap(jobs, "enter", "blobs, applications, journal")
    took = []
    for start in range(0, len(paths), batch):
        share = [path.read_bytes() for path in paths[start : start + batch]]
        began = time.perf_counter()
        with stages.timed("receive (durable + stored)"):
            for bundle in bundled(share, size=len):
                receiving.receive_packets(bundle, sender=sender)
        with stages.timed("take in (claim to commit)"):
            left = len(share)
            while left > 0 and (done := jobs.take_in()) > 0:  # 0: another share's process took the rest of ours
                left -= done
        took.append(time.perf_counter() - began)
    return took, stages


def order_of(paths: list[Path], seed: int) -> list[Path]:
    """The packets in a shuffled order within small windows: uploads seldom arrive in sequence."""
    shuffled: list[Path] = []
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    for start in range(0, len(paths), 8):
        window = paths[start : start + 8]
        chance.shuffle(window)
        shuffled += window
    return shuffled


def middle(values: list[float]) -> float:
    return median(values) if values else 0.0
