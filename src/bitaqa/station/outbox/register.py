"""Asking the register about one card, while its holder stands at the desk. Never required, never long.

The wait is short and known; a station that has not heard the centre lately does not try by itself. Nothing of the
answer is kept here: it goes into the draft. Refuses (as facts, not as failures): no line, limits, no person to tell of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Literal

import httpx
from pydantic import ValidationError

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.register_look import open_register_answer
from bitaqa.foundation.packet.statement import statement_signer
from bitaqa.foundation.rules.register_look import RegisterFacts, RegisterQuestion, WhyNot
from bitaqa.station import keys
from bitaqa.station.desk.door import centre_verifier, identity, real_now

from .client import Centre
from .errors import (
    CentreAnswerError,
    CentreRefusedError,
    CentreUnreachableError,
    RegisterCardNotInHandError,
    RegisterClosedError,
    RegisterHolderDiedError,
    RegisterKnowsNobodyError,
    RegisterLimitError,
    RegisterLookError,
    RegisterNumbersDifferError,
    RegisterOfflineError,
)
from .models import Link

PATIENCE = httpx.Timeout(6.0, connect=2.0)
"""When someone asked; the screen says so."""
LITTLE_PATIENCE = httpx.Timeout(2.0, connect=1.0)
"""When the program tries by itself, between two keys of a renewal."""
HEARD_LATELY = timedelta(seconds=90)

transports: Callable[[], httpx.BaseTransport | None] = lambda: None  # noqa: E731 - replaced whole by tests
_WHY: Mapping[WhyNot, type[RegisterLookError]] = {
    WhyNot.UNKNOWN: RegisterKnowsNobodyError,
    WhyNot.NUMBERS_DIFFER: RegisterNumbersDifferError,
    WhyNot.NOT_IN_HAND: RegisterCardNotInHandError,
    WhyNot.DIED: RegisterHolderDiedError,
}


def register_patience(*, little: bool = False) -> httpx.Timeout:
    """How long a look may take: `little` when nobody asked for it."""
    return LITTLE_PATIENCE if little else PATIENCE


def centre_heard_lately() -> bool:
    """Whether the last round reached the centre, and not long ago: then a look costs a moment and not a wait."""
    link = Link.objects.filter(pk=1).first()
    return bool(link and not link.trouble and link.last_ok_at and abs(real_now() - link.last_ok_at) < HEARD_LATELY)


def ask_register(
    *, document_type: str, document_number: str, national_number: str, read_from: Literal["mrz", "barcode"],
    operator: str, patience: httpx.Timeout = PATIENCE,
) -> RegisterFacts:  # fmt: skip
    """What the register holds of the card's holder. Raises a RegisterLookError, StationLockedError.

    Call it outside any transaction: the line may be slow, and other desks write meanwhile.
    """
    question = RegisterQuestion(
        look=new_id(), document_type=document_type, document_number=document_number, national_number=national_number,
        read_from=read_from, operator=operator,
    )  # fmt: skip
    try:
        with Centre(transports(), timeout=patience) as centre:
            facts = _opened(centre.look(encode(question.to_map())), question)
    except CentreUnreachableError:
        raise RegisterOfflineError() from None
    except CentreRefusedError as refused:
        raise {403: RegisterClosedError, 429: RegisterLimitError}.get(
            refused.facts["status"], RegisterLookError
        )() from None
    except CentreAnswerError:
        raise RegisterLookError() from None
    if facts.because is not None:
        raise _WHY[facts.because]()
    return facts


def _opened(data: bytes, question: RegisterQuestion) -> RegisterFacts:
    place = identity()
    try:
        verifier = centre_verifier(statement_signer(data))
        if verifier is None:
            raise CentreAnswerError()
        body = open_register_answer(
            data, verifier=verifier, opening_key=keys.unlocked().opening, station=place.station, epoch=place.epoch,
            look=question.look,
        )  # fmt: skip
        return RegisterFacts.model_validate(body)
    except (PacketError, ValidationError):
        raise CentreAnswerError() from None
