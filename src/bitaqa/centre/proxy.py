"""What a trusted proxy in front of the centre tells of a request: whose address it came from, and that it came by TLS.

Limits on sign-in and tracking count by address, so an address that anybody may claim would be no limit: headers are
believed only when the connection itself comes from a proxy named in the settings, and only the last address that no
trusted proxy wrote. Without the settings (the default) every such header is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


class ProxyMiddleware:
    """First of all: after it, `REMOTE_ADDR` and `request.is_secure()` are what the rest of the program may rely on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = read_networks(settings.BITAQA_PROXIES)
        self.address_key = _meta_key(settings.BITAQA_PROXY_ADDRESS_HEADER)
        self.scheme_key = _meta_key(settings.BITAQA_PROXY_SCHEME_HEADER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_trusted(request.META.get("REMOTE_ADDR", ""), self.trusted):
            if self.address_key:
                told = str(request.META.get(self.address_key, ""))
                request.META["REMOTE_ADDR"] = client_address(request.META["REMOTE_ADDR"], told, self.trusted)
            if self.scheme_key and request.META.get(self.scheme_key, "").strip().lower() == "https":
                request.META["wsgi.url_scheme"] = "https"  # WSGI's own word for it; Django reads it there
        return self.get_response(request)


def read_networks(words: Iterable[str]) -> tuple[Network, ...]:
    """Networks and single addresses. Raises ValueError for what is neither: a typing error must not trust everyone."""
    return tuple(ip_network(word.strip()) for word in words if word.strip())


def is_trusted(address: str, trusted: Iterable[Network]) -> bool:
    found = _address(address)
    return found is not None and any(found in network for network in trusted if network.version == found.version)


def client_address(peer: str, told: str, trusted: tuple[Network, ...]) -> str:
    """The last address of the list which is not one of our proxies; `peer` when the list says nothing usable.

    Each proxy adds, on the right, whom it heard. What stands left of the first stranger was written by that stranger.
    """
    for word in reversed(told.split(",")):
        found = _address(word.strip())
        if found is None:
            return peer
        if not is_trusted(str(found), trusted):
            return str(found)
        peer = str(found)
    return peer


def _address(word: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(word)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _meta_key(header: str) -> str:
    """`X-Forwarded-For` as Django's META names it; empty when there is none."""
    return "HTTP_" + header.strip().upper().replace("-", "_") if header.strip() else ""
