"""What can stand in the way of an enrolment; remarks inside a draft are not errors but rows of `domain.py`."""

from __future__ import annotations

from typing import ClassVar

from bitaqa.foundation.kernel.errors import BitaqaError

from .words import GROUNDS, KINDS, PAPERS


class DraftUnknownError(BitaqaError):
    code = "enrolment.draft_unknown"
    sentence = "This draft is not at this station."
    next_step = "Look in the list of drafts."
    status = 404


class DraftClosedError(BitaqaError):
    code = "enrolment.draft_closed"
    sentence = "This draft was already sealed or abandoned; it can no longer be changed."
    next_step = "Show its receipt, or start a new request."


class DraftNotReadyError(BitaqaError):
    code = "enrolment.draft_not_ready"
    sentence = "The file cannot be sealed yet: %(remark)s"
    next_step = "Complete the steps marked in the list (%(count)s to do)."
    status = 422


class StepShapeError(BitaqaError):
    code = "enrolment.step_shape"
    sentence = "“%(field)s” cannot be understood (%(problem)s)."
    next_step = "Correct the field; the rest of the draft is kept."
    status = 422


class KindNotOfferedError(BitaqaError):
    code = "enrolment.kind_not_offered"
    sentence = "This document is not issued on such a request (%(kind)s, %(ground)s)."
    next_step = "Choose another kind of request or another ground."
    words: ClassVar = {"kind": KINDS, "ground": GROUNDS}
    status = 422


class ProgrammeDoesNotFitError(BitaqaError):
    code = "enrolment.programme_does_not_fit"
    sentence = "The programme of this visit does not issue this document."
    next_step = "Choose another document or another visit."
    status = 422


class FingerWithoutReasonError(BitaqaError):
    code = "enrolment.finger_without_reason"
    sentence = "Finger %(position)s was not captured, and no reason is given."
    next_step = "Try again (three tries), then choose the reason; the file goes on either way."
    status = 422


class FingerNotUnderstoodError(BitaqaError):
    code = "enrolment.finger_not_understood"
    sentence = "The capture of finger %(position)s cannot be read."
    next_step = "Capture the finger again."
    status = 422


class FingerTriesUsedError(BitaqaError):
    code = "enrolment.finger_tries_used"
    sentence = "Three tries were made at finger %(position)s; the best one is kept."
    next_step = "Go on with the next finger: the file is good as it is."


class FingersNotTakenByRuleError(BitaqaError):
    code = "enrolment.fingers_not_taken_by_rule"
    sentence = "No fingerprints are taken at this age, by rule."
    next_step = "Go on to the next step."
    status = 422


class WitnessMissingError(BitaqaError):
    code = "enrolment.witness_missing"
    sentence = "Someone who cannot sign needs a witness, named."
    next_step = "Write the name of the witness who is present."
    status = 422


class PaperUnknownError(BitaqaError):
    code = "enrolment.paper_unknown"
    sentence = "“%(paper)s” is not a paper that files hold."
    next_step = "Choose a paper of the list."
    status = 422


class ReasonUnknownError(BitaqaError):
    code = "enrolment.reason_unknown"
    sentence = "“%(because)s” is not one of the reasons."
    next_step = "Choose a reason of the list."
    status = 422


class NotMissingError(BitaqaError):
    code = "enrolment.paper_not_missing"
    sentence = "The file does not wait for “%(paper)s”."
    next_step = "Bring one of the papers of the written list."
    words: ClassVar = {"paper": PAPERS}
    status = 422


class PaperPictureMissingError(BitaqaError):
    code = "enrolment.paper_picture_missing"
    sentence = "The picture of “%(paper)s” is missing."
    next_step = "Scan or photograph the paper."
    words: ClassVar = {"paper": PAPERS}
    status = 422


class CaptureNotAskedError(BitaqaError):
    code = "enrolment.capture_not_asked"
    sentence = "The file does not wait to be captured again."
    next_step = "Look in the list of incomplete files what it waits for."
    status = 422


class CaptureMissingError(BitaqaError):
    code = "enrolment.capture_missing"
    sentence = "The file waits for a capture that has not been made yet."
    next_step = "Take the portrait or the ten fingers again, then seal the file."
    status = 422
