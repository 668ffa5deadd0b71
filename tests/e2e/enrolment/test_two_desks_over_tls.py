"""Two desks of one station over TLS: both trust its private authority and nothing else, enrol at once, both seal."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from e2e.station import PINS, RunningStation, free_port
from station_env.centre import VISIT
from station_env.machine import Machine

NAME = "settat-1.desks.test"
"""What the other machines of the vehicle call the station."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStation]:
    one = RunningStation(tmp_path_factory.mktemp("station"), free_port(), tls=True)
    one.prepare()
    one.manage("init_station", "settat-1", "--again", "--host", NAME)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def enrolled(desk: Machine, person: dict[str, Any], seed: str) -> str:
    identity = {key: value for key, value in person.items() if key not in ("douar", "mother")}
    return desk.enrol(identity, visit=str(VISIT), seed=seed)


def new_desk(station: RunningStation, name: str) -> Machine:
    """The head reads a code out; the new machine types it and keeps its cookie."""
    head = Machine(station)
    head.sign_in("head.salma", PINS["head.salma"])
    page = head.form("/desks/", {"name": name}, follow=True).text
    [code] = {word for word in page.replace("<", " ").replace(">", " ").split() if _is_code(word)}
    desk = Machine(station)
    desk.form("/desks/enrol/", {"code": code})
    cookie = desk.http.cookies.get("bitaqa_desk") or ""
    assert cookie, "the code was accepted"
    head.http.close()
    return desk


def _is_code(word: str) -> bool:
    return len(word) == 10 and set(word) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_two_desks_enrol_at_once_over_tls_and_both_seal(served: RunningStation) -> None:
    one, two = new_desk(served, "Desk 1"), new_desk(served, "Desk 2")
    at = [desk.sign_in(who, PINS[who])["desk"] for desk, who in ((one, "op.amina"), (two, "op.driss"))]
    assert at == ["Desk 1", "Desk 2"]
    together = threading.Barrier(2)

    def serve(desk: Machine, who: str, seed: str) -> dict[str, Any]:
        draft = enrolled(desk, served.facts[who], seed)
        together.wait(120)
        return desk.seal(draft)

    with ThreadPoolExecutor(2) as hands:
        first, second = (
            hands.submit(serve, desk, who, seed) for desk, who, seed in ((one, "fresh", "8"), (two, "owner", "6"))
        )
        sealed = [first.result(), second.result()]
    assert sorted(each["sequence"] for each in sealed) == [1, 2]
    assert len({each["receipt_number"] for each in sealed}) == 2
    packets = {body.application: body for body in served.packets()}  # type: ignore[union-attr]
    assert {str(id_) for id_ in packets} == {each["application"] for each in sealed}
    assert {body.operator for body in packets.values()} == {"op.amina", "op.driss"}  # type: ignore[union-attr]
    cookies = {cookie.name: cookie for cookie in one.http.cookies.jar}
    for name in ("bitaqa_desk", "bitaqa_station", "bitaqa_station_csrf"):
        assert cookies[name].secure, f"{name} never travels in clear"
    one.http.close()
    two.http.close()


def test_a_desk_has_a_secure_origin_a_camera_accepts_and_nobody_elses_certificate(served: RunningStation) -> None:
    shown = _certificate(served, NAME)
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {*names.get_values_for_type(x509.DNSName)} == {NAME, "localhost"}
    assert {str(each) for each in names.get_values_for_type(x509.IPAddress)} == {"127.0.0.1", "::1"}
    usage = shown.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    left = shown.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=300) < left <= timedelta(days=398), "browsers refuse certificates of longer life"
    for stranger in ("another.test", "settat-2.desks.test"):
        with pytest.raises(ssl.SSLCertVerificationError):
            _certificate(served, stranger)
    with pytest.raises(ssl.SSLCertVerificationError):
        _certificate(served, NAME, context=ssl.create_default_context())
    request = json.loads((served.home / "request.json").read_text())
    authority = x509.load_pem_x509_certificate((served.home / "tls" / "authority.pem").read_bytes())
    from cryptography.hazmat.primitives.serialization import Encoding

    assert bytes.fromhex(request["desk_tls"]) == authority.public_bytes(Encoding.DER), "it travels to the centre"
    desk = Machine(served)
    desk.sign_in("op.amina", PINS["op.amina"])
    page = desk.http.get("/enrolment/")
    policy = page.headers["Permissions-Policy"]
    assert "camera=(self)" in policy and page.headers["Content-Security-Policy"]
    desk.http.close()


def _certificate(station: RunningStation, name: str, *, context: ssl.SSLContext | None = None) -> x509.Certificate:
    with (
        socket.create_connection(("127.0.0.1", station.port), timeout=60) as line,
        (context or station.trust()).wrap_socket(line, server_hostname=name) as secure,
    ):
        shown = secure.getpeercert(binary_form=True)
        assert shown is not None and secure.version() in ("TLSv1.2", "TLSv1.3")
        return x509.load_der_x509_certificate(shown)
