"""At the desk: fingers laid in the wrong order are told in words, taken anew, and never refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bitaqa.foundation.matching.templates import FingerPosition, decode_template, encode_template
from bitaqa.foundation.specimens.people import SpecimenPerson
from station_env.counter import card_attachments, due_card
from station_env.place import Place, adult

from .by_forms import signed_in, text_of


def laid_as(record: bytes | None, position: int) -> bytes:
    return encode_template(replace(decode_template(record or b""), position=FingerPosition(position)))


def laid_down(place: Place, draft: UUID, who: SpecimenPerson, *, take: int = 0, **wrong: bytes) -> None:
    """The ten fingers of `who`, some of them other than asked for (`p4=record`)."""
    from bitaqa.station.devices.door import simulated_fingers
    from bitaqa.station.enrolment import captures

    reads = [
        replace(read, template=wrong.get(f"p{read.position}", read.template))
        for read in simulated_fingers(who, day=take)
    ]
    captures.keep_fingers(draft=draft, reads=reads, by=place.operator(), at=place.now)


def records(who: SpecimenPerson, day: int = 5) -> dict[int, bytes]:
    from bitaqa.station.devices.door import simulated_fingers

    return {read.position: read.template for read in simulated_fingers(who, day=day) if read.template}


def doubts(draft: UUID) -> list[str]:
    from bitaqa.station.enrolment.queries import draft_view

    (step,) = [step for step in draft_view(draft).steps if step.code == "fingers"]
    assert not any(remark.blocking for remark in step.remarks), "a doubt never stands in the way"
    return [remark.code.removeprefix("fingers.") for remark in step.remarks]


def with_card(place: Place, who: SpecimenPerson, *, files: bool = True) -> Any:
    """The field pack lists a card of `who`, whose number an old card would give."""
    card = due_card("holder", who, 1, fingers=(1, 2, 3, 7), national_number="ZT120001")
    place.install(2, cards_due=(card,), attachments=tuple(card_attachments(card, who)) if files else ())
    return card


def renewal(place: Place, number: str = "ZT120001") -> UUID:
    return place.start("renewal", "expiry", claimed={"national_number": number})


def test_one_finger_twice_is_shown_taken_anew_and_gone(place: Place, desk: Client) -> None:
    who, draft = adult(), place.start()
    again = records(who)
    laid_down(place, draft, who, p4=laid_as(again[3], 4))
    assert doubts(draft) == ["same_finger_twice"]
    page = text_of(desk.get(f"/enrolment/{draft}/fingers/"))
    assert "one and the same finger: Right middle finger, Right ring finger" in page
    assert page.count("To be checked") == 2
    file = SimpleUploadedFile("4.fmr", again[4])
    assert desk.post(f"/enrolment/{draft}/fingers/", {"files": [file]}).status_code == 302
    assert doubts(draft) == [], "the new capture replaced the one in doubt, whatever its quality"


@pytest.mark.parametrize(("language", "words"), [("ar", "تبدو هذه بصمات إصبع واحدة"), ("fr", "un seul et même doigt")])
def test_the_doubt_is_told_in_the_readers_language(place: Place, language: str, words: str) -> None:
    who, draft = adult(), place.start()
    laid_down(place, draft, who, p4=laid_as(records(who)[3], 4))
    page = text_of(signed_in(language=language).get(f"/enrolment/{draft}/fingers/"))
    assert words in page and "%(" not in page


def test_a_doubt_does_not_keep_a_file_from_being_sealed(place: Place) -> None:
    who = adult()
    draft = place.ready(who)
    laid_down(place, draft, who, p4=laid_as(records(who)[3], 4))
    assert doubts(draft) == ["same_finger_twice"]
    from bitaqa.station.enrolment import drafts

    drafts.confirm_draft(draft=draft, on="second_view", by=place.operator(), at=place.now)
    assert place.seal(draft).receipt_number


def test_a_renewal_is_compared_with_the_fingers_of_the_field_pack(place: Place) -> None:
    who = adult()
    with_card(place, who)
    draft = renewal(place)
    laid_down(place, draft, who, take=1)
    assert doubts(draft) == []
    mine = records(who)
    laid_down(place, draft, who, take=2, p2=laid_as(mine[7], 2), p7=laid_as(mine[2], 7))
    assert doubts(draft) == ["hands_exchanged"]
    laid_down(place, draft, who, take=2, p3=laid_as(records(adult(1))[3], 3))
    assert doubts(draft) == ["foreign_finger"]
    laid_down(place, draft, who, take=2, p2=laid_as(mine[3], 2))
    assert set(doubts(draft)) == {"other_finger", "same_finger_twice"}


def test_another_person_with_the_card_is_told_and_goes_on(place: Place, desk: Client) -> None:
    with_card(place, adult())
    draft = renewal(place)
    laid_down(place, draft, adult(1))
    assert doubts(draft) == ["not_on_file"]
    assert "people decide" in text_of(desk.get(f"/enrolment/{draft}/fingers/"))


def test_a_card_without_fingers_in_the_pack_compares_nothing(place: Place) -> None:
    with_card(place, adult(), files=False)
    draft = renewal(place)
    laid_down(place, draft, adult(1))
    assert doubts(draft) == []
    unknown = renewal(place, "ZT999999")
    laid_down(place, unknown, adult(1))
    assert doubts(unknown) == []


def test_excused_fingers_are_no_doubt_and_a_machine_is_told_the_same(place: Place, desk: Client) -> None:
    from bitaqa.station.devices.door import FingerRead
    from bitaqa.station.enrolment import captures

    draft = place.start()
    excused = [FingerRead(position, None, 3, None, exception="bandaged") for position in range(1, 11)]
    captures.keep_fingers(draft=draft, reads=excused, by=place.operator(), at=place.now)
    assert doubts(draft) == []
    who = adult()
    laid_down(place, draft, who, p4=laid_as(records(who)[3], 4))
    told = desk.get(f"/api/v1/drafts/{draft}").json()
    (fingers,) = [step for step in told["steps"] if step["code"] == "fingers"]
    assert fingers["remarks"][0]["code"] == "fingers.same_finger_twice"
    assert "Right ring finger" in fingers["remarks"][0]["sentence"]
