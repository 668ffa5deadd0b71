"""A file sent back and captured again, a file referred to the service against fraud: where each goes, who is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.sealed import Attachment
from bitaqa.foundation.rules.applications import PaperCode, Recapture
from bitaqa.foundation.specimens.people import person
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.planning.packing import _incomplete
from bitaqa.journey.screening import actions, errors, referring, returning
from bitaqa.journey.screening.domain import MissingProof, ReferralAnswer, RefusalGround, Suspicion
from bitaqa.journey.screening.fingers.keeping import templates_of
from bitaqa.journey.screening.letters import read_letter
from bitaqa.records.applications.door import ApplicationValue, applications_by_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.services.tracking.domain import PHASES, Phase

from ..intake.conftest import AT, make_world
from ..people import account, browser_of, text_of
from ..printing.test_sheets import text_of as text_of_pdf
from .bench import Bench
from .pages import page, state
from .seeded import Seeded, case_of, fingers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def sealed_completion(register: Seeded, file: UUID, files: dict[str, bytes], **changes: Any) -> None:
    """What a station sends when the applicant came again."""
    station = register.world.station
    body = {
        "what": "completion", "application": str(file), "visit": str(register.world.visit), "place": "el-borouj",
        "day": "2026-05-04", "operator": "op-1", "papers": [], "at": AT.isoformat(), **changes,
    }  # fmt: skip
    attached = [Attachment(name, "application/octet-stream", data) for name, data in files.items()]
    packet = station.seal(PacketKind.CORRECTION, body, attached)
    receive_packet(packet.data, sender=Sender(station.head.station, 1))


def events_of(file: UUID) -> list[str]:
    return [entry.event for entry in entries(subject=file)]


def doubted(register: Seeded) -> tuple[ApplicationValue, ApplicationValue]:
    first = register.come(person(11, 1))
    return first, register.come(person(11, 2), fingers=fingers_of(person(11, 1).body, take=2))


def test_fingers_captured_again_replace_the_others_and_settle_the_doubt(register: Seeded) -> None:
    """At the desk someone else's fingers were taken: captured again, the file is nobody's double."""
    _, second = doubted(register)
    by = account("adj-0", "adjudicator")
    with pytest.raises(errors.NothingAskedError):
        returning.return_case(case=case_of(second).id, complete_at=None, by=by, at=AT)
    letter = returning.return_case(
        case=case_of(second).id, recapture=list(Recapture), complete_at=register.world.visit, by=by, at=AT
    )
    told = text_of_pdf(read_letter(letter))
    assert "Invitation à revenir" in told and "Les dix empreintes, à refaire" in told and "El Borouj" in told
    [waiting] = _incomplete([campaigns.visits_by_id([register.world.visit])[register.world.visit]])
    assert waiting.recapture == (Recapture.PORTRAIT, Recapture.FINGERS) and waiting.missing == ()
    assert PHASES[applications_by_id([second.id])[second.id].state] is Phase.COME_AGAIN
    before = templates_of([second.id])[second.id]
    own, face = fingers_of(person(11, 2).body), portrait(2, female=False, age=40)
    named = [{"position": at, "quality": 70, "tries": 1, "attachment": f"finger/{at}"} for at in own]
    sealed_completion(
        register, second.id, {"portrait": face, **{f"finger/{at}": data for at, data in own.items()}},
        portrait={"attachment": "portrait"}, fingers=named,
    )  # fmt: skip
    register.screen()
    after = applications_by_id([second.id])[second.id]
    assert after.state.value == "approved" and after.recapture == ()
    assert templates_of([second.id])[second.id] == own != before
    assert (after.container or {})["id"] != (second.container or {})["id"]
    from bitaqa.backbone.vault.door import blob_store

    held = blob_store().read_all(UUID(after.container["id"]))  # type: ignore[index]
    assert held["portrait"] == face and "signature" in held and not any(name.startswith("finger") for name in held)
    assert {"application.returned", "application.recaptured", "application.completed"} <= set(events_of(second.id))


def test_nine_fingers_are_no_recapture(register: Seeded) -> None:
    _, second = doubted(register)
    returning.return_case(
        case=case_of(second).id, recapture=[Recapture.FINGERS], complete_at=None, by=account("adj-0", "adjudicator"),
        at=AT,
    )  # fmt: skip
    named = [{"position": at, "exception": "amputated"} for at in range(1, 10)]
    sealed_completion(register, second.id, {}, fingers=named)
    register.screen()
    assert applications_by_id([second.id])[second.id].state.value == "returned"


def test_a_completion_without_what_was_asked_waits_for_people(register: Seeded) -> None:
    _, second = doubted(register)
    returning.return_case(
        case=case_of(second).id, recapture=list(Recapture), complete_at=None, by=account("adj-0", "adjudicator"), at=AT
    )
    face = portrait(2, female=False, age=40)
    sealed_completion(register, second.id, {"portrait": face}, portrait={"attachment": "portrait"})
    register.screen()
    assert applications_by_id([second.id])[second.id].recapture == ("portrait", "fingers")
    [waiting] = Packet.objects.filter(state="quarantined")
    assert waiting.reason_code == "intake.completion_short"


def test_a_file_sent_back_by_mistake_is_taken_up_again(bench: Bench) -> None:
    one, two = browser_of(bench.first), browser_of(bench.second, "fr")
    returning.return_case(
        case=bench.case.id, papers=[PaperCode.BIRTH_RECORD], complete_at=None, by=bench.first, at=AT
    )  # fmt: skip
    at = f"/screening/applications/{bench.application}/"
    assert "Renvoyé par erreur" in text_of(two.get(f"{at}?purpose=adjudication"))
    two.post(f"{at}take-back/", {"because": " "})
    assert state(bench) == "returned"
    two.post(f"{at}take-back/", {"because": "la pièce est au dossier"})
    assert state(bench) == "adjudication" and bench.case.candidates
    assert "la pièce est au dossier" in text_of(one.get(page(bench)))
    one.post(f"{at}take-back/", {"because": "مرة أخرى"})
    with pytest.raises(errors.NotReturnedError):
        returning.take_back(application=bench.application, by=bench.first, at=AT, because="x")
    assert "application.taken_back" in events_of(bench.application)


@pytest.mark.parametrize("answer", list(ReferralAnswer))
def test_a_referral_takes_two_and_its_answer_goes_to_others(bench: Bench, answer: ReferralAnswer) -> None:
    one, two = browser_of(bench.first), browser_of(bench.second, "fr")
    assert one.post(page(bench, "refer"), {"suspicion": "coercion"}).status_code == 422
    one.post(page(bench, "refer"), {"suspicion": "false_papers", "because": "الختم لجماعة أخرى"})
    assert one.post(page(bench, "confirm-refer"), follow=True).status_code == 200
    assert state(bench) == "adjudication", "one person alone refers nothing"
    with pytest.raises(errors.NoProposalError):
        actions.confirm_refusal(case=bench.case.id, by=bench.second, at=AT)
    shown = text_of(two.get(page(bench)))
    assert "Des pièces paraissent fausses" in shown and "الختم لجماعة أخرى" in shown
    two.post(page(bench, "confirm-refer"))
    assert state(bench) == "referred"
    letter = text_of_pdf(read_letter(bench.case.letter))  # type: ignore[arg-type]
    assert "examen complémentaire" in letter and "fraude" not in letter and "soupçon" not in letter
    file = applications_by_id([bench.application])[bench.application]
    assert PHASES[file.state] is Phase.CHECKING
    assert [day for _file, _case, day in referring.referred_files()] == [referring.answer_day(bench.case.settled_at)]  # type: ignore[arg-type]
    listed = text_of(two.get("/screening/referred/"))
    assert file.receipt_number in listed and "Vous avez pris part" in listed
    third = account("adj-three", "adjudicator")
    other = browser_of(third)
    said = {"answer": answer.value, "because": "رسالة رقم 7"}
    address = f"/screening/referred/{bench.application}/answer/"
    two.post(address, said)
    assert state(bench) == "referred", "who referred does not enter the answer"
    assert other.post(address, {"answer": answer.value}).status_code == 422
    other.post(address, said)
    assert state(bench) == "adjudication" and bench.case.reasons[0] == answer.value
    assert "رسالة رقم 7" in text_of(other.get(page(bench)))
    for barred in (bench.first, bench.second):
        with pytest.raises(errors.DecidedBeforeError):
            actions.approve_case(case=bench.case.id, person=bench.known, by=barred, at=AT, because="x")
    with pytest.raises(errors.NotReferredError):
        referring.answer_referral(application=bench.application, answer=answer, because="x", by=third, at=AT)
    actions.approve_case(case=bench.case.id, person=bench.known, by=third, at=AT, because="x")
    assert state(bench) == "approved"


def test_a_referral_is_taken_back_and_refused_where_it_must_be(bench: Bench) -> None:
    refer = {"case": bench.case.id, "suspicion": Suspicion.COERCION, "at": AT}
    with pytest.raises(errors.ReasonMissingError):
        referring.propose_referral(**refer, because=" ", by=bench.first)
    referring.propose_referral(**refer, because="the uncle answered each question", by=bench.first)
    with pytest.raises(errors.ProposedByAnotherError):
        referring.propose_referral(**refer, because="x", by=bench.second)
    with pytest.raises(errors.SamePersonTwiceError):
        referring.confirm_referral(case=bench.case.id, by=bench.first, at=AT)
    browser_of(bench.first).post(page(bench, "withdraw"))
    assert (bench.case.state, bench.case.ground) == ("open", "")
    with pytest.raises(errors.NoProposalError):
        referring.confirm_referral(case=bench.case.id, by=bench.second, at=AT)
    actions.propose_refusal(
        case=bench.case.id,
        ground=RefusalGround.NOT_PROVEN,
        missing=MissingProof((PaperCode.BIRTH_RECORD,)),
        by=bench.first,
        at=AT,
    )
    with pytest.raises(errors.NoProposalError):
        referring.confirm_referral(case=bench.case.id, by=bench.second, at=AT)
    with pytest.raises(errors.ReasonMissingError):
        referring.answer_referral(
            application=new_id(), answer=ReferralAnswer.FOUNDED, because=" ", by=bench.first, at=AT
        )  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_pages_with_nothing_referred(bench: Bench, language: str) -> None:
    assert browser_of(bench.first, language).get("/screening/referred/").status_code == 200
