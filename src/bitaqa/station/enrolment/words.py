"""Words for the codes of an enrolment, in the reader's language or, for paper, in Arabic and French at once."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.matching.quality import FINDING_SENTENCES
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, PaperCode, Priority, Recapture
from bitaqa.foundation.rules.country import DocumentType
from bitaqa.ui.formats import money_text

KINDS: Final[dict[str, Any]] = {
    ApplicationKind.FIRST.value: _("First issue"),
    ApplicationKind.RENEWAL.value: _("Renewal"),
    ApplicationKind.DUPLICATE.value: _("Duplicate"),
    ApplicationKind.CORRECTION.value: _("Correction"),
}
GROUNDS: Final[dict[str, Any]] = {
    Ground.NONE.value: _p("ground", "No card before"),
    Ground.EXPIRY.value: _p("ground", "The card expires"),
    Ground.NAME_CHANGE.value: _p("ground", "The name changed"),
    Ground.BIRTH_DATA_CHANGE.value: _p("ground", "Birth data changed"),
    Ground.ADDRESS_CHANGE.value: _p("ground", "The address changed"),
    Ground.MARITAL_MENTION.value: _p("ground", "Marital mention"),
    Ground.AGE_TWELVE.value: _p("ground", "The holder turned twelve"),
    Ground.LOSS.value: _p("ground", "Lost"),
    Ground.THEFT.value: _p("ground", "Stolen"),
    Ground.DAMAGE.value: _p("ground", "Damaged"),
    Ground.OUR_ERROR.value: _p("ground", "Our error"),
    Ground.HOLDER_ERROR.value: _p("ground", "Error of the holder"),
}
PAPERS: Final[dict[str, Any]] = {
    PaperCode.BIRTH_RECORD.value: _p("paper", "Birth record"),
    PaperCode.RESIDENCE_CERTIFICATE.value: _p("paper", "Residence certificate"),
    PaperCode.OLD_CARD.value: _p("paper", "Old card"),
    PaperCode.DECLARATION_OF_LOSS.value: _p("paper", "Declaration of loss or theft"),
    PaperCode.GUARDIAN_CARD.value: _p("paper", "Card of the legal representative"),
    PaperCode.GUARDIANSHIP_ACT.value: _p("paper", "Guardianship or kafala act"),
    PaperCode.PROOF_OF_CHANGE.value: _p("paper", "Proof of the change"),
}
PAPER_SOURCES: Final[dict[str, Any]] = {
    PaperCode.BIRTH_RECORD.value: _("civil-status office of the commune of birth"),
    PaperCode.RESIDENCE_CERTIFICATE.value: _("local authority of the place of residence"),
    PaperCode.DECLARATION_OF_LOSS.value: _("nearest police station or gendarmerie brigade"),
    PaperCode.GUARDIANSHIP_ACT.value: _("family court"),
    PaperCode.PROOF_OF_CHANGE.value: _("civil-status office or court that noted the change"),
}
PRIORITIES: Final[dict[str, Any]] = {
    Priority.NONE.value: _p("priority", "None"),
    Priority.ELDERLY.value: _p("priority", "Elderly person"),
    Priority.SPECIAL_NEEDS.value: _p("priority", "Special needs"),
    Priority.EXAM.value: _p("priority", "Pupil with an exam"),
    Priority.CORRECTION.value: _p("priority", "Our correction"),
}
SEXES: Final[dict[str, Any]] = {
    "F": _p("sex", "Female"),
    "M": _p("sex", "Male"),
    "X": _p("sex", "Not specified"),
}
FINGERS: Final[dict[int, Any]] = {
    1: _("Right thumb"),
    2: _("Right index"),
    3: _("Right middle finger"),
    4: _("Right ring finger"),
    5: _("Right little finger"),
    6: _("Left thumb"),
    7: _("Left index"),
    8: _("Left middle finger"),
    9: _("Left ring finger"),
    10: _("Left little finger"),
}
"""Positions of ISO/IEC 19794-2 table 1."""
FINGER_REASON_WORDS: Final[dict[str, Any]] = {
    "amputated": _p("finger", "Amputated"),
    "bandaged": _p("finger", "Bandaged"),
    "injured": _p("finger", "Injured"),
    "worn": _p("finger", "Worn by work or age"),
    "deformed": _p("finger", "Cannot be laid flat"),
    "unreadable": _p("finger", "Unreadable after three tries"),
}
ABANDON_WORDS: Final[dict[str, Any]] = {
    "left": _p("abandon", "The person left"),
    "changed_mind": _p("abandon", "The person changed their mind"),
    "mistake": _p("abandon", "Started by mistake"),
    "duplicate_draft": _p("abandon", "There is another draft of the same request"),
    "other_person": _p("abandon", "Started for another person"),
    "referred": _p("abandon", "Referred to another office"),
    "day_ended": _p("abandon", "The day ended"),
}
REFERRAL_WORDS: Final[dict[str, Any]] = {
    "no_civil_status": _p("referral", "No civil-status entry"),
    "civil_status_doubtful": _p("referral", "Civil-status entry to be corrected first"),
    "foreigner": _p("referral", "Not a national"),
    "no_representative": _p("referral", "A minor without a legal representative"),
    "other_office": _p("referral", "Another office is competent"),
}
CAPACITIES: Final[dict[str, Any]] = {
    "father": _p("capacity", "Father"),
    "mother": _p("capacity", "Mother"),
    "guardian": _p("capacity", "Guardian"),
    "kafala": _p("capacity", "Kafala holder"),
}
PROVENANCES: Final[dict[str, Any]] = {
    "civil_status": _p("latin form", "Civil-status paper"),
    "old_card": _p("latin form", "Old card"),
    "register": _p("latin form", "Register"),
    "suggested": _p("latin form", "The paper gives none: suggestion"),
    "declared": _p("latin form", "The paper gives none: as declared"),
}
REGISTER_FIELDS: Final[dict[str, Any]] = {
    "names.arabic": _("Name in Arabic"),
    "names.latin": _("Name in Latin letters"),
    "birth": _("Birth date"),
    "sex": _("Sex"),
    "birth_place_ar": _("Birth place in Arabic"),
    "birth_place_latin": _("Birth place in Latin letters"),
    "nationality": _("Nationality"),
    "civil_status_number": _("Number of the civil-status entry"),
}
"""What the register and a form may write differently."""
STEP_WORDS: Final[dict[str, Any]] = {
    "kind": _p("step", "Request"),
    "who": _p("step", "Who"),
    "papers": _p("step", "Papers"),
    "photo": _p("step", "Portrait"),
    "fingers": _p("step", "Fingers"),
    "signature": _p("step", "Signature"),
    "fee": _p("step", "Stamp duty"),
    "notice": _p("step", "Data protection"),
    "review": _p("step", "Review"),
}
AGAIN: Final[dict[str, Any]] = {
    Recapture.PORTRAIT.value: _("Portrait to be taken again"),
    Recapture.FINGERS.value: _("Fingers to be taken again"),
}
"""What a file that was sent back waits for."""
SPOKEN: Final[dict[str, Any]] = {
    "ar": _p("language", "Arabic (Darija)"),
    "fr": _p("language", "French"),
    "zgh": _p("language", "Tamazight"),
}
QUALITY: Final = (
    (60, _p("finger quality", "Good"), "ok"),
    (40, _p("finger quality", "Usable"), "wait"),
    (0, _p("finger quality", "Weak"), "stop"),
)


def quality_words(quality: int) -> tuple[Any, str]:
    """The word and the tone of a finger's quality."""
    return next((word, tone) for least, word, tone in QUALITY if quality >= least)


def portrait_remark(code: str) -> str:
    """What could be better in a portrait, in the reader's language."""
    return gettext(FINDING_SENTENCES.get(code, code))


def both(word: Any) -> dict[str, str]:
    """`{"ar", "fr"}`: how a sheet of paper says it."""
    said = {}
    for language in ("ar", "fr"):
        with override(language):
            said[language] = str(word)
    return said


def both_money(amount: Money) -> dict[str, str]:
    said = {}
    for language in ("ar", "fr"):
        with override(language):
            said[language] = money_text(amount)
    return said


def place_names(code: str) -> dict[str, str]:
    """The place with what it lies in, in Arabic and French; the bare code when the pack no longer names it."""
    # Here, not above: errors take their words from this file, and are listed where no station stands.
    from bitaqa.foundation.kernel.errors import BitaqaError
    from bitaqa.station.fieldpack.door import get_place

    try:
        place = get_place(code)
        around = get_place(place.within) if place.within else None
    except BitaqaError:
        return {"ar": code, "fr": code}
    if around is None:
        return {"ar": place.name_ar, "fr": place.name_fr}
    return {"ar": f"{place.name_ar}، {around.name_ar}", "fr": f"{place.name_fr}, {around.name_fr}"}


def document_name(document_type: DocumentType, language: str) -> str:
    return str(document_type.names.get(language) or document_type.names["fr"])
