"""Requests are read to their end before they are answered, so that the line may carry the next one.

A view that takes no body leaves it unread; the server then closes the line after its answer, and whatever the browser
or the device sends next on it is lost ("server disconnected"). What is left of a body is read here, up to a bound:
someone who sends megabytes to a door that refused them is cut off as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES: Final = 256 * 1024
_PIECE: Final = 64 * 1024


def reads_whole_body(application: WSGIApplication) -> WSGIApplication:
    """`application`, with at most `MOST_BYTES` of what it left unread read after it answered."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = application(environ, start_response)
        body: Any = environ["wsgi.input"]
        left = MOST_BYTES
        while left > 0 and (piece := body.read(min(_PIECE, left))):
            left -= len(piece)
        return answer

    return serve
