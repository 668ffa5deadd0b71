"""Behind a proxy: whose address counts, by whose word, and what a reader who lies about it gains (nothing)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bitaqa.centre.proxy import ProxyMiddleware, client_address, read_networks

Seen = Callable[..., tuple[str, bool]]


@pytest.fixture
def seen(settings: Any) -> Seen:
    """`seen(peer, header…)`: the address and the scheme the program sees."""
    settings.BITAQA_PROXIES = ("127.0.0.1", "10.0.0.0/8", "::1")
    settings.BITAQA_PROXY_ADDRESS_HEADER = "X-Forwarded-For"
    settings.BITAQA_PROXY_SCHEME_HEADER = "X-Forwarded-Proto"

    def look(peer: str, **headers: str) -> tuple[str, bool]:
        heard: list[HttpRequest] = []

        def view(request: HttpRequest) -> HttpResponse:
            heard.append(request)
            return HttpResponse()

        given = {name.replace("_", "-"): value for name, value in headers.items()}
        ProxyMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=given))
        return heard[0].META["REMOTE_ADDR"], heard[0].is_secure()

    return look


def test_a_trusted_proxy_is_believed(seen: Seen) -> None:
    assert seen("127.0.0.1", X_Forwarded_For="196.0.2.7", X_Forwarded_Proto="https") == ("196.0.2.7", True)
    assert seen("127.0.0.1", X_Forwarded_For="196.0.2.7, 10.1.2.3") == ("196.0.2.7", False), "two of ours in a row"
    assert seen("::1", X_Forwarded_For="2001:db8::7") == ("2001:db8::7", False)
    assert seen("::ffff:127.0.0.1", X_Forwarded_For="::ffff:196.0.2.7") == ("196.0.2.7", False)


def test_a_reader_who_comes_directly_cannot_choose_an_address(seen: Seen) -> None:
    assert seen("196.0.2.7", X_Forwarded_For="1.1.1.1", X_Forwarded_Proto="https") == ("196.0.2.7", False)


def test_what_a_reader_wrote_before_the_proxy_does_not_count(seen: Seen) -> None:
    for forged in ("1.1.1.1", "127.0.0.1", "10.9.9.9", "1.1.1.1, 127.0.0.1", "rubbish"):
        assert seen("127.0.0.1", X_Forwarded_For=f"{forged}, 196.0.2.7") == ("196.0.2.7", False), forged


def test_a_header_without_an_address_leaves_the_connections_own(seen: Seen) -> None:
    for told in ("", "unknown", "196.0.2.7:443", "196.0.2.7, rubbish"):
        assert seen("127.0.0.1", X_Forwarded_For=told)[0] == "127.0.0.1"
    assert client_address("127.0.0.1", "10.0.0.4", read_networks(["127.0.0.1", "10.0.0.0/8"])) == "10.0.0.4"


def test_nothing_is_believed_unless_told(settings: Any, seen: Seen) -> None:
    settings.BITAQA_PROXIES = ()
    assert seen("127.0.0.1", X_Forwarded_For="1.1.1.1", X_Forwarded_Proto="https") == ("127.0.0.1", False)
    settings.BITAQA_PROXIES = ("127.0.0.1",)
    settings.BITAQA_PROXY_ADDRESS_HEADER = settings.BITAQA_PROXY_SCHEME_HEADER = ""
    assert seen("127.0.0.1", X_Forwarded_For="1.1.1.1", X_Forwarded_Proto="https") == ("127.0.0.1", False)


def test_a_network_written_wrong_stops_the_program(settings: Any) -> None:
    for wrong in ("everyone", "10.0.0.1/8", "10.0.0.0/33"):
        settings.BITAQA_PROXIES = (wrong,)
        with pytest.raises(ValueError):
            ProxyMiddleware(lambda request: HttpResponse())


def test_the_middleware_is_first_and_believes_nobody_by_default() -> None:
    from django.conf import settings as own

    assert own.MIDDLEWARE[0] == "bitaqa.centre.proxy.ProxyMiddleware"
    assert (own.BITAQA_PROXIES, own.BITAQA_PROXY_ADDRESS_HEADER, own.BITAQA_PROXY_SCHEME_HEADER) == ((), "", "")
