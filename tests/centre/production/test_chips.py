"""Chips in the pipeline: signed under the batch's approval, written by the line, read back, judged at the bench."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.authority.door import trust_list
from bitaqa.backbone.jobs.door import enqueue, run_until_still
from bitaqa.backbone.vault import door as vault
from bitaqa.backbone.vault.errors import BlobDestroyedError
from bitaqa.backbone.vault.models import KeyUse, SigningMandate
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.personalise import personalise
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipKeys
from bitaqa.foundation.icao.chip_errors import ChipContentError
from bitaqa.foundation.icao.curves import P256
from bitaqa.foundation.icao.passive import check_card
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, Verifier
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import errors, queries
from bitaqa.journey.production.acts import make_chips
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder, reject_card
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.make_chips import release_batch, write_chip
from bitaqa.journey.production.acts.work_with_bureau import export_batch, read_chip, take_report
from bitaqa.journey.production.chips import drivers
from bitaqa.journey.production.chips.drivers import SimulatedLine, write_and_read_back
from bitaqa.journey.production.chips.machine_file import LineResult, line_report, open_machine_file
from bitaqa.journey.production.chips.policy import ChipPolicy, Line, chip_policy
from bitaqa.journey.production.models import Blank, ChipRecord, Order, PersonaliseItem

from .conftest import ACTOR, AT, Floor

pytestmark = pytest.mark.django_db


def chips(batch: UUID) -> list[ChipRecord]:
    return list(ChipRecord.objects.filter(batch=batch).select_related("order").order_by("order__page"))


def loads(batch: UUID) -> Any:
    return make_chips.loads_of(queries.get_batch(batch))


def test_every_card_is_signed_and_a_share_is_written_and_read_back(floor: Floor) -> None:
    floor.blanks(10)
    batch = floor.made(4)
    rows = chips(batch)
    assert sorted(row.state for row in rows) == ["read_back", "signed", "signed", "signed"]
    (read,) = (row for row in rows if row.state == "read_back")
    assert read.zone_agrees and read.chip_authenticated and read.actively_authenticated and len(read.chip) == 20
    # what is kept for the chips is what the register says, and a border would believe it
    for order, load in loads(batch).items():
        found = check_card(groups=load.groups, sod=load.sod, trust=trust_list(), at=AT, com=load.com,
                           card_access=load.card_access)  # fmt: skip
        row = Order.objects.get(pk=order)
        assert found.zone is not None and "\n".join(found.zone) == row.mrz
        assert found.document is not None and found.document.system_serial.startswith("BL")
        face = queries.printed_card(row)
        assert found.person is not None and found.person.family_name == face.names_ar.family
        assert found.face is not None and found.face.picture == face.portrait
    mandate = SigningMandate.objects.get(batch=batch)
    assert (mandate.cards, mandate.signed, mandate.closed_at) == (4, 4, AT)
    assert [row.made for row in KeyUse.objects.all()] == [4]


def test_a_batch_nobody_released_is_not_signed(floor: Floor, line: Callable[..., None]) -> None:
    line(release="person")
    floor.blanks(5)
    floor.approve(2)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    run_until_still(["personalise"])
    assert not ChipRecord.objects.exists() and queries.get_batch(batch).personalised_at is None
    assert release_batch(batch, by=ACTOR, at=AT) and not release_batch(batch, by=ACTOR, at=AT)
    run_until_still(["personalise"])
    assert len(chips(batch)) == 2 and queries.get_batch(batch).released_by == ACTOR


def test_more_cards_than_were_released_are_not_signed(floor: Floor, line: Callable[..., None]) -> None:
    line(release="person")
    floor.blanks(5)
    floor.approve(3)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    vault.approve_signing(batch, 2, by=ACTOR, at=AT)
    enqueue(PersonaliseItem, [batch])
    run_until_still(["personalise"])
    assert queries.get_batch(batch).personalised_at is None
    assert not ChipRecord.objects.exists() and SigningMandate.objects.get().signed == 0


def test_keys_of_the_cards_go_with_the_closure(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    row = queries.get_batch(batch)
    assert row.chip_file is not None and len(loads(batch)) == 2
    kept = row.chip_file
    pass_remainder(batch, sampled=[queries.orders_of_batch(batch)[0].id], by=ACTOR, at=AT)
    close_batch(batch, by=ACTOR, at=AT)
    assert queries.get_batch(batch).chip_file is None
    with pytest.raises(BlobDestroyedError):
        vault.blob_store().read(kept, "chips")


def test_a_chip_that_fails_cannot_pass_and_is_made_anew(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    class Altered(SimulatedChip):
        """Writes everything, and holds another portrait when asked."""

        def transmit(self, command: bytes) -> bytes:
            answer = super().transmit(command)
            if self.memory.locked:
                self.memory.files[0x0102] = self.memory.files[0x0102][:-3] + b"???"
            return answer

    monkeypatch.setattr(drivers, "SimulatedChip", Altered)
    floor.blanks(5)
    batch = floor.made(2)
    (bad,) = (row for row in chips(batch) if row.state == "failed")
    assert bad.fault in ("icao.digest_mismatch", ChipContentError.code) and not bad.zone_agrees
    with pytest.raises(errors.ChipFaultError, match=str(bad.order.page)):
        pass_cards([bad.order_id], by=ACTOR, at=AT)
    with pytest.raises(errors.ChipFaultError):
        pass_remainder(batch, sampled=[o.id for o in queries.orders_of_batch(batch)], by=ACTOR, at=AT)
    reject_card(bad.order_id, attempt=1, reason="chip", by=ACTOR, at=AT)
    monkeypatch.undo()
    assert len(pass_cards([o.id for o in queries.orders_of_batch(batch)], by=ACTOR, at=AT)) == 1


def test_a_chip_that_tells_another_zone_is_a_fault(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(1)
    row = chips(batch)[0]
    result = write_and_read_back(SimulatedLine(), loads(batch)[row.order_id], blank="BL000009", at=AT)
    make_chips.settle(row, replace(result, zone=result.zone.replace("<", "A", 1)), row.order.mrz, by=ACTOR, at=AT)
    assert (row.state, row.fault) == ("failed", "production.zone_differs")


def test_a_line_that_writes_every_card(floor: Floor, line: Callable[..., None]) -> None:
    line(line="pcsc")
    floor.blanks(5)
    batch = floor.made(2)
    orders = queries.orders_of_batch(batch)
    assert {row.state for row in chips(batch)} == {"signed"}
    with pytest.raises(errors.ChipNotMadeError):
        pass_cards([orders[0].id], by=ACTOR, at=AT)
    written = [write_chip(order.id, SimulatedLine(), by=ACTOR, at=AT) for order in orders]
    assert [row.state for row in written] == ["read_back", "read_back"] and written[0].by == ACTOR
    with pytest.raises(errors.ChipWrittenError):
        write_chip(orders[0].id, SimulatedLine(), by=ACTOR, at=AT)
    with pytest.raises(errors.OrderUnknownError):
        write_chip(UUID(int=1), SimulatedLine(), by=ACTOR, at=AT)
    assert len(pass_cards([order.id for order in orders], by=ACTOR, at=AT)) == 2


def test_the_same_round_trips_for_two_cards_and_for_twenty(floor: Floor, line: Callable[..., None]) -> None:
    line(sample_share=0.0, sample_least=1)
    floor.blanks(60)
    floor.made(1)  # the ceremony of a demonstration is held once
    counts = []
    for size in (2, 20):
        floor.approve(size)
        run_until_still(["order"])
        form_batches(by=ACTOR, at=AT, now=True)
        with CaptureQueriesContext(connection) as asked:
            run_until_still(["personalise"])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_sampling_plan() -> None:
    orders = [UUID(int=n) for n in range(50)]
    assert len(ChipPolicy().sample(orders)) == 1 and len(ChipPolicy(sample_share=0.05).sample(orders)) == 3
    assert len(ChipPolicy(sample_least=5).sample(orders[:3])) == 3 and ChipPolicy().sample([]) == set()
    pack = load_country_pack("ma")
    assert chip_policy(pack, production=False).line is Line.SIMULATED
    with pytest.raises(errors.SimulatedLineRefusedError):
        chip_policy(pack, production=True)
    with pytest.raises(errors.LineUnknownError):
        chip_policy(replace(pack, raw={**pack.raw, "chips": {"line": "laser"}}), production=False)


# --- lines that write every card ------------------------------------------------------------------------------------
class Bureau:
    """The other side of a machine file: opens it, writes chips, answers."""

    def __init__(self) -> None:
        self.opening = OpeningKey.generate(secrets.token_bytes)
        self.signer = SoftwareSigner.generate()
        self.chips: dict[str, SimulatedChip] = {}

    def write(self, content: bytes, centre: Verifier, *, fault: str = "") -> bytes:
        batch, cards = open_machine_file(content, centre=centre, key=self.opening)
        results = []
        for card in cards:
            with SimulatedLine().blank(card["blank"]) as chip:
                personalise(chip, load_of(card), transport=vault.chip_keys("transport"),
                            issuer=vault.chip_keys("issuer"), randbytes=secrets.token_bytes)  # fmt: skip
            self.chips[card["blank"]] = chip  # type: ignore[assignment]
            results.append(LineResult(card["blank"], "c0", fault if card["page"] == 2 else ""))
        return line_report(batch, results, signer=self.signer, at=AT)

    @contextmanager
    def blank(self, serial: str) -> Iterator[Any]:
        yield self.chips[serial]


def load_of(card: Any) -> Any:
    groups = {int(number): group for number, group in card["groups"].items()}
    keys = ChipKeys.from_scalars(P256, card["keys"])
    secrets_ = AccessSecret("can", card["can"]), AccessSecret("zone", card["zone"])
    return CardLoad(groups, card["com"], card["access"], card["sod"], keys, *secrets_, card["basic"])


def test_a_bureau_gets_a_sealed_file_and_is_not_believed_for_its_word(floor: Floor, line: Callable[..., None]) -> None:
    line(line="export")
    floor.blanks(5)
    batch, bureau = floor.made(3), Bureau()
    centre = next(iter(vault.verifiers("centre").values()))
    file = export_batch(batch, bureau=bureau.opening.sealing_key, by=ACTOR, at=AT)
    load = next(iter(loads(batch).values()))
    assert load.can.value not in file and load.keys.scalars()[0] not in file
    with pytest.raises(errors.MachineFileRefusedError, match="sealed to another key"):
        open_machine_file(file, centre=centre, key=OpeningKey.generate(secrets.token_bytes))
    for wrong in (file[:-1], file[:200] + b"?" + file[201:], b"", b"\xa0"):
        with pytest.raises(errors.MachineFileRefusedError):
            open_machine_file(wrong, centre=centre, key=bureau.opening)
    report = bureau.write(file, centre, fault="antenna")
    with pytest.raises(errors.MachineFileRefusedError):
        take_report(batch, report, bureau=centre, by=ACTOR, at=AT)
    verifier = Verifier(bureau.signer.public)
    assert take_report(batch, report, bureau=verifier, by=ACTOR, at=AT) == (2, 1)
    with pytest.raises(errors.MachineFileRefusedError, match="every blank"):
        take_report(batch, report, bureau=verifier, by=ACTOR, at=AT)
    orders = queries.orders_of_batch(batch)
    with pytest.raises(errors.ChipNotMadeError):
        pass_cards([orders[0].id], by=ACTOR, at=AT)
    assert read_chip(orders[0].id, bureau, by=ACTOR, at=AT).state == "read_back"
    with pytest.raises(errors.ChipFaultError):
        pass_cards([orders[1].id], by=ACTOR, at=AT)
    # the bureau swapped two chips: what the third holds was signed for another card
    serials = {row.order_id: row.serial for row in Blank.objects.filter(batch=batch)}
    bureau.chips[serials[orders[2].id]] = bureau.chips[serials[orders[0].id]]
    swapped = read_chip(orders[2].id, bureau, by=ACTOR, at=AT)
    assert swapped.state == "failed" and swapped.fault == "icao.chip_access_refused"
    assert len(pass_cards([orders[0].id], by=ACTOR, at=AT)) == 1
