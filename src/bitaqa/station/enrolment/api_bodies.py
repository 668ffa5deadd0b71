"""What machine doors of enrolment read from a request: JSON or form fields, files, simulated devices.

Shapes only: each function turns what was sent into what an action takes, or refuses it with the field that is wrong.
What devices take is made first (`*_taken`, which may last) and put into the row afterwards, in the caller's turn.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from bitaqa.foundation.matching.quality import FINDING_SENTENCES, FaceBox
from bitaqa.foundation.rules.persons import Identity
from bitaqa.station.desk.door import now
from bitaqa.station.devices.door import (
    FingerRead,
    simulated_fingers,
    simulated_paper,
    simulated_portrait,
    simulated_signature,
    stand_in,
)

from . import captures
from .completion import PaperBrought
from .errors import PaperPictureMissingError, StepShapeError
from .models import Draft
from .reading import Held
from .waiting import waiting_file
from .who import parsed

Taken = tuple[captures.Put, dict[str, Any]]
"""What puts a capture into the row, and what the desk shows of it."""
TakenAgain = tuple[captures.PutHeld, dict[str, Any]]
"""The same of what may also be captured again."""


def portrait_taken(opened: Held, body: dict[str, Any], picture: bytes | None) -> TakenAgain:
    face = face_box(body.get("face"))
    if picture is None and isinstance(body.get("picture"), str):
        picture = bytes_of(body["picture"], "portrait.picture")
    if picture is None and "simulated" in body:
        said = simulated(body)
        shot = simulated_portrait(stand_in_of(opened, said), take=whole(said.get("take", 0)))
        picture, face = shot.picture, shot.face
    if picture is None:
        raise StepShapeError(field="portrait", problem="a picture, or a simulated one")
    put, codes = captures.portrait_written(opened, picture=picture, face=face)
    return put, {"remarks": [{"code": c, "sentence": gettext(FINDING_SENTENCES.get(c, c))} for c in codes]}


def fingers_taken(opened: Held, body: dict[str, Any]) -> TakenAgain:
    if "simulated" in body:
        said = simulated(body)
        reads = simulated_fingers(
            stand_in_of(opened, said), images=bool(said.get("images")), day=whole(said.get("take", 0))
        )
    else:
        reads = tuple(finger_read(capture) for capture in body.get("captures") or ())
    return captures.fingers_written(opened, reads=reads), {"fingers": [_finger_map(read) for read in reads]}


def _finger_map(read: FingerRead) -> dict[str, Any]:
    return {
        "position": read.position,
        "quality": read.quality,
        "tries": read.tries,
        "exception": read.exception or None,
        "findings": [{"code": c, "sentence": gettext(FINDING_SENTENCES.get(c, c))} for c in read.findings],
    }


def signature_taken(opened: Draft, body: dict[str, Any], picture: bytes | None) -> Taken:
    if picture is None and isinstance(body.get("picture"), str):
        picture = bytes_of(body["picture"], "signature.picture")
    if picture is None and "simulated" in body:
        picture = simulated_signature(stand_in_of(opened, simulated(body)))
    cannot = body.get("cannot_sign") in (True, "true", "1")
    if picture is None and not cannot:
        raise StepShapeError(field="signature", problem="a picture, or cannot_sign with a witness")
    witness = str(body.get("witness", ""))
    put = captures.signature_written(opened, picture=None if cannot else picture, witness=witness)
    return put, {"signed": not cannot}


def request_body(request: HttpRequest) -> tuple[dict[str, Any], bytes | None]:
    """The JSON or form fields, and the file when one was sent."""
    if (request.content_type or "").startswith("multipart/"):
        file = request.FILES.get("file") or next(iter(request.FILES.values()), None)
        return dict(request.POST.items()), file.read() if file is not None and not isinstance(file, list) else None
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise StepShapeError(field="body", problem="not JSON") from None
    if not isinstance(body, dict):
        raise StepShapeError(field="body", problem="not a map")
    given = body.get("picture")
    return body, bytes_of(given, "picture") if isinstance(given, str) else None


def simulated(body: dict[str, Any]) -> dict[str, Any]:
    said = body.get("simulated")
    if not isinstance(said, dict) or not str(said.get("seed", "")).strip():
        raise StepShapeError(field="simulated", problem="a map with a seed")
    return said


def stand_in_of(opened: Held, said: dict[str, Any]) -> Any:
    named = isinstance(opened, Draft) and opened.identity
    identity = parsed(Identity, named)[0] if named else None
    return stand_in(str(said["seed"]), identity=identity, on=opened.day)


def whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise StepShapeError(field="simulated.take", problem="a whole number") from None


def bytes_of(text: Any, field: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (ValueError, binascii.Error):
        raise StepShapeError(field=field, problem="not base64") from None


def finger_read(capture: Any) -> FingerRead:
    if not isinstance(capture, dict):
        raise StepShapeError(field="captures", problem="a list of maps")
    template = capture.get("template")
    image = capture.get("image")
    quality = capture.get("quality")
    return FingerRead(
        position=whole(capture.get("position", 0)),
        quality=None if quality is None else whole(quality),
        tries=whole(capture.get("tries", 1 if template else 0)),
        template=bytes_of(template, "captures.template") if template else None,
        image=bytes_of(image, "captures.image") if image else None,
        exception=str(capture.get("exception") or ""),
    )


def face_box(given: Any) -> FaceBox | None:
    if isinstance(given, str) and given:
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        return None
    try:
        return FaceBox(*(float(given[name]) for name in ("left", "top", "width", "height")))
    except (KeyError, TypeError, ValueError):
        raise StepShapeError(field="face", problem="left, top, width and height as shares of the picture") from None


def day_of(value: Any, field: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise StepShapeError(field=field, problem="not a day") from None


def paper_taken(opened: Draft, code: str, body: dict[str, Any], picture: bytes | None = None) -> Taken:
    paper = captures.paper_code(code)
    if picture is None and isinstance(body.get("picture"), str):
        picture = bytes_of(body["picture"], f"papers.{code}.picture")
    if picture is None and "simulated" in body:
        picture = simulated_paper(stand_in_of(opened, simulated(body)), paper.value)
    if picture is None:
        raise PaperPictureMissingError(paper=code)
    put = captures.paper_written(
        opened,
        code=code,
        picture=picture,
        number=str(body.get("number") or ""),
        issued_by=str(body.get("issued_by") or ""),
        issued_on=day_of(body.get("issued_on"), f"papers.{code}.issued_on"),
    )
    return put, {"paper": code}


def paper_brought(application: UUID, body: dict[str, Any]) -> PaperBrought:
    code = captures.paper_code(str(body.get("code", ""))).value
    picture: bytes | None = None
    if isinstance(body.get("picture"), str):
        picture = bytes_of(body["picture"], f"papers.{code}.picture")
    elif "simulated" in body:
        waiting_file(application)
        who = stand_in(str(simulated(body)["seed"]), identity=None, on=now().date())
        picture = simulated_paper(who, code)
    if picture is None:
        raise PaperPictureMissingError(paper=code)
    return PaperBrought(
        code,
        picture,
        str(body.get("number") or ""),
        str(body.get("issued_by") or ""),
        day_of(body.get("issued_on"), f"papers.{code}.issued_on"),
    )
