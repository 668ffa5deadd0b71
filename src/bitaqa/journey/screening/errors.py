"""What stands in the way of a decision."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import TRY_AGAIN, BitaqaError


class ScreeningError(BitaqaError):
    code = "screening.error"
    sentence = "The decision could not be taken."
    next_step = TRY_AGAIN


class CaseUnknownError(ScreeningError):
    code = "screening.case_unknown"
    sentence = "There is no such case."
    next_step = "Go back to the queue."
    status = 404


class CaseSettledError(ScreeningError):
    code = "screening.case_settled"
    sentence = "This case was settled a moment ago."
    next_step = "Open the next case of the queue."


class JoinUnknownError(ScreeningError):
    code = "screening.join_unknown"
    sentence = "No such proposal waits."
    next_step = "Go back to the list: someone may have settled it a moment ago."
    status = 404


class JoinProposedAlreadyError(ScreeningError):
    code = "screening.join_proposed_already"
    sentence = "That these two are one person is proposed already."
    next_step = "Another adjudicator confirms or declines it in the list."


class SamePersonTwiceError(ScreeningError):
    code = "screening.same_person_twice"
    sentence = "You proposed this refusal: someone else must confirm it."
    next_step = "Leave the case to another adjudicator."
    status = 403


class DecidedBeforeError(ScreeningError):
    code = "screening.decided_before"
    sentence = "You took part in the refusal: other people hear the appeal."
    next_step = "Leave the case to adjudicators who have not seen it."
    status = 403


class NotACandidateError(ScreeningError):
    code = "screening.not_a_candidate"
    sentence = "The chosen person is not among the candidates of this case."
    next_step = "Choose one of the persons shown."
    status = 422


class ProofInOneLanguageError(ScreeningError):
    code = "screening.proof_in_one_language"
    sentence = "The letter is in Arabic and French, and the missing proof is written in one of them only."
    next_step = "Write the line in the other language too, or tick the paper instead."
    status = 422


class ReasonMissingError(ScreeningError):
    code = "screening.reason_missing"
    sentence = "A decision needs its reason."
    next_step = "Choose a ground; for a refusal also say which proof is missing."
    status = 422


class NoProposalError(ScreeningError):
    code = "screening.no_proposal"
    sentence = "Nobody has proposed to refuse this application."
    next_step = "Propose the refusal first; a second adjudicator then confirms it."


class NothingAskedError(ScreeningError):
    code = "screening.nothing_asked"
    sentence = "A file that goes back says what is asked for: at least one paper, or what is to be captured again."
    next_step = "Choose what the applicant must bring or have captured again."
    status = 422


class NotReturnedError(ScreeningError):
    code = "screening.not_returned"
    sentence = "This file does not wait for the applicant any more."
    next_step = "Look the file up again: the applicant may have come."


class NotReferredError(ScreeningError):
    code = "screening.not_referred"
    sentence = "This file does not wait for an answer of the service against fraud."
    next_step = "Go back to the list: a colleague may have entered the answer."


class AppealTooLateError(ScreeningError):
    code = "screening.appeal_too_late"
    sentence = "The time to appeal ended on %(until)s."
    next_step = "A new application can be made at any time."


class PersonDeadAlreadyError(ScreeningError):
    code = "screening.death_known"
    sentence = "This death was reported before."
    next_step = "Nothing to do: the first report stands."


class PersonUnknownError(ScreeningError):
    code = "screening.person_unknown"
    sentence = "The register knows nobody under this number."
    next_step = "Read the number again, or search by name."
    status = 404


class ProposedByAnotherError(CaseSettledError):
    code = "screening.proposed_by_another"
    sentence = "Another adjudicator proposed to refuse this application a moment ago."
    next_step = "Read the proposal, then confirm or decline it."


class SecondOpinionNeededError(ScreeningError):
    code = "screening.second_opinion_needed"
    sentence = "You already said so: of a strong candidate or after a refusal, someone else must say the same."
    next_step = "Leave the case to another adjudicator."
    status = 403


class NothingToShowAgainError(ScreeningError):
    code = "screening.nothing_to_show_again"
    sentence = "No decided case waits to be looked at again by you."
    next_step = "Come back when others have decided more cases."
    status = 404


class AuditPairUnknownError(ScreeningError):
    code = "screening.audit_pair_unknown"
    sentence = "This pair does not wait any more."
    next_step = "Go back to the list: a colleague may have settled it."
    status = 404


class FingerErasureUnknownError(ScreeningError):
    code = "screening.finger_erasure_unknown"
    sentence = "No such request to erase fingerprints waits."
    next_step = "Go back to the list: a colleague may have settled it."
    status = 404


class FingersNotHeldError(ScreeningError):
    code = "screening.fingers_not_held"
    sentence = "The register holds no fingerprints of this person, or a request to erase them waits already."
    next_step = "Look at the list of requests."
    status = 409


class EngineKeepsFingersError(ScreeningError):
    code = "screening.engine_keeps_fingers"
    sentence = "The engine “%(engine)s” did not confirm that it forgot the fingers."
    next_step = "Have the engine mended, then try again: the templates themselves are destroyed already."


class NotWithdrawableError(ScreeningError):
    code = "screening.not_withdrawable"
    sentence = "This request has ended, or its card is being corrected: it cannot be withdrawn any more."
    next_step = "Look the file up again: a colleague may have acted a moment ago."


class DocumentNotInForceError(ScreeningError):
    code = "screening.document_not_in_force"
    sentence = "This document is not in force, or nothing is reported of it any more."
    next_step = "Look the number up again: a colleague may have acted a moment ago."


class ReportedAlreadyError(ScreeningError):
    code = "screening.reported_already"
    sentence = "This document was reported lost or stolen before; it is not in force."
    next_step = "Nothing to do: the first report stands."


class ReportOfFileError(ScreeningError):
    code = "screening.report_of_file"
    sentence = "A request for a new document is pending on this loss: its end says what becomes of the report."
    next_step = "If the holder found the document, enter that the request is withdrawn."


class PapersNotLostError(ScreeningError):
    code = "screening.papers_not_lost"
    sentence = "This applicant named a number or brought an old card: the case is decided as any other."
    next_step = "Go back to the case."
    status = 409


class IdentityNotSearchedError(ScreeningError):
    code = "screening.identity_not_searched"
    sentence = "The register was not searched yet for whoever this applicant may be."
    next_step = "Search the register first; then ask about the persons it ranks."


class InterviewUnknownError(ScreeningError):
    code = "screening.interview_unknown"
    sentence = "There is no such interview of yours."
    next_step = "Go back to the file: whoever began an interview ends it."
    status = 404


class InterviewOverError(ScreeningError):
    code = "screening.interview_over"
    sentence = "This question was answered, or the interview has ended: nobody is asked twice."
    next_step = "Go back to the file."


class InterviewHeldError(ScreeningError):
    code = "screening.interview_held"
    sentence = "The applicant was asked about this person before, and is not asked twice."
    next_step = "Read how the interview ended."


class AnswersKnownError(ScreeningError):
    code = "screening.answers_known"
    sentence = "You were shown what the register holds of this person: whoever asks must not know the answers."
    next_step = "Leave the interview to an adjudicator who has not looked at this person."
    status = 403


class TooLittleKnownError(ScreeningError):
    code = "screening.too_little_known"
    sentence = "The register holds too little of this person to ask about."
    next_step = "Ask about another person, or send the file back or on."
    status = 422


class WitnessRefusedError(ScreeningError):
    code = "screening.witness_refused"
    sentence = "The witness must be a living person of the register, other than the person vouched for, named once."
    next_step = "Read the number on the witness's card again, or name another witness."
    status = 422


class ProofNotEnoughError(ScreeningError):
    code = "screening.proof_not_enough"
    sentence = "Answers, witnesses and fingers are not enough to say that the applicant is this person."
    next_step = "Ask, name witnesses, or send the file back, refer it, or propose that nobody was found."
    status = 422


class IdentityInventedError(ScreeningError):
    code = "screening.identity_invented"
    sentence = "Somebody who says the register knows them is not made a new person: an identity is never invented."
    next_step = "Propose that nobody was found: the slip says where a birth is recorded and a first request made."
    status = 422
