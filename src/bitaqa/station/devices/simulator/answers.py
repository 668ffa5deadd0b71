"""What a simulated scanner answers: fingers of an invented person in signed, chained blocks; or one of the faults.

The person is the device's seed, or the one a request names in `customOpts` (`specimen`), so that a demonstration shows
the same body at every device. Faults are what a test of the station needs: each breaks one promise of the wire.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bitaqa.foundation.exchange.finger_image import FingerImage, write_finger_images
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.sbi.captures import chained, written
from bitaqa.foundation.sbi.vocabulary import (
    BUSY,
    FINGER_TYPE,
    NAMES,
    PURPOSE,
    READY,
    SENSORS,
    VERSION,
    position_named,
)
from bitaqa.foundation.specimens.fingers import specimen_finger
from bitaqa.foundation.specimens.ridges import ridge_image

from .identity import DeviceIdentity

FAULTS: Final = (
    "none", "wrong-signature", "stranger", "broken-chain", "another-request", "busy", "timeout", "unplugged", "nothing",
    "swapped-hands", "garbled",
)  # fmt: skip
"""What `--fault` may say."""


@dataclass
class SimulatedDevice:
    """One device: who it is, who lays fingers on it, what is wrong with it, and how many captures it made."""

    identity: DeviceIdentity
    body: int
    fault: str = "none"
    port: int = 0
    captures: int = field(default=0)

    def discovery(self) -> list[dict[str, Any]]:
        plain = base64.urlsafe_b64encode(json.dumps(self.identity.digital_id()).encode()).rstrip(b"=").decode()
        return [{**self._said(), "digitalId": plain, "error": _error(0, "Success")}]

    def info(self) -> list[dict[str, Any]]:
        said = {**self._said(), "firmware": VERSION, "digitalId": self.identity.signed(self.identity.digital_id())}
        return [{"deviceInfo": self.identity.signed(said), "error": _error(0, "Success")}]

    def capture(self, asked: Mapping[str, Any]) -> Any:
        """The answer to an RCAPTURE."""
        if self.fault == "busy":
            return [{**self._said(), "error": _error(0, "Success")}]
        bio = asked["bio"][0]
        excused = {position_named(name) for name in bio.get("exception", ())}
        wanted = [position_named(name) for name in bio.get("bioSubType", ())]
        positions = [at for at in wanted or SENSORS.get(int(bio["deviceSubId"]), ()) if at and at not in excused]
        if self.fault == "nothing":
            return {"biometrics": [{"specVersion": VERSION, "data": "", "hash": "", "error": _error(101, "Nothing")}]}
        self.captures += 1
        blocks, previous = [], str(bio["previousHash"])
        for position in positions:
            record = self._record(position, body=self._body(asked))
            previous = chained(previous, record)
            blocks.append(self._block(asked, position, record, previous))
        if self.fault == "broken-chain" and len(blocks) > 1:
            del blocks[0]
        return {"biometrics": blocks}

    def frame(self) -> bytes:
        """A picture (JPEG) of the live view."""
        import io

        from PIL import Image

        out = io.BytesIO()
        finger = specimen_finger(self.body, FingerPosition.RIGHT_INDEX)
        Image.fromarray(ridge_image(finger, 1)).save(out, "JPEG", quality=70)
        return out.getvalue()

    def _said(self) -> dict[str, Any]:
        return {
            "deviceId": "1",
            "deviceStatus": BUSY if self.fault == "busy" else READY,
            "certification": "L0",
            "serviceVersion": VERSION,
            "deviceSubId": [str(sensor) for sensor in SENSORS],
            "callbackId": f"http://127.0.0.1:{self.port}",
            "deviceCode": self.identity.serial_number,
            "specVersion": [VERSION],
            "purpose": PURPOSE,
            "env": "Developer",
        }

    def _body(self, asked: Mapping[str, Any]) -> int:
        given = asked.get("customOpts") or ()
        said = {one.get("name"): one.get("value") for one in given if isinstance(one, dict)}
        text = str(said.get("specimen", ""))
        return int(text) if text.isdigit() and len(text) < 19 else self.body

    def _record(self, position: int, *, body: int) -> bytes:
        shown = position
        if self.fault == "swapped-hands":
            shown = position + 5 if position <= 5 else position - 5
        pixels = ridge_image(specimen_finger(body, FingerPosition(shown)), 500 + self.captures)
        return write_finger_images((FingerImage(position, pixels, 80, taken_at=datetime.now(UTC)),))

    def _block(self, asked: Mapping[str, Any], position: int, record: bytes, hashed: str) -> dict[str, Any]:
        stale = self.fault == "another-request"
        data = {
            "digitalId": self.identity.signed(self.identity.digital_id()),
            "deviceCode": self.identity.serial_number,
            "deviceServiceVersion": VERSION,
            "bioType": FINGER_TYPE,
            "bioSubType": NAMES[position],
            "purpose": PURPOSE,
            "env": asked["env"],
            "bioValue": base64.urlsafe_b64encode(record).rstrip(b"=").decode(),
            "registrationId": "another" if stale else asked["registrationId"],
            "timestamp": written(datetime.now(UTC) - (timedelta(days=1) if stale else timedelta())),
            "requestedScore": asked["bio"][0].get("requestedScore", "50"),
            "qualityScore": "80",
        }
        signed = self.identity.signed(data)
        if self.fault == "wrong-signature":
            head, body, signature = signed.split(".")
            signed = f"{head}.{body}.{signature[::-1]}"
        return {"specVersion": VERSION, "data": signed, "hash": hashed, "error": _error(0, "Success")}


def _error(number: int, text: str) -> dict[str, str]:
    return {"errorCode": str(number), "errorInfo": text}
