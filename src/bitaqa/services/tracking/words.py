"""Each phase in plain words: what is so, what happens next, and a sign. Papers as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.applications import PaperCode

from .domain import Phase


@dataclass(frozen=True, slots=True)
class Saying:
    title: Any
    next: Any
    icon: str
    tone: str


SAYINGS: Final[Mapping[Phase, Saying]] = {
    Phase.ON_ITS_WAY_TO_US: Saying(
        _("Your file is on its way to the register"), _("Look again in a few days."), "envelope-check", "go"
    ),
    Phase.CHECKING: Saying(
        _("Your file has arrived and is being checked"), _("You need do nothing now."), "search", "go"
    ),
    Phase.BRING_PAPERS: Saying(
        _("Your file is incomplete"), _("Bring the papers below to the visit named here."), "file-earmark-minus", "wait"
    ),
    Phase.COME_AGAIN: Saying(
        _("Your file must be completed or taken again"),
        _("Come to the visit named here with your receipt."),
        "arrow-counterclockwise",
        "wait",
    ),
    Phase.MAKING: Saying(
        _("Your request was accepted; the document is being made"), _("You need do nothing now."), "printer", "go"
    ),
    Phase.ON_ITS_WAY: Saying(
        _("Your card is made and on its way to the place of the visit"),
        _("Come to the visit with your receipt and your old card."),
        "truck",
        "go",
    ),
    Phase.WAITING_FOR_YOU: Saying(
        _("Your card is waiting for you"), _("Come to the visit with your receipt and your old card."), "geo-alt", "ok"
    ),
    Phase.ASK_US: Saying(
        _("Your card cannot be handed over at the moment"),
        _("Show your receipt at a station or an office: they will tell you why."),
        "question-circle",
        "wait",
    ),
    Phase.CORRECTING: Saying(
        _("A mistake on your card is being corrected"),
        _("The new card comes first in the queue. Come to the visit with your receipt."),
        "arrow-repeat",
        "go",
    ),
    Phase.HANDED_OVER: Saying(
        _("The card was handed over"),
        _("If you did not receive it, tell a station or an office at once."),
        "person-check",
        "ok",
    ),
    Phase.REPORTED: Saying(
        _("The card was handed over, then reported lost or stolen: it is not valid"),
        _("Ask for a duplicate at any visit. If you found it, show it at an office before using it."),
        "shield-exclamation",
        "stop",
    ),
    Phase.SIGNED: Saying(
        _("Your certificate is signed"),
        _("Ask for it at a station or an office with your receipt. Anyone can check it by the code printed on it."),
        "patch-check",
        "ok",
    ),
    Phase.REFUSED: Saying(
        _("Your request was refused"),
        _("A letter says why, and how and until when to appeal. Ask for it where you applied."),
        "x-octagon",
        "stop",
    ),
    Phase.WITHDRAWN: Saying(
        _("The request was withdrawn"), _("You may apply again at any visit."), "arrow-return-left", "calm"
    ),
    Phase.NEVER_COMPLETED: Saying(
        _("The request ended: the missing papers did not come"),
        _("You may apply again with all the papers."),
        "calendar-x",
        "stop",
    ),
    Phase.NOT_COLLECTED: Saying(
        _("The card was not collected and was destroyed"),
        _("You may apply again at any visit."),
        "clock-history",
        "stop",
    ),
    Phase.CLOSED: Saying(
        _("The request is closed"), _("Ask at a station or an office, with the receipt."), "archive", "calm"
    ),
}

PAPERS: Final[Mapping[str, Any]] = {
    PaperCode.BIRTH_RECORD.value: _("Birth record"),
    PaperCode.RESIDENCE_CERTIFICATE.value: _("Certificate of residence"),
    PaperCode.OLD_CARD.value: _("Your old card"),
    PaperCode.DECLARATION_OF_LOSS.value: _("Declaration of loss"),
    PaperCode.GUARDIAN_CARD.value: _("Card of the legal representative"),
    PaperCode.GUARDIANSHIP_ACT.value: _("Act of guardianship or kafala"),
    PaperCode.PROOF_OF_CHANGE.value: _("Proof of the change"),
}


def paper_in_words(code: str) -> Any:
    """The paper's name; its code when this version does not know it."""
    return PAPERS.get(code, code)
