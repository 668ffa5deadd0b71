"""Live captures at the counter, from the device port or as files: fingers as templates, the face as a picture.

`{"simulated": {"seed", "take", "position"?, "sex"?}}` stands an invented person before the devices (never in
production); `{"captures": [{"template": base64}]}` and `{"picture": base64}` come from device software.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.matching.templates import FingerTemplate
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.station.desk.door import now
from bitaqa.station.devices.door import simulated_fingers, simulated_portrait, stand_in

from .errors import CaptureNotUnderstoodError
from .verifying import read_template

MOST_CAPTURES = 30


def finger_captures(body: Mapping[str, Any], due: CardDue | None = None) -> tuple[FingerTemplate, ...]:
    """Templates of the fingers laid on the scanner. Raises CaptureNotUnderstoodError, NoSimulatedDeviceError."""
    if not body:
        return ()
    if "simulated" in body:
        said = _simulated(body)
        reads = simulated_fingers(
            _who(said, due), day=_whole(said.get("take", 1), "take"), positions=_positions(said, due)
        )
        return tuple(read_template(read.template) for read in reads if read.template is not None)
    captures = body.get("captures")
    if not isinstance(captures, (list, tuple)) or len(captures) > MOST_CAPTURES:
        raise CaptureNotUnderstoodError(field="captures")
    return tuple(
        read_template(_base64(one.get("template") if isinstance(one, Mapping) else None, "template"))
        for one in captures
    )


def face_capture(body: Mapping[str, Any], due: CardDue | None = None) -> bytes | None:
    """The picture taken now. Raises CaptureNotUnderstoodError, NoSimulatedDeviceError."""
    if not body:
        return None
    if "simulated" in body:
        said = _simulated(body)
        who = _who(said, due)
        return simulated_portrait(who, take=3 * _whole(said.get("take", 1), "take")).picture
    return _base64(body.get("picture"), "picture")


def _positions(said: Mapping[str, Any], due: CardDue | None) -> tuple[int, ...]:
    if said.get("position") is not None:
        position = _whole(said["position"], "position")
        if not 1 <= position <= 10:
            raise CaptureNotUnderstoodError(field="position")
        return (position,)
    return due.fingers if due is not None and due.fingers else (2, 7)


def _who(said: Mapping[str, Any], due: CardDue | None) -> SpecimenPerson:
    """The body of the seed, of the age and sex that the list or the caller gives: what its portrait is drawn from."""
    today = local_day(now())
    who = stand_in(str(said["seed"]), identity=None, on=today)
    age = due.birth.age_range(today)[0] if due is not None else who.age
    sex = str(said.get("sex") or who.sex)
    return replace(who, age=max(age, 0), sex=sex, drawn_female=sex == "F")


def _simulated(body: Mapping[str, Any]) -> Mapping[str, Any]:
    said = body["simulated"]
    if not isinstance(said, Mapping) or not str(said.get("seed", "")).strip():
        raise CaptureNotUnderstoodError(field="simulated")
    return said


def _whole(value: Any, field: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise CaptureNotUnderstoodError(field=field) from None


def _base64(text: Any, field: str) -> bytes:
    if not isinstance(text, str):
        raise CaptureNotUnderstoodError(field=field)
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise CaptureNotUnderstoodError(field=field) from None
