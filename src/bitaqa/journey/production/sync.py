"""What a station's counter asks of production over the signed line: keys of one session with one chip."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.packet.register_look import seal_register_answer
from bitaqa.journey.intake.door import StationCaller, of_station

from .acts.allow_pins import allow_pin, read_pin_question


@require_POST
@of_station()
def pin_session(request: HttpRequest, caller: StationCaller) -> HttpResponse:
    """The session in which a recognised holder's PIN goes onto their chip, sealed to the station that asks."""
    question = read_pin_question(request.body)
    answer = allow_pin(question, station=caller.station.id, epoch=caller.request.epoch)
    sealed = seal_register_answer(
        answer.to_map(), station=caller.station.id, epoch=caller.request.epoch, look=question.ask,
        recipient=caller.sealing_key, signer=signer("centre"), purpose="pin-session",
    )  # fmt: skip
    return HttpResponse(sealed, content_type="application/cbor")


app_name = "production-sync"
urlpatterns = [path("pin", pin_session, name="pin-session")]
