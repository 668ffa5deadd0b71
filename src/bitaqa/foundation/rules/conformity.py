"""Does a file keep to the country's rules? Asked of what a station says of one, by whoever receives it.

A station asks the same rules before it seals (fingers by age, who acts for a minor, papers, duty). The centre asks them
again, because a seal says who made a file and never that it was made well: software may be old, altered or wrong.
The first broken rule is told as a clause that catalogues know. Decides nothing about the person; reads no register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from bitaqa.foundation.kernel.errors import BitaqaError

from .applications import ApplicationKind, Ground
from .country import DocumentType
from .enrolment_bodies import ApplicationBody

KIND_NOT_OFFERED: Final = "this document is not issued for such a request"
GROUND_TOO_EARLY: Final = "the person is under the age of the ground given"
FINGERS_NOT_TAKEN: Final = "the person is of an age at which fingers are taken, and the file says they are not"
FINGERS_TAKEN: Final = "fingers are not taken at this age, and the file holds some"
NO_REPRESENTATIVE: Final = "a minor has a legal representative who signs, and the file names none"
NO_PORTRAIT: Final = "the file holds no portrait"
NO_SIGNATURE: Final = "the file is neither signed nor witnessed"
PAPERS_LACKING: Final = "a paper that is needed is neither in the file nor on its list of missing ones"
PAPER_EMPTY: Final = "a paper is named with neither a picture nor a number"
OTHER_DUTY: Final = "the duty is not the one that the rules name for this request"
DUTY_NOT_PAID: Final = "the duty is neither paid by a stamp nor waived"
WAIVER_UNKNOWN: Final = "the duty is waived by a programme that does not waive it"
OF_COUNTRY: Final = (
    KIND_NOT_OFFERED,
    GROUND_TOO_EARLY,
    FINGERS_NOT_TAKEN,
    FINGERS_TAKEN,
    NO_REPRESENTATIVE,
    NO_PORTRAIT,
    NO_SIGNATURE,
    PAPERS_LACKING,
    PAPER_EMPTY,
    OTHER_DUTY,
    DUTY_NOT_PAID,
    WAIVER_UNKNOWN,
)
"""Every clause this module says; msgids of the catalogues of `ui`."""


class RuleBrokenError(BitaqaError):
    code = "country.rule_broken"
    sentence = "The file of receipt %(receipt)s does not keep to the country's rules: %(problem)s."
    next_step = "Ask the station how the file was made; made anew there, it comes in a packet of its own."
    status = 422


def check_against_rules(body: ApplicationBody, kind: DocumentType, *, waiving: Collection[str]) -> None:
    """Nothing when the file keeps to the rules of `kind`, in force on its day; `waiving` programmes waive the duty.

    Raises RuleBrokenError with the first clause of OF_COUNTRY that applies; NoRuleInForceError.
    """
    for problem in broken_rules(body, kind, waiving=waiving):
        raise RuleBrokenError(receipt=body.receipt_number, problem=problem)


def broken_rules(body: ApplicationBody, kind: DocumentType, *, waiving: Collection[str]) -> Iterator[str]:
    """Every clause that applies, in the order of the form. Raises NoRuleInForceError."""
    yield from _request(body, kind)
    yield from _captures(body, kind)
    yield from _papers(body, kind)
    yield from _duty(body, kind, waiving)


def _request(body: ApplicationBody, kind: DocumentType) -> Iterator[str]:
    if body.kind not in kind.kinds:
        yield KIND_NOT_OFFERED
    if body.ground is Ground.AGE_TWELVE and kind.age(body.identity.birth, body.day) < 12:
        yield GROUND_TOO_EARLY
    minor = kind.needs_representative(body.identity.birth, body.day)
    if minor and (body.representative is None or not body.representative.signed):
        yield NO_REPRESENTATIVE


def _captures(body: ApplicationBody, kind: DocumentType) -> Iterator[str]:
    taken = kind.takes_fingers(body.identity.birth, body.day)
    if taken and body.fingers_rule != "ten":
        yield FINGERS_NOT_TAKEN
    if not taken and (body.fingers or body.fingers_rule == "ten"):
        yield FINGERS_TAKEN
    # A correction is made with the captures of the file it corrects.
    if kind.carrier == "card" and body.portrait is None and body.kind is not ApplicationKind.CORRECTION:
        yield NO_PORTRAIT
    signs = kind.age(body.identity.birth, body.day) >= kind.own_signature_from_age
    if signs and not body.signature.signed and not body.signature.witness:
        yield NO_SIGNATURE


def _papers(body: ApplicationBody, kind: DocumentType) -> Iterator[str]:
    minor = kind.needs_representative(body.identity.birth, body.day)
    there = {paper.code for paper in body.papers} | {paper.code for paper in body.missing}
    if not there.issuperset(kind.papers_needed(body.kind, body.ground, minor=minor)):
        yield PAPERS_LACKING
    if any(paper.attachment is None and not paper.number for paper in body.papers):
        yield PAPER_EMPTY


def _duty(body: ApplicationBody, kind: DocumentType, waiving: Collection[str]) -> Iterator[str]:
    rule, due = kind.fee(body.identity.birth, body.ground, body.day)
    if (body.fee.rule, body.fee.centimes) != (rule, due.centimes):
        yield OTHER_DUTY
    if body.fee.waived_by is not None and (body.fee.waived_by != body.programme or body.programme not in waiving):
        yield WAIVER_UNKNOWN
    elif due.centimes and body.fee.waived_by is None and not body.fee.stamp_number.strip():
        yield DUTY_NOT_PAID
