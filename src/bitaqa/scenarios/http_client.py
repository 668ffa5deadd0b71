"""One person signed in at a program, over HTTP: session cookie, CSRF header, refusals as errors in words.

Real requests and nothing else: what a screen or a device would send. Requests that reach a program which was just
killed are sent again (the doors are idempotent, or the caller asks first); a refusal is never hidden.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx

from bitaqa.scenarios.errors import RefusedByProgramError

AGAIN_FOR_SECONDS = 60.0


class Session:
    """`csrf_cookie` is the name under which the program keeps the CSRF token. Safe to use from several threads."""

    def __init__(self, base_url: str, *, csrf_cookie: str, prefix: str = "", patient: bool = False) -> None:
        limits = httpx.Limits(max_connections=8, max_keepalive_connections=8)
        self._client = httpx.Client(base_url=base_url, timeout=120, trust_env=False, limits=limits)
        self._csrf_cookie, self._prefix, self.patient = csrf_cookie, prefix, patient
        self._lock = threading.Lock()

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, params=query or None)

    def post(self, path: str, body: Any = None) -> Any:
        return self.ask("POST", path, json={} if body is None else body)

    def patch(self, path: str, body: Any) -> Any:
        return self.ask("PATCH", path, json=body)

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, json=body)

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """The answer as Python values (None when empty). Raises RefusedByProgramError."""
        headers = {"Accept-Language": "en", "Referer": str(self._client.base_url)}
        with self._lock:
            token = self._client.cookies.get(self._csrf_cookie)
        if token:
            headers["X-CSRFToken"] = token
        answer = self._send(method, self._prefix + path, headers, given)
        if answer.status_code >= 400:
            raise refusal(method, path, answer)
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, headers: dict[str, str], given: dict[str, Any]) -> httpx.Response:
        until = time.monotonic() + AGAIN_FOR_SECONDS
        while True:
            try:
                return self._client.request(method, path, headers=headers, **given)
            except httpx.TransportError:
                if not self.patient or time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def close(self) -> None:
        self._client.close()


def refusal(method: str, path: str, answer: httpx.Response) -> RefusedByProgramError:
    """The program's own sentence where it gave one."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    reason = str(said.get("code", ""))
    words = str(said.get("sentence") or said.get("detail") or answer.text[:300])
    error = RefusedByProgramError(method=method, path=path, status=answer.status_code, reason=reason, said=words)
    error.reason = reason
    return error
