"""What an answer must prove: signatures, makers, dates, the chain, the request; every number has a sentence."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from bitaqa.foundation.sbi import errors
from bitaqa.foundation.sbi.captures import FIRST_HASH, CaptureAsked, believed, chained, check_no_error, written
from bitaqa.foundation.sbi.devices import discovered, proven
from bitaqa.foundation.sbi.signed import signed_block, url64, verified_block
from bitaqa.foundation.sbi.vocabulary import NAMES, position_named

AT = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
KEYS = [generate_private_key(65537, 2048) for _ in range(3)]
ROOT_KEY, MAKER_KEY, DEVICE_KEY = KEYS


def certificate(
    name: str, key: RSAPrivateKey, issuer: str, signer: RSAPrivateKey, *, ca: bool = False, days: int = 365,
    depth: int | None = None,
) -> x509.Certificate:  # fmt: skip
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
        .serial_number(7).not_valid_before(AT - timedelta(days=9)).not_valid_after(AT + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, depth), critical=True).sign(signer, SHA256())
    )  # fmt: skip


ROOT = certificate("root", ROOT_KEY, "root", ROOT_KEY, ca=True)
MAKER = certificate("maker", MAKER_KEY, "root", ROOT_KEY, ca=True)
DEVICE = certificate("device", DEVICE_KEY, "maker", MAKER_KEY)
ASKED = CaptureAsked("file-1", "1", 1, (7, 8), (9, 10), "Developer", AT, 20_000)


def signed(payload: dict[str, Any], chain: tuple[x509.Certificate, ...] = (DEVICE,)) -> str:
    return signed_block(payload, key=DEVICE_KEY, certificates=chain)


def block(position: int, previous: str, picture: bytes, **changes: Any) -> tuple[dict[str, Any], str]:
    data = {
        "digitalId": signed({"serialNo": "S1", "make": "M"}), "bioType": "Finger", "bioSubType": NAMES[position],
        "purpose": "Registration", "env": "Developer", "bioValue": url64(picture), "registrationId": "file-1",
        "timestamp": written(AT), "qualityScore": "81", **changes,
    }  # fmt: skip
    hashed = chained(previous, picture)
    return {"specVersion": "0.9.5", "data": signed(data), "hash": hashed, "error": {"errorCode": "0"}}, hashed


def answer(**changes: Any) -> dict[str, Any]:
    first, hashed = block(7, FIRST_HASH, b"index", **changes)
    second, _ = block(8, hashed, b"middle", **changes)
    return {"biometrics": [first, second]}


def judged(given: object, *, trusted: tuple[x509.Certificate, ...] = (MAKER,), at: datetime = AT) -> Any:
    return believed(given, asked=ASKED, trusted=trusted, at=at)


def test_a_good_answer_gives_its_fingers_and_the_hash_to_go_on_with() -> None:
    got = judged(answer())
    assert [(f.position, f.record, f.quality, f.serial_number) for f in got.fingers] == [
        (7, b"index", 81.0, "S1"), (8, b"middle", 81.0, "S1"),
    ]  # fmt: skip
    third, _ = block(7, got.last_hash, b"again")
    after = replace(ASKED, previous_hash=got.last_hash)
    again = believed({"biometrics": [third]}, asked=after, trusted=(MAKER,), at=AT)
    assert again.fingers[0].record == b"again"
    with pytest.raises(errors.CaptureChainError):
        judged({"biometrics": [third]})


def test_the_names_of_both_drafts_are_understood() -> None:
    assert position_named("Left IndexFinger") == position_named("LF_INDEX") == 7
    assert position_named("RF_THUMB") == 1 and position_named("L_IRIS") is None
    assert judged({"biometrics": [block(7, FIRST_HASH, b"x", bioSubType="LF_INDEX", bioType="FIR")[0]]}).fingers


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda a: a["biometrics"].pop(0), errors.CaptureChainError),
        (lambda a: a["biometrics"].append(a["biometrics"][1]), errors.CaptureChainError),
        (lambda a: a["biometrics"].reverse(), errors.CaptureChainError),
        (lambda a: a["biometrics"][1].update(hash="00"), errors.CaptureChainError),
        (lambda a: a["biometrics"][0].update(data=a["biometrics"][1]["data"]), errors.CaptureChainError),
        (lambda a: a["biometrics"][0].update(data="x.y"), errors.DeviceAnswerError),
        (lambda a: a["biometrics"][0].update(data=12), errors.DeviceAnswerError),
        (lambda a: a["biometrics"][0].update(error={"errorCode": "101"}), errors.NothingOnTheGlassError),
        (lambda a: a["biometrics"][0].update(error={"errorcode": "512"}), errors.DeviceOwnError),
        (lambda a: a.update(biometrics=[]), errors.DeviceAnswerError),
        (lambda a: a.update(biometrics="all"), errors.DeviceAnswerError),
    ],
)  # fmt: skip
def test_an_answer_is_believed_whole_or_not_at_all(
    spoil: Callable[[dict[str, Any]], Any], fault: type[errors.CaptureDeviceError]
) -> None:
    given = answer()
    spoil(given)
    with pytest.raises(fault):
        judged(given)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"registrationId": "another"}, errors.CaptureOfAnotherError),
        ({"timestamp": written(AT - timedelta(hours=2))}, errors.CaptureOfAnotherError),
        ({"timestamp": written(AT + timedelta(hours=2))}, errors.CaptureOfAnotherError),
        ({"timestamp": "2026-02-03T09:30:00"}, errors.DeviceAnswerError),
        ({"timestamp": "yesterday"}, errors.DeviceAnswerError),
        ({"purpose": "Auth"}, errors.CaptureOfAnotherError),
        ({"env": "Production"}, errors.CaptureOfAnotherError),
        ({"bioType": "Iris"}, errors.DeviceAnswerError),
        ({"bioSubType": "UNKNOWN"}, errors.DeviceAnswerError),
        ({"bioSubType": NAMES[9]}, errors.CaptureChainError),
        ({"qualityScore": "101"}, errors.DeviceAnswerError),
        ({"qualityScore": "good"}, errors.DeviceAnswerError),
        ({"digitalId": signed({"make": "M"})}, errors.DeviceSignatureError),
        ({"bioValue": "&&"}, errors.DeviceAnswerError),
    ],
)  # fmt: skip
def test_what_a_block_says_must_fit_what_was_asked(
    changes: dict[str, Any], fault: type[errors.CaptureDeviceError]
) -> None:
    with pytest.raises(fault):
        judged({"biometrics": [block(7, FIRST_HASH, b"index", **changes)[0]]})


def test_a_changed_byte_anywhere_in_a_signed_block_is_found() -> None:
    text = signed({"n": 1, "filler": "x" * 60})
    for part in (0, 1, 2):
        parts = text.split(".")
        parts[part] = ("A" if parts[part][20] != "A" else "B").join((parts[part][:20], parts[part][21:]))
        with pytest.raises((errors.DeviceSignatureError, errors.DeviceAnswerError, errors.DeviceNotTrustedError)):
            verified_block(".".join(parts), trusted=(MAKER,), at=AT)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS256"},
        {"alg": "RS256", "x5c": []},
        {"alg": "RS256", "x5c": ["!"]},
        {"alg": "RS256", "x5c": [7]},
        {"alg": "RS256", "typ": "XML"},
        {"alg": "RS256", "crit": ["b64"]},
    ],
)
def test_other_algorithms_and_headers_are_refused(header: dict[str, Any]) -> None:
    head, body, signature = signed({"n": 1}).split(".")
    kept = json.loads(base64.urlsafe_b64decode(head + "=="))
    forged = {**({"x5c": kept["x5c"]} if "x5c" not in header and header["alg"] != "RS256" else {}), **header}
    if "typ" in header or "crit" in header:
        forged["x5c"] = kept["x5c"]
    with pytest.raises(errors.DeviceSignatureError):
        verified_block(f"{url64(json.dumps(forged).encode())}.{body}.{signature}", trusted=(MAKER,), at=AT)


def test_a_weak_key_signs_nothing() -> None:
    weak = generate_private_key(65537, 1024)
    own = certificate("weak", weak, "maker", MAKER_KEY)
    with pytest.raises(errors.DeviceSignatureError):
        verified_block(signed_block({}, key=weak, certificates=(own,)), trusted=(MAKER,), at=AT)


def test_the_way_to_a_trusted_maker() -> None:
    assert verified_block(signed({"n": 1}, (DEVICE, MAKER)), trusted=(ROOT,), at=AT) == {"n": 1}
    for chain, trusted in (((DEVICE,), (ROOT,)), ((DEVICE,), ()), ((DEVICE, ROOT), (ROOT,))):
        with pytest.raises(errors.DeviceNotTrustedError):
            verified_block(signed({}, chain), trusted=trusted, at=AT)
    no_issuer = certificate("maker", MAKER_KEY, "root", ROOT_KEY)
    shallow = certificate("root", ROOT_KEY, "root", ROOT_KEY, ca=True, depth=0)
    with pytest.raises(errors.DeviceNotTrustedError):
        verified_block(signed({}, (DEVICE, no_issuer)), trusted=(ROOT,), at=AT)
    with pytest.raises(errors.DeviceNotTrustedError):
        verified_block(signed({}, (DEVICE, MAKER)), trusted=(shallow,), at=AT)


def test_certificates_count_only_on_their_days() -> None:
    for at in (AT - timedelta(days=30), AT + timedelta(days=400)):
        with pytest.raises(errors.DeviceCertificateError):
            verified_block(signed({}), trusted=(MAKER,), at=at)
    ended = certificate("maker", MAKER_KEY, "root", ROOT_KEY, ca=True, days=-1)
    with pytest.raises(errors.DeviceCertificateError):
        verified_block(signed({}), trusted=(ended,), at=AT)


def device(**changes: Any) -> dict[str, Any]:
    return {"deviceId": "1", "deviceStatus": "Ready", "deviceSubId": ["1", "2"], "specVersion": ["0.9.5"],
            "purpose": "Registration", "env": "Developer", **changes}  # fmt: skip


def test_devices_present_and_prove_themselves() -> None:
    who = {"serialNo": "S1", "make": "M", "model": "X", "type": "Finger"}
    (seen,) = discovered([{**device(), "digitalId": url64(json.dumps(who).encode()), "error": {"errorCode": "0"}}])
    (known,) = proven([{"deviceInfo": signed({**device(deviceSubId="1,2"), "digitalId": signed(who)})}],
                      trusted=(MAKER,), at=AT)  # fmt: skip
    assert (seen.serial_number, seen.sensors, seen.proven) == ("S1", (1, 2), False)
    assert (known.serial_number, known.sensors, known.proven) == ("S1", (1, 2), True)
    known.check_ready()
    for status, fault in (
        ("Busy", errors.DeviceBusyError), ("Not Ready", errors.DeviceNotReadyError),
        ("Not Registered", errors.DeviceNotRegisteredError),
    ):  # fmt: skip
        with pytest.raises(fault):
            replace(known, status=status).check_ready()
    with pytest.raises(errors.DeviceNotRegisteredError):
        replace(known, purpose="Auth").check_ready()


@pytest.mark.parametrize("given", [{}, "x", [1], [{"digitalId": "!"}], [{"digitalId": url64(b"[]")}]])
def test_what_is_no_list_of_devices_is_refused(given: object) -> None:
    with pytest.raises(errors.DeviceAnswerError):
        discovered(given)


def test_another_version_is_refused() -> None:
    with pytest.raises(errors.DeviceAnswerError, match=r"0\.9\.5"):
        discovered([{**device(specVersion=["1.0"]), "digitalId": url64(b"{}")}])


def test_a_busy_device_answers_with_its_state() -> None:
    with pytest.raises(errors.DeviceBusyError):
        judged([device(deviceStatus="Busy")])
    with pytest.raises(errors.DeviceTamperedError):
        judged([device(error={"errorCode": "103"})])


def test_every_published_number_has_its_own_words() -> None:
    said = set()
    for number, fault in errors.BY_NUMBER.items():
        with pytest.raises(fault):
            check_no_error({"errorCode": str(number)})
        said.add((fault.sentence, fault.next_step))
    assert len(said) == len(errors.BY_NUMBER) - 1, "106 and 202 both say that there is no device"
    assert str(errors.device_error("777").facts["number"]) == "777"
    check_no_error({"errorCode": "0"})
    check_no_error(None)


def test_a_chain_that_is_no_hash_is_refused() -> None:
    with pytest.raises(errors.CaptureChainError):
        chained("not hex", b"")
