"""What stations ask over HTTP: hello, packets whole or in pieces, answers, the field pack, one card's facts.

Every request is signed by the station's key; every answer about packets is signed by the centre. All requests are
idempotent (a look in the register is answered once) and what they return is signed or sealed, so a request replayed by
an eavesdropper changes and opens nothing. `hello` accepts any clock, so that a station a year off learns the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Access, Audience, refusal_for_machines
from bitaqa.backbone.clock import now
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.answers import Answer, sign_answers
from bitaqa.foundation.packet.bundle import read_bundle
from bitaqa.foundation.packet.keys import SealingKey
from bitaqa.foundation.packet.register_look import seal_register_answer
from bitaqa.foundation.packet.sealed import MAX_PACKET_SIZE
from bitaqa.foundation.packet.statement import sign_statement
from bitaqa.foundation.packet.wire import SignedRequest, read_request, verify_request
from bitaqa.journey.planning.door import newest_field_pack
from bitaqa.records.stations.door import StationRevokedError, StationValue, get_epoch, get_station

from . import spool
from .answering import answers_after
from .errors import NothingSentError
from .looking import answer_look, read_question
from .queries import head_of
from .receiving import Sender, receive_packet, receive_packets

CBOR = "application/cbor"
TOLERANCE = timedelta(minutes=10)
ANY_CLOCK = timedelta(days=36500)
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Caller:
    """The station that signed the request."""

    station: StationValue
    request: SignedRequest
    sealing_key: SealingKey

    @property
    def sender(self) -> Sender:
        return Sender(self.station.id, self.request.epoch)


def of_station(*, tolerance: timedelta = TOLERANCE) -> Callable[..., Any]:
    """Hands the view the station that signed the request; refusals are JSON with a code and a sentence."""

    def decorate(view: Callable[Concatenate[HttpRequest, Caller, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, _caller(request, tolerance), *args, **kwargs)
            except BitaqaError as error:
                return refusal_for_machines(error)

        wrapper.access = Access(Audience.OWN_CHECK)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _caller(request: HttpRequest, tolerance: timedelta) -> Caller:
    claimed = read_request(request.headers)
    epoch = get_epoch(claimed.station, claimed.epoch)
    verify_request(
        claimed,
        method=request.method or "",
        path=request.get_full_path(),
        body=request.body,
        verifier=epoch.verifier,
        now=_wire_now(claimed.at),
        tolerance=tolerance,
    )
    station = get_station(claimed.station)
    if station.revoked:
        raise StationRevokedError(station=station.code)
    return Caller(station, claimed, epoch.sealing_key)


def _wire_now(claimed: datetime) -> datetime:
    """Requests are judged by real time; a played campaign also accepts the played time that its stations show."""
    real = datetime.now(UTC)
    if settings.BITAQA_CLOCK == "scenario" and abs(claimed - now()) < abs(claimed - real):
        return now()
    return real


def _signed(answers: Sequence[Answer], *, cursor: int | None = None) -> HttpResponse:
    response = HttpResponse(sign_answers(answers, signer=signer("centre")), content_type=CBOR)
    if cursor is not None:
        response.headers["Bitaqa-Cursor"] = str(cursor)
    return response


@require_GET
@of_station(tolerance=ANY_CLOCK)
def hello(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The centre's time and what it holds of the station's chain, signed."""
    head = head_of(caller.station.id, caller.request.epoch)
    told = {
        "station": caller.station.id,
        "epoch": caller.request.epoch,
        "current_epoch": caller.station.epoch,
        "centre_time": now(),
        "real_time": datetime.now(UTC),
        "last_sequence": head.sequence,
        "last_hash": head.hash,
        "gaps": [list(run) for run in head.gaps],
    }
    return HttpResponse(sign_statement("hello", told, signer=signer("centre")), content_type=CBOR)


@require_POST
@of_station()
def packets(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One whole sealed packet; the answer is `stored`, signed."""
    if not request.body:
        raise NothingSentError()
    return _signed([receive_packet(request.body, sender=caller.sender)])


@require_POST
@of_station()
def bundles(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Several whole packets; one `stored` for each that is a packet, signed together. Bytes that are none are kept in
    quarantine and not answered: the station sends them again alone and hears why."""
    return _signed(receive_packets(read_bundle(request.body), sender=caller.sender))


@require_http_methods(["GET", "PATCH"])
@of_station()
def upload(request: HttpRequest, caller: Caller, digest: str) -> HttpResponse:
    """A packet in pieces: GET says how much is held, PATCH adds; the last piece answers `stored`, signed."""
    name = bytes.fromhex(digest)
    if request.method == "GET":
        return JsonResponse({"offset": spool.upload_offset(name)})
    try:
        offset, length = int(request.headers["Upload-Offset"]), int(request.headers["Upload-Length"])
    except (KeyError, ValueError):
        raise NothingSentError() from None
    # Nothing more to send is a request too: the last piece was held, then the centre died before it answered.
    if (not request.body and not 0 < offset == length) or length > MAX_PACKET_SIZE:
        raise NothingSentError()
    whole = spool.add_piece(name, offset=offset, length=length, piece=request.body)
    if whole is None:
        return JsonResponse({"offset": spool.upload_offset(name)})
    stored = receive_packet(whole, sender=caller.sender)
    spool.drop_upload(name)
    return _signed([stored])


@require_GET
@of_station()
def answers(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The answers after `?after=`; the new cursor stands in the header Bitaqa-Cursor."""
    try:
        after = max(0, int(request.GET.get("after", "0")))
    except ValueError:
        after = 0
    found, cursor = answers_after(caller.station.id, after, centre_time=now())
    return _signed(found, cursor=cursor)


@require_GET
@of_station()
def field_pack(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The newest field pack when it is newer than `?have=`, sealed to the station; else 204."""
    try:
        have = max(0, int(request.GET.get("have", "0")))
    except ValueError:
        have = 0
    data = newest_field_pack(caller.station.id, have=have, at=now())
    if data is None:
        return HttpResponse(status=204)
    return HttpResponse(data, content_type="application/octet-stream")


@require_POST
@of_station()
def register_look(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What the register holds of one card presented for renewal, sealed to the station that asks."""
    question = read_question(request.body)
    facts = answer_look(question, sender=caller.sender)
    sealed = seal_register_answer(
        facts.to_map(), station=caller.station.id, epoch=caller.request.epoch, look=question.look,
        recipient=caller.sealing_key, signer=signer("centre"),
    )  # fmt: skip
    return HttpResponse(sealed, content_type=CBOR)
