"""A certified scanner on the wire: our simulator as a program of its own, each promise kept and each one broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from bitaqa.foundation.matching.compare import compared_fingers
from bitaqa.foundation.matching.comparer import DEFAULT_THRESHOLDS, CylinderComparer
from bitaqa.foundation.matching.templates import decode_template
from bitaqa.foundation.sbi import errors
from bitaqa.station.devices.certified.client import Chain, capture_fingers, find_scanner, live_frame, sensors_of
from bitaqa.station.devices.certified.trust import has_trusted_makers, trusted_makers
from bitaqa.station.devices.scanner import device_ports, scanned_fingers
from station_env.scanners import devices, trusting

__all__ = ["devices", "trusting"]
SHORT_MS = 400


def taken(devices: dict[str, Any], fault: str, *, timeout_ms: int = 60_000) -> Any:
    trusted = trusted_makers()
    scanner = find_scanner(trusted=trusted, ports=(devices[fault],))
    return capture_fingers(scanner, positions=(2, 3), chain=Chain.begun(), trusted=trusted, timeout_ms=timeout_ms)


def test_a_good_capture_is_believed_read_and_chained(trusting: dict[str, Any]) -> None:
    reads, after = scanned_fingers(positions=(7, 8), chain=Chain.begun(), specimen="11")
    assert [read.position for read in reads] == [7, 8] and all(read.image for read in reads)
    again, last = scanned_fingers(positions=(7,), chain=after, specimen="11")
    assert last.registration == after.registration and last.last != after.last
    (result,) = compared_fingers(
        CylinderComparer(), [decode_template(reads[0].template or b"")], [decode_template(again[0].template or b"")]
    )
    assert result.score >= DEFAULT_THRESHOLDS.one_finger, "two captures of one finger over the wire are the same finger"


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("wrong-signature", errors.DeviceSignatureError),
        ("stranger", errors.DeviceNotTrustedError),
        ("broken-chain", errors.CaptureChainError),
        ("another-request", errors.CaptureOfAnotherError),
        ("busy", errors.DeviceBusyError),
        ("unplugged", errors.DeviceUnpluggedError),
        ("nothing", errors.NothingOnTheGlassError),
        ("garbled", errors.DeviceAnswerError),
    ],
)
def test_a_broken_promise_has_its_own_sentence(
    trusting: dict[str, Any], fault: str, refusal: type[errors.CaptureDeviceError]
) -> None:
    with pytest.raises(refusal):
        taken(trusting, fault)


def test_a_device_that_hangs_is_told_and_then_busy(trusting: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bitaqa.station.devices.certified.client.BEYOND", 0.1)
    with pytest.raises(errors.DeviceTimeoutError):
        taken(trusting, "timeout", timeout_ms=SHORT_MS)
    with pytest.raises(errors.DeviceBusyError):  # the first capture still holds it
        taken(trusting, "timeout")


def test_exchanged_hands_come_through_the_wire(trusting: dict[str, Any]) -> None:
    answer = taken(trusting, "swapped-hands")
    assert [finger.position for finger in answer.fingers] == [2, 3], "the device cannot know; the station compares"


def test_no_device_and_no_trust_are_different_sentences(
    trusting: dict[str, Any], settings: Any, tmp_path: Path
) -> None:
    with pytest.raises(errors.DeviceNotFoundError):
        find_scanner(trusted=trusted_makers(), ports=(1,))
    (tmp_path / "broken.pem").write_text("no certificate")
    settings.BITAQA_DEVICE_TRUST = str(tmp_path)
    assert not has_trusted_makers()
    with pytest.raises(errors.NoTrustedMakerError):
        trusted_makers()
    settings.BITAQA_DEVICE_TRUST = ""
    assert not has_trusted_makers()


def test_the_live_view_gives_frames(trusting: dict[str, Any]) -> None:
    scanner = find_scanner(trusted=trusted_makers(), ports=(trusting["none"],))
    assert live_frame(scanner).startswith(b"\xff\xd8\xff")


def test_other_verbs_are_not_answered(trusting: dict[str, Any]) -> None:
    assert httpx.get(f"http://127.0.0.1:{trusting['none']}/device", trust_env=False).status_code == 501


def test_ports_and_presses(settings: Any) -> None:
    settings.BITAQA_DEVICE_PORTS = "4501-4503, 4600"
    assert device_ports() == (4501, 4502, 4503, 4600)
    settings.BITAQA_DEVICE_PORTS = "none"
    assert len(device_ports()) == 100
    assert sensors_of(range(1, 11)) == [(7, 8, 9, 10), (2, 3, 4, 5), (1, 6)]
