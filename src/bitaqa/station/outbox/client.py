"""The station's side of `/sync/v1/`: signed requests, timeouts, resumable uploads; nothing here decides anything.

Raises CentreUnreachableError when the line fails (the round stops: everything else would fail too) and
CentreRefusedError when the centre answers and does not take it (the next packet is tried).
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from bitaqa.foundation.packet.bundle import pack_bundle
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.statement import read_statement, statement_signer
from bitaqa.foundation.packet.wire import sign_request
from bitaqa.station import keys
from bitaqa.station.desk.door import centre_verifiers, identity, real_now
from bitaqa.station.software import software

from .errors import CentreAnswerError, CentreRefusedError, CentreUnreachableError

CHUNK = 256 * 1024
RESUME_FROM = 1024 * 1024
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class Hello:
    """`centre_time` is signed; `field_pack` is the serial of the newest pack (0: none yet)."""

    centre_time: datetime
    field_pack: int
    heads: Any


class Centre:
    """One connection to the centre for one round."""

    def __init__(self, transport: httpx.BaseTransport | None = None, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._client = httpx.Client(
            base_url=settings.BITAQA_CENTRE_URL,
            timeout=timeout,
            transport=transport,
            verify=_authorities(),
            headers={"User-Agent": software()},
            trust_env=False,
        )
        self._place = identity()
        self.moved = 0
        """Bytes that went over the line so far, both ways, whatever came of them: a data plan counts them all."""
        self.trusted = centre_verifiers()
        """The centre's keys by id, as they stood when the round began."""

    def __enter__(self) -> Centre:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._client.close()

    def hello(self) -> Hello:
        answer = self._ask("GET", "/sync/v1/hello")
        said = self._signed(answer.content, "hello")
        match said:
            case {"centre_time": datetime() as at}:
                serial = said.get("field_pack") or 0
                return Hello(at, serial if isinstance(serial, int) else 0, said.get("heads"))
        raise CentreAnswerError()

    def send(self, data: bytes, digest: bytes, *, resume: bool) -> bytes:
        """Signed answers about this packet. Large packets, and those whose POST broke, go in chunks."""
        if len(data) <= RESUME_FROM and not resume:
            return self._ask("POST", "/sync/v1/packets", data).content
        path = f"/sync/v1/uploads/{digest.hex()}"
        offset = _offset(self._ask("GET", path))
        while True:
            chunk = data[offset : offset + CHUNK]
            headers = {"Upload-Offset": str(offset), "Upload-Length": str(len(data))}
            answer = self._ask("PATCH", path, chunk, headers)
            if not answer.headers.get("content-type", "").startswith("application/json"):
                return answer.content
            reached = _offset(answer)
            if reached <= offset:
                raise CentreRefusedError(status="upload stuck")
            offset = reached

    def send_bundle(self, packets: Sequence[bytes]) -> bytes:
        """Signed answers about those the centre could read as packets."""
        return self._ask("POST", "/sync/v1/bundles", pack_bundle(packets)).content

    def answers(self, after: str) -> tuple[bytes, str]:
        """(signed answers, new cursor)."""
        answer = self._ask("GET", f"/sync/v1/answers?after={after}")
        return answer.content, answer.headers.get("Bitaqa-Cursor", after)

    def field_pack(self, have: int) -> bytes | None:
        answer = self._ask("GET", f"/sync/v1/field-pack?have={have}")
        return answer.content if answer.status_code == 200 and answer.content else None

    def look(self, question: bytes) -> bytes:
        """The register's sealed answer about one card."""
        return self._ask("POST", "/sync/v1/register", question).content

    def pin_session(self, question: bytes) -> bytes:
        """The centre's sealed answer about the chip on the reader."""
        return self._ask("POST", "/sync/v1/pin", question).content

    def _ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> httpx.Response:
        signed = sign_request(
            method=method,
            path=path,
            body=body,
            station=self._place.station,
            epoch=self._place.epoch,
            at=_request_time(),
            nonce=secrets.token_bytes(16),
            signer=keys.unlocked().signer,
        )
        kind = {"Content-Type": "application/octet-stream"} if body else {}
        self.moved += len(body)
        try:
            answer = self._client.request(method, path, content=body, headers={**signed, **kind, **(headers or {})})
        except httpx.HTTPError:
            raise CentreUnreachableError() from None
        self.moved += len(answer.content)
        if answer.status_code in (502, 503, 504):
            raise CentreUnreachableError()
        if answer.status_code >= 400:
            raise CentreRefusedError(status=answer.status_code)
        return answer

    def _signed(self, data: bytes, purpose: str) -> Any:
        try:
            verifier = self.trusted.get(statement_signer(data))
            if verifier is None:
                raise CentreAnswerError()
            return read_statement(data, purpose=purpose, verifier=verifier)
        except PacketError:
            raise CentreAnswerError() from None


@cache
def _authorities() -> ssl.SSLContext:
    """Read once: a hundred certificates for every round would cost more than the round."""
    return httpx.create_ssl_context(trust_env=False)


def _request_time() -> datetime:
    """Requests are signed by the machine's own clock; a played date never reaches the wire."""
    return real_now()


def _offset(answer: httpx.Response) -> int:
    try:
        return max(0, int(answer.json()["offset"]))
    except (ValueError, KeyError, TypeError):
        raise CentreAnswerError() from None
