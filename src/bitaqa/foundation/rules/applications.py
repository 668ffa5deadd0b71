"""One person asking for one document once: its kinds, grounds and life (F0.2).

The same table serves the station (draft, sealed) and the centre (the rest). The bulletin counts first issues,
renewals and duplicates; a correction repairs our own or a declared error, is linked to what it corrects, and is
never counted as a request of its own.
"""

from __future__ import annotations

from enum import StrEnum

from bitaqa.foundation.kernel.states import StateTable, move


class ApplicationKind(StrEnum):
    FIRST = "first"
    RENEWAL = "renewal"
    DUPLICATE = "duplicate"
    CORRECTION = "correction"


COUNTED_KINDS = (ApplicationKind.RENEWAL, ApplicationKind.FIRST, ApplicationKind.DUPLICATE)
"""In the order the source text tells them: 1,465 + 532 + 98 (F0.2)."""


class Ground(StrEnum):
    NONE = "none"
    EXPIRY = "expiry"
    NAME_CHANGE = "name_change"
    BIRTH_DATA_CHANGE = "birth_data_change"
    ADDRESS_CHANGE = "address_change"
    MARITAL_MENTION = "marital_mention"
    AGE_TWELVE = "age_twelve"
    LOSS = "loss"
    THEFT = "theft"
    DAMAGE = "damage"
    OUR_ERROR = "our_error"
    HOLDER_ERROR = "holder_error"


GROUNDS: dict[ApplicationKind, tuple[Ground, ...]] = {
    ApplicationKind.FIRST: (Ground.NONE,),
    ApplicationKind.RENEWAL: (
        Ground.EXPIRY,
        Ground.NAME_CHANGE,
        Ground.BIRTH_DATA_CHANGE,
        Ground.ADDRESS_CHANGE,
        Ground.MARITAL_MENTION,
        Ground.AGE_TWELVE,
    ),
    ApplicationKind.DUPLICATE: (Ground.LOSS, Ground.THEFT, Ground.DAMAGE),
    ApplicationKind.CORRECTION: (Ground.OUR_ERROR, Ground.HOLDER_ERROR),
}


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    INCOMPLETE = "incomplete"
    RECEIVED = "received"
    ADJUDICATION = "adjudication"
    RETURNED = "returned"
    REFERRED = "referred"
    APPROVED = "approved"
    UNDER_CORRECTION = "under_correction"
    FULFILLED = "fulfilled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    UNCOLLECTED = "uncollected"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


S = ApplicationState
APPLICATION = StateTable(
    aggregate="application",
    states=ApplicationState,
    initial=S.DRAFT,
    final=frozenset({S.FULFILLED, S.WITHDRAWN, S.UNCOLLECTED, S.STOPPED, S.ABANDONED}),
    moves=(
        # at the station
        move("seal", S.DRAFT, S.SEALED, by="field_operator", event="application.sealed"),
        move("abandon", S.DRAFT, S.ABANDONED, by="field_operator", event="application.abandoned", needs=["because"]),
        # at the centre
        move("receive", S.SEALED, S.RECEIVED, by="intake", event="application.received"),
        move("receive_incomplete", S.SEALED, S.INCOMPLETE, by="intake", event="application.received_incomplete"),
        # a file that lapsed at the centre may have been completed before, in a vehicle without network
        move("complete", [S.INCOMPLETE, S.RETURNED, S.LAPSED], S.RECEIVED, by="intake", event="application.completed"),
        move("doubt", S.RECEIVED, S.ADJUDICATION, by="screening", event="application.doubted"),
        move("clear", S.RECEIVED, S.APPROVED, by="screening", event="application.approved"),
        move("approve", S.ADJUDICATION, S.APPROVED, by="adjudicator", event="application.approved", needs=["because"]),
        move("return", S.ADJUDICATION, S.RETURNED, by="adjudicator", event="application.returned", needs=["because"]),
        move("refuse", S.ADJUDICATION, S.REFUSED, by="adjudicator", event="application.refused", needs=["because"]),
        move(
            "take_back", S.RETURNED, S.ADJUDICATION, by="adjudicator", event="application.taken_back", needs=["because"]
        ),
        move("refer", S.ADJUDICATION, S.REFERRED, by="adjudicator", event="application.referred", needs=["because"]),
        move(
            "answer",
            S.REFERRED,
            S.ADJUDICATION,
            by="adjudicator",
            event="application.referral_answered",
            needs=["because"],
        ),
        move("reopen", S.REFUSED, S.ADJUDICATION, by="adjudicator", event="application.appealed", needs=["because"]),
        move("find_wrong", S.APPROVED, S.UNDER_CORRECTION, by="delivery", event="application.found_wrong"),
        move("fulfil", S.APPROVED, S.FULFILLED, by="delivery", event="application.fulfilled"),
        move("fulfil_corrected", S.UNDER_CORRECTION, S.FULFILLED, by="delivery", event="application.fulfilled"),
        move(
            "stop",
            [
                S.INCOMPLETE,
                S.RECEIVED,
                S.ADJUDICATION,
                S.RETURNED,
                S.REFERRED,
                S.APPROVED,
                S.UNDER_CORRECTION,
            ],
            S.STOPPED,
            by=["coordinator", "delivery"],
            event="application.stopped",
            needs=["because"],
        ),
        move(
            "withdraw",
            [S.INCOMPLETE, S.RECEIVED, S.ADJUDICATION, S.RETURNED, S.REFERRED, S.APPROVED],
            S.WITHDRAWN,
            by=["intake", "adjudicator"],
            event="application.withdrawn",
            needs=["because"],
        ),
        move(
            "lapse",
            [S.INCOMPLETE, S.RETURNED],
            S.LAPSED,
            by="coordinator",
            event="application.lapsed",
            needs=["because"],
        ),
        move(
            "leave_uncollected",
            [S.APPROVED, S.UNDER_CORRECTION],
            S.UNCOLLECTED,
            by="delivery",
            event="application.uncollected",
        ),
    ),
)
ENDED = APPLICATION.final | {S.REFUSED, S.LAPSED}
"""Nobody works on a file in one of these. Two are not final: an appeal reopens a refusal, and papers that were brought
in time, in a packet that came late, reopen a file that lapsed."""
del S


class Priority(StrEnum):
    """Who is served first at a station (F0.5)."""

    ELDERLY = "elderly"
    SPECIAL_NEEDS = "special_needs"
    EXAM = "exam"
    CORRECTION = "correction"
    NONE = "none"


class Recapture(StrEnum):
    """What a file that was sent back may have to have captured again."""

    PORTRAIT = "portrait"
    FINGERS = "fingers"


class PaperCode(StrEnum):
    BIRTH_RECORD = "birth_record"
    RESIDENCE_CERTIFICATE = "residence_certificate"
    OLD_CARD = "old_card"
    DECLARATION_OF_LOSS = "declaration_of_loss"
    GUARDIAN_CARD = "guardian_card"
    GUARDIANSHIP_ACT = "guardianship_act"
    PROOF_OF_CHANGE = "proof_of_change"
