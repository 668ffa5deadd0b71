"""Files that wait for papers are served whether or not the centre has heard of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.station.enrolment.completion import PaperBrought, complete_file
from bitaqa.station.enrolment.sealing import SealedDraft, forget_holders
from bitaqa.station.enrolment.waiting import waiting_file, waiting_files
from bitaqa.station.fieldpack.door import IncompleteFileUnknownError
from bitaqa.station.outbox.models import Packet
from station_env.centre import LATER, VISIT
from station_env.place import Place, adult

from .by_forms import signed_in, text_of

PAPER = "birth_record"


def decided(sealed: SealedDraft, at: Any) -> None:
    """The centre's word on the packet of the file."""
    assert Packet.objects.filter(subject=sealed.application).update(state="accepted", decided_at=at) == 1


def as_the_pack_says(sealed: SealedDraft) -> dict[str, Any]:
    who = adult()
    return {
        "application": sealed.application, "receipt_number": sealed.receipt_number, "birth": str(who.birth),
        "names": who.identity_map("x")["names"], "missing": (PAPER,), "visit": LATER,
    }  # fmt: skip


def test_a_paper_is_brought_before_any_pack_names_the_file(place: Place) -> None:
    """Days without network: the file and its paper leave in one go, the file first."""
    sealed = place.seal_without(PAPER, adult())
    desk = signed_in()
    assert sealed.receipt_number in text_of(desk.get(f"/enrolment/incomplete/?q={sealed.receipt_number}"))
    at = f"/enrolment/incomplete/{sealed.application}/"
    assert sealed.holder_latin in text_of(desk.get(at))
    assert desk.post(at, {f"{PAPER}-number": "9", "simulated": "1"}).status_code == 302
    first, second = (place.centre.body(packet) for packet in place.packets())
    assert first.application == second.application == sealed.application  # type: ignore[union-attr]
    assert second.what == "completion"  # type: ignore[union-attr]
    assert "The file is completed" in text_of(desk.get(at))


def test_after_the_day_is_closed_the_file_is_known_by_its_receipt(place: Place) -> None:
    sealed = place.seal_without(PAPER, adult())
    forget_holders(visit=VISIT)
    page = text_of(signed_in().get(f"/enrolment/incomplete/{sealed.application}/"))
    assert sealed.receipt_number in page and sealed.holder_latin not in page
    assert waiting_file(sealed.application).name_ar == ""
    assert sealed.receipt_number in text_of(signed_in().get("/enrolment/incomplete/"))


def test_what_the_pack_knows_better_is_not_listed_a_second_time(place: Place) -> None:
    sealed = place.seal_without(PAPER, adult())
    assert [file.application for file in waiting_files(visit=LATER)] == [sealed.application]
    assert waiting_files(visit=VISIT) == ()
    decided(sealed, place.now + timedelta(hours=2))
    place.install(2, issued_at=place.now + timedelta(hours=1))
    assert [file.name_ar for file in waiting_files()] == [sealed.holder_ar]  # decided, but after the pack was made
    place.install(3, issued_at=place.now + timedelta(hours=3), incomplete=(as_the_pack_says(sealed),))
    (named,) = waiting_files()
    assert named.birth is not None and named.missing == (PAPER,)
    place.install(4, issued_at=place.now + timedelta(hours=4))  # completed elsewhere, says the newest pack
    assert waiting_files() == ()


def test_a_file_nobody_knows_is_refused(place: Place) -> None:
    whole = place.seal(place.ready(adult()))
    for application in (new_id(), whole.application):
        with pytest.raises(IncompleteFileUnknownError):
            waiting_file(application)
        with pytest.raises(IncompleteFileUnknownError):
            complete_file(application=application, papers=[PaperBrought(PAPER, b"")], by=place.operator(), at=place.now)
