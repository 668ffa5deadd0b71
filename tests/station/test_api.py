"""The machine API as the campaign player uses it: a session, a CSRF header, JSON errors in the reader's language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from station_env.centre import LATER, PINS, VISIT
from station_env.place import Place, adult

API = "/api/v1/"


class Desk:
    """A browser or player at a desk, with CSRF checks on."""

    def __init__(self, language: str = "en", address: str = "127.0.0.1") -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.client.cookies["django_language"] = language

    def ask(self, method: str, path: str, body: Any = None, *, csrf: bool = True) -> Any:
        headers = {}
        token = self.client.cookies.get("bitaqa_station_csrf")
        if csrf and token is not None:
            headers["X-CSRFToken"] = token.value
        return self.client.generic(
            method, API + path, json.dumps(body) if body is not None else "", "application/json", headers=headers
        )

    def sign_in(self, operator: str = "op.amina") -> Any:
        return self.ask("POST", "sign-in", {"operator": operator, "pin": PINS[operator]})


@pytest.fixture
def desk(place: Place) -> Desk:
    desk = Desk()
    assert desk.sign_in().status_code == 200
    return desk


def enrol(desk: Desk, seed: str = "42") -> str:
    """A whole first issue over the API; the draft's id, ready to seal."""
    asked = {"document_type": "cnie", "kind": "first", "ground": "none", "visit": str(VISIT), "priority": "exam"}
    draft: str = desk.ask("POST", "drafts", asked).json()["draft"]
    answer = desk.ask("PATCH", f"drafts/{draft}", {"identity": adult().identity_map("test-douar")})
    assert answer.status_code == 200, answer.content
    rules = answer.json()["rules"]
    simulated = {"simulated": {"seed": seed, "take": 0}}
    assert desk.ask("POST", f"drafts/{draft}/portrait", simulated).status_code == 200
    fingers = desk.ask("POST", f"drafts/{draft}/fingers", simulated).json()["fingers"]
    assert [finger["position"] for finger in fingers] == list(range(1, 11))
    assert desk.ask("POST", f"drafts/{draft}/signature", simulated).json() == {"signed": True}
    for code in rules["papers"]:
        paper = {**simulated, "number": "1/2026", "issued_by": "جماعة", "issued_on": "2026-02-01"}
        assert desk.ask("POST", f"drafts/{draft}/papers/{code}", paper).status_code == 200
    fee = {"rule": rules["fee"]["rule"], "centimes": rules["fee"]["centimes"], "stamp_number": "T-1"}
    notice = {"version": "notice-1", "language": "ar", "read_aloud": True}
    assert desk.ask("PATCH", f"drafts/{draft}", {"fee": fee, "notice": notice}).status_code == 200
    assert desk.ask("POST", f"drafts/{draft}/confirm", {"on": "second_view"}).status_code == 200
    return draft


def test_an_enrolment_over_the_api_seals_a_packet(desk: Desk, place: Place) -> None:
    draft = enrol(desk)
    view = desk.ask("GET", f"drafts/{draft}").json()
    assert view["ready"] and {step["state"] for step in view["steps"]} <= {"done", "remarks"}
    assert "file" not in json.dumps(view["kept"])
    first = desk.ask("POST", f"drafts/{draft}/seal")
    again = desk.ask("POST", f"drafts/{draft}/seal")
    assert first.status_code == 200 and first.json() == again.json()
    assert first.json()["sequence"] == 1 and first.json()["receipt_qr"].startswith("BTQ1:")
    assert place.centre.body(place.packets()[0]).application == place.centre.body(place.packets()[0]).application  # type: ignore[union-attr]


def test_nobody_signed_in_reaches_nothing(place: Place) -> None:
    desk = Desk()
    for path in ("me", "drafts", "sync", "incomplete", "field-pack", "packets"):
        answer = desk.ask("GET", path)
        assert answer.status_code == 401, path
        assert answer.json()["code"] == "desk.not_signed_in"
    assert desk.client.get("/").status_code == 302


def test_a_change_without_its_csrf_header_is_refused(desk: Desk) -> None:
    answer = desk.ask("POST", "sign-out", {}, csrf=False)
    assert answer.status_code == 403 and answer.json()["code"] == "station.request_foreign"


def test_a_machine_that_is_no_desk_is_refused_until_it_is_enrolled(place: Place) -> None:
    from bitaqa.station.desk import desks

    stranger = Desk(address="192.168.4.20")
    assert stranger.sign_in().json()["code"] == "desk.not_enrolled"
    code = desks.open_enrolment(name="Desk 2", by=place.operator("head.salma"), at=place.now)
    stranger.client.cookies[desks.COOKIE] = desks.enrol(code=code, at=place.now)
    assert stranger.sign_in().json()["desk"] == "Desk 2"
    with pytest.raises(desks.DeskCodeRefusedError):
        desks.enrol(code=code, at=place.now)
    (known,) = desks.desks()
    desks.revoke_desk(desk=known.id, by=place.operator("head.salma"), at=place.now)
    assert stranger.ask("GET", "me").json()["code"] == "desk.not_enrolled"


def test_wrong_pins_wait_longer_and_longer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from bitaqa.station.desk import crew

    desk = Desk()
    wrong = {"operator": "op.amina", "pin": "000000"}
    codes = [desk.ask("POST", "sign-in", wrong).json()["code"] for _ in range(4)]
    assert codes == ["desk.sign_in_refused"] * 3 + ["desk.sign_in_paused"]
    assert desk.sign_in().status_code == 429, "the right PIN waits too"
    later = crew.real_now() + timedelta(seconds=6)
    monkeypatch.setattr(crew, "real_now", lambda: later)
    assert desk.sign_in().status_code == 200


@pytest.mark.parametrize("pin", ["0", "x" * 500, "' OR 1=1 --"])
def test_an_unknown_operator_is_refused_like_a_wrong_pin(place: Place, pin: str) -> None:
    answer = Desk().ask("POST", "sign-in", {"operator": "nobody", "pin": pin})
    assert answer.status_code == 403 and answer.json()["code"] == "desk.sign_in_refused"


def test_an_incomplete_file_is_completed_once(place: Place) -> None:
    from bitaqa.foundation.kernel.ids import new_id

    application = new_id()
    who = adult()
    file = {
        "application": application, "receipt_number": "K7QF2-M9TXR-4B8DW", "names": who.identity_map("x")["names"],
        "birth": str(who.birth), "missing": ("birth_record",), "visit": VISIT,
    }  # fmt: skip
    place.install(2, incomplete=(file,))
    desk = Desk()
    desk.sign_in()
    found = desk.ask("GET", f"incomplete?q={who.given[0]}").json()
    assert [entry["application"] for entry in found] == [str(application)]
    wrong = desk.ask(
        "POST", f"incomplete/{application}/complete", {"papers": [{"code": "old_card", "simulated": {"seed": "1"}}]}
    )
    assert wrong.status_code == 422 and wrong.json()["code"] == "enrolment.paper_not_missing"
    brought = {"papers": [{"code": "birth_record", "number": "9", "simulated": {"seed": "1"}}]}
    first = desk.ask("POST", f"incomplete/{application}/complete", brought).json()
    assert first == desk.ask("POST", f"incomplete/{application}/complete", brought).json()
    body = place.centre.body(place.packets()[0])
    assert body.what == "completion" and body.papers[0].attachment == "paper/birth_record"  # type: ignore[union-attr]


def test_a_file_sent_back_is_captured_again_over_the_api(place: Place) -> None:
    from bitaqa.foundation.kernel.ids import new_id

    application, who = new_id(), adult()
    file = {
        "application": application, "receipt_number": "K7QF2-M9TXR-4B8DW", "names": who.identity_map("x")["names"],
        "birth": str(who.birth), "missing": (), "recapture": ("portrait", "fingers"), "visit": VISIT,
    }  # fmt: skip
    place.install(2, incomplete=(file,))
    desk = Desk()
    desk.sign_in()
    assert desk.ask("GET", "incomplete").json()[0]["recapture"] == ["portrait", "fingers"]
    at, body = f"incomplete/{application}", {"simulated": {"seed": "12"}}
    early = desk.ask("POST", f"{at}/complete", {})
    assert early.status_code == 422 and early.json()["code"] == "enrolment.capture_missing"
    assert desk.ask("POST", f"{at}/portrait", body).json() == {"remarks": []}
    assert len(desk.ask("POST", f"{at}/fingers", body).json()["fingers"]) == 10
    first = desk.ask("POST", f"{at}/complete", {}).json()
    assert first == desk.ask("POST", f"{at}/complete", {}).json()
    sealed: Any = place.centre.body(place.packets()[0])
    assert sealed.portrait is not None and len(sealed.fingers) == 10
    assert desk.ask("POST", f"{at}/portrait", body).json()["code"] == "enrolment.capture_not_asked"


def test_a_referral_keeps_nobody(desk: Desk) -> None:
    asked = {"visit": str(VISIT), "because": "no_civil_status"}
    assert [desk.ask("POST", "referrals", asked).json()["number"] for _ in range(2)] == [1, 2]
    assert desk.ask("POST", "referrals", {**asked, "because": "x"}).json()["code"] == "enrolment.reason_unknown"


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "drafts", {"document_type": "cnie"}, "station.request_not_understood"),
        ("POST", "drafts", {"document_type": "x", "kind": "first", "ground": "none", "visit": str(VISIT)},
         "enrolment.programme_does_not_fit"),
        ("POST", "drafts", {"document_type": "cnie", "kind": "first", "ground": "loss", "visit": str(VISIT)},
         "enrolment.kind_not_offered"),
        ("POST", "drafts", {"document_type": "cnie", "kind": "first", "ground": "none", "visit": str(API)},
         "station.request_not_understood"),
        ("POST", "drafts", {"document_type": "cnie", "kind": "first", "ground": "none",
                            "visit": "00000000-0000-8000-8000-000000000000"}, "field_pack.visit_unknown"),
        ("GET", "drafts/00000000-0000-8000-8000-000000000000", None, "enrolment.draft_unknown"),
    ],
)  # fmt: skip
def test_garbage_gets_a_code_and_a_sentence(desk: Desk, method: str, path: str, body: Any, code: str) -> None:
    answer = desk.ask(method, path, body)
    assert answer.json()["code"] == code and answer.json()["sentence"] and 400 <= answer.status_code < 500


def test_captures_that_cannot_be_read_leave_the_draft_alone(desk: Desk, place: Place) -> None:
    draft = enrol(desk)
    before = desk.ask("GET", f"drafts/{draft}").json()
    for path, body, code in (
        ("portrait", {"picture": "bm90IGEgcGljdHVyZQ=="}, "devices.picture_refused"),
        ("portrait", {"picture": "%%%"}, "enrolment.step_shape"),
        ("portrait", {}, "enrolment.step_shape"),
        ("fingers", {"captures": [{"position": 3}]}, "enrolment.finger_without_reason"),
        ("fingers", {"captures": [{"position": 3, "exception": "because"}]}, "enrolment.finger_without_reason"),
        ("fingers", {"captures": [{"position": 11, "exception": "worn"}]}, "enrolment.finger_not_understood"),
        (
            "fingers",
            {"captures": [{"position": 3, "template": "eHh4", "quality": 4}]},
            "enrolment.finger_not_understood",
        ),
        ("signature", {"cannot_sign": True}, "enrolment.witness_missing"),
        ("papers/passport", {"simulated": {"seed": "1"}}, "enrolment.paper_unknown"),
        ("papers/birth_record", {"simulated": {"seed": "1"}, "issued_on": "2026-02-31"}, "enrolment.step_shape"),
        ("old-card", {"mrz": "I<UTOD231458907<<<"}, "mrz"),
    ):
        answer = desk.ask("POST", f"drafts/{draft}/{path}", body)
        assert 400 <= answer.status_code < 500 and code in answer.json()["code"], (path, answer.json())
    assert desk.ask("GET", f"drafts/{draft}").json() == before


def test_a_change_after_confirmation_asks_for_it_again(desk: Desk) -> None:
    draft = enrol(desk)
    desk.ask("PATCH", f"drafts/{draft}", {"collector": "Un voisin"})
    refused = desk.ask("POST", f"drafts/{draft}/seal")
    assert refused.status_code == 422 and refused.json()["facts"]["remarks"] == ["review.not_confirmed"]


def test_an_abandoned_draft_keeps_nobody_and_is_not_sealed(desk: Desk) -> None:
    draft = enrol(desk)
    assert desk.ask("POST", f"drafts/{draft}/abandon", {"because": "whatever"}).status_code == 422
    for _ in range(2):
        assert desk.ask("POST", f"drafts/{draft}/abandon", {"because": "left"}).status_code == 200
    assert desk.ask("GET", f"drafts/{draft}").json()["kept"]["identity"] == {}
    assert desk.ask("POST", f"drafts/{draft}/seal").json()["code"] == "kernel.move_not_allowed"
    assert desk.ask("PATCH", f"drafts/{draft}", {"collector": "x"}).json()["code"] == "enrolment.draft_closed"


def test_missing_papers_and_a_later_visit_make_an_incomplete_file(desk: Desk) -> None:
    draft = enrol(desk)
    body = {"missing": [{"code": "birth_record"}], "complete_at": str(LATER)}
    view = desk.ask("PATCH", f"drafts/{draft}", body).json()
    assert [r["code"] for s in view["steps"] for r in s["remarks"] if s["code"] == "papers"] == ["papers.both"]


def test_a_played_clock_is_set_over_the_api(desk: Desk, settings: Any) -> None:
    assert desk.ask("POST", "clock", {"at": "2026-03-10T08:00:00Z"}).json()["at"].startswith("2026-03-10T08:00")
    assert desk.ask("GET", "me").json()["now"].startswith("2026-03-10T08:00")
    settings.BITAQA_CLOCK = "system"
    assert desk.ask("POST", "clock", {"at": "2026-03-10T08:00:00Z"}).json()["code"] == "station.played_clock_refused"


def test_portraits_come_as_files_too(desk: Desk, place: Place) -> None:
    import base64

    from bitaqa.station.devices.door import simulated_portrait

    draft = enrol(desk)
    picture = base64.b64encode(simulated_portrait(adult()).picture).decode()
    face = {"left": 0.27, "top": 0.17, "width": 0.46, "height": 0.56}
    assert desk.ask("POST", f"drafts/{draft}/portrait", {"picture": picture, "face": face}).json() == {"remarks": []}
