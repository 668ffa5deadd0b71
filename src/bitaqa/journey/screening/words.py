"""Codes of this room in words a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.applications import Ground, Recapture
from bitaqa.foundation.rules.reports import ReportEnd, Teller, Withdrawal

from .domain import ReferralAnswer, RefusalGround, ReturnGround, Suspicion, Why

KIND_WORDS = {
    "first": _("First issue"),
    "renewal": _("Renewal"),
    "duplicate": _("Duplicate"),
    "correction": _("Correction"),
}

WHY_WORDS = {
    Why.NUMBER_UNKNOWN.value: _("The claimed number is not in the register"),
    Why.NUMBER_MISSING.value: _("No number was claimed"),
    Why.NAMES_DIFFER.value: _("The names differ from the register"),
    Why.BIRTH_DIFFERS.value: _("The birth date differs from the register"),
    Why.SEX_DIFFERS.value: _("The sex differs from the register"),
    Why.PERSON_DIED.value: _("The register says this person has died"),
    Why.NO_VALID_DOCUMENT.value: _("The person holds no valid document"),
    Why.SAME_NAME_AND_BIRTH.value: _("Same name and compatible birth date"),
    Why.SIMILAR_NAME.value: _("A name that may be this one respelled, born the same day"),
    Why.WEIGHS_ENOUGH.value: _("Names, birth and parents together weigh enough"),
    Why.FINGERS_ALIKE.value: _("Fingers are alike"),
    Why.HANDS_EXCHANGED.value: _("The fingers agree when left and right are exchanged"),
    Why.FINGERS_OF_ANOTHER.value: _("The fingers are not those on file of the person claimed"),
    Why.ALREADY_PENDING.value: _("Another file of the same name and birth date is pending"),
    Why.IDENTITY_CHANGES.value: _("The application changes names or birth data"),
    Why.APPEAL.value: _("Appeal against a refusal"),
    Why.REFERRAL_FOUNDED.value: _("The service against fraud found the suspicion founded"),
    Why.REFERRAL_UNFOUNDED.value: _("The service against fraud found the suspicion unfounded"),
    Why.TAKEN_BACK.value: _("Sent back by mistake, and taken up again"),
    Why.ASKED_ABOUT.value: _("The applicant was asked about this person"),
}

GROUND_WORDS = {
    RefusalGround.ANOTHER_IDENTITY.value: _("The register knows the applicant under another identity."),
    RefusalGround.NOT_PROVEN.value: _("The identity claimed is not proven by the papers brought."),
    RefusalGround.NOT_ENTITLED.value: _("The applicant is not entitled to this document."),
    RefusalGround.PAPERS_CONTRADICT.value: _("The papers brought contradict each other."),
    RefusalGround.NOBODY_FOUND.value: _("The register holds nobody who was shown to be the applicant."),
    ReturnGround.NEEDS_PAPER.value: _("A further paper is needed."),
    ReturnGround.NEEDS_RECAPTURE.value: _("Photo or fingerprints must be captured again."),
}

PURPOSE_WORDS = {
    "applicant_asks": _("The applicant asks"),
    "adjudication": _("A case to decide"),
    "card_search": _("A card is looked for"),
    "complaint": _("A complaint"),
    "check": _("A check ordered by the head of the service"),
}

DIFFERENT = "different_person"
"""The ground of a proposal that says "someone else" of a hit: a second person must say so too."""
SAME = "same_person"
"""The ground of a proposal to approve, as one of the candidates, a file that two people had refused."""
APPROVALS = (DIFFERENT, SAME)

FRAUD = "referral"
"""The ground of a proposal to refer a file: a second person must agree."""

PROPOSAL_WORDS = {
    FRAUD: _("The file goes to the service against fraud."),
    **GROUND_WORDS,
    DIFFERENT: _("They are different people: the applicant is approved as someone new."),
    SAME: _("They are the same person: the applicant is approved as this person."),
}

SUSPICION_WORDS = {
    Suspicion.TWO_IDENTITIES.value: _("One person seeks a second identity"),
    Suspicion.FALSE_PAPERS.value: _("Papers appear to be forged or altered"),
    Suspicion.STOLEN_IDENTITY.value: _("Someone takes another person's identity"),
    Suspicion.COERCION.value: _("The applicant appears to act under pressure"),
}

ANSWER_WORDS = {
    ReferralAnswer.FOUNDED.value: _("The suspicion was found founded."),
    ReferralAnswer.UNFOUNDED.value: _("The suspicion was found unfounded."),
}

RECAPTURE_WORDS = {
    Recapture.PORTRAIT.value: _("Photo, again"),
    Recapture.FINGERS.value: _("Ten fingers, again"),
}

PART_WORDS = {
    "other_papers": _("The papers show two people"),
    "other_body": _("Fingers or face show two people"),
    "joined_by_mistake": _("Joined by mistake"),
}

WEIGHT_WORDS = {
    "name": _("Name, by its rarity"),
    "birth": _("Birth date"),
    "sex": _("Sex"),
    "mother": _("Mother"),
    "father": _("Father"),
    "birth_place": _("Place of birth"),
    "civil_status": _("Civil-status number"),
}

COMPARISON_WORDS = {
    "given": _("Given name"),
    "family": _("Family name"),
    "birth": _("Birth date"),
    "sex": _("Sex"),
    "mother": _("Mother"),
    "father": _("Father"),
    "place": _("Place of birth"),
    "civil": _("Civil-status number"),
}
"""What an audit compares."""

LEVEL_WORDS = {
    "same": _("same"),
    "respelled": _("the same, spelled otherwise"),
    "alike": _("alike"),
    "another": _("another"),
    "same day": _("the same day"),
    "day for month": _("day and month exchanged"),
    "same month": _("the same month"),
    "may be one": _("may be one"),
    "year beside": _("the year beside"),
    "unknown": _("not known"),
}

HELD_BACK_WORDS = {
    "siblings": _("Given names differ: what siblings share is not counted"),
    "generation": _("Born ten years apart or more: what a father and a son share is not counted"),
}

FINGER_WORDS = {
    1: _("Right thumb"),
    2: _("Right index"),
    3: _("Right middle"),
    4: _("Right ring"),
    5: _("Right little"),
    6: _("Left thumb"),
    7: _("Left index"),
    8: _("Left middle"),
    9: _("Left ring"),
    10: _("Left little"),
}

ERASE_WORDS = {
    "person_asks": _("The person asks for it"),
    "court_order": _("A court orders it"),
    "taken_wrongly": _("They should not have been taken"),
}

JOIN_WORDS = {
    "audit": _("Found by the audit of the register"),
    "same_papers": _("The civil-status papers are the same"),
    "own_statement": _("The person says so and proves it"),
    "double_entry": _("Entered twice by mistake"),
}

SEX_WORDS = {"F": _("Female"), "M": _("Male"), "X": _("Unspecified")}

PAPER_WORDS = {
    "birth_record": _("Birth record"),
    "residence_certificate": _("Certificate of residence"),
    "old_card": _("Old card"),
    "declaration_of_loss": _("Declaration of loss or theft"),
    "guardian_card": _("Card of the legal representative"),
    "guardianship_act": _("Act of guardianship"),
    "proof_of_change": _("Proof of the change"),
}

WITHDRAWAL_WORDS = {
    Withdrawal.CARD_FOUND.value: _("The old card was found"),
    Withdrawal.NOT_WANTED.value: _("The document is not wanted any more"),
    Withdrawal.ASKED_TWICE.value: _("The same was asked for elsewhere"),
    Withdrawal.BY_MISTAKE.value: _("Asked for by mistake"),
}

LOSS_WORDS = {Ground.LOSS.value: _("Lost"), Ground.THEFT.value: _("Stolen")}

TELLER_WORDS = {
    Teller.HOLDER.value: _("The holder"),
    Teller.REPRESENTATIVE.value: _("The holder's legal representative"),
    Teller.POLICE.value: _("A police service, in writing"),
    Teller.APPLICANT.value: _("The holder, in a request"),
}

LIFT_WORDS = {
    ReportEnd.FOUND.value: _("The holder shows the document"),
    ReportEnd.MISTAKEN.value: _("It was about another document"),
}

REASON_WORDS = {
    **WITHDRAWAL_WORDS,
    **GROUND_WORDS,
    "sent_back_by_mistake": _("Sent back by mistake."),
    "decided_by_people": _("Decided by people after comparison."),
    "appeal": _("The applicant appealed."),
    "death": _("The applicant died."),
    "reported": _("Reported to the centre."),
}

OUTCOME_WORDS = {
    "approved": _("Approved"),
    "returned": _("Returned"),
    "refused": _("Refused"),
    "referred": _("Referred to the service against fraud"),
    "taken_back": _("Taken up again"),
    "stopped": _("Stopped"),
    "withdrawn": _("Withdrawn by the applicant"),
}
