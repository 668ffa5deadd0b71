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

AGAIN_FOR_SECONDS = 90.0
COMING_UP = (502, 503)
DONE_BEFORE = (404, 409, 422)


class Session:
    """`csrf_cookie` is the name under which the program keeps the CSRF token. Safe to use from several threads."""

    def __init__(self, base_url: str, *, csrf_cookie: str, prefix: str = "", patient: bool = False) -> None:
        limits = httpx.Limits(max_connections=8, max_keepalive_connections=8)
        self._client = httpx.Client(base_url=base_url, timeout=600, trust_env=False, limits=limits)
        self._csrf_cookie, self._prefix, self.patient = csrf_cookie, prefix, patient
        self._lock = threading.Lock()

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, params=query or None)

    def text(self, path: str) -> str:
        """A file the program answers, as text. Raises RefusedByProgramError."""
        answer, _sent = self._send("GET", self._prefix + path, {"Referer": str(self._client.base_url)}, {})
        if answer.status_code >= 400:
            raise refusal("GET", path, answer)
        return answer.text

    def post(self, path: str, body: Any = None, *, once: bool = False) -> Any:
        """`once`: an act that a second request would find done; refused after a broken line, it was done: None.

        A program says so in its own way: no such proposal any more (404), done already (409), nothing here to do it
        to (422).
        """
        return self.ask("POST", path, once=once, json={} if body is None else body)

    def patch(self, path: str, body: Any) -> None:
        """Answers nothing: who wants to see what was changed asks for it."""
        self.ask("PATCH", path, json=body)

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, json=body)

    def ask(self, method: str, path: str, *, once: bool = False, **given: Any) -> Any:
        """The answer as Python values (None when empty). Raises RefusedByProgramError."""
        headers = {"Accept-Language": "en", "Prefer": "return=minimal", "Referer": str(self._client.base_url)}
        with self._lock:
            token = self._client.cookies.get(self._csrf_cookie)
        if token:
            headers["X-CSRFToken"] = token
        answer, sent = self._send(method, self._prefix + path, headers, given)
        if answer.status_code in DONE_BEFORE and once and sent > 1:
            return None
        if answer.status_code >= 400:
            raise refusal(method, path, answer)
        return answer.json() if answer.content else None

    def _send(
        self, method: str, path: str, headers: dict[str, str], given: dict[str, Any]
    ) -> tuple[httpx.Response, int]:
        """(the answer, how often it was sent): a program that was killed comes back, and is asked again."""
        until, sent = time.monotonic() + AGAIN_FOR_SECONDS, 0
        while True:
            sent += 1
            try:
                answer = self._client.request(method, path, headers=headers, **given)
                if answer.status_code not in COMING_UP or not self.patient or time.monotonic() > until:
                    return answer, sent
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
