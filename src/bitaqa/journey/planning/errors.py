"""What stands in the way of planning and provisioning."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import TRY_AGAIN, BitaqaError


class PlanningError(BitaqaError):
    code = "planning.error"
    sentence = "The plan could not be changed."
    next_step = TRY_AGAIN


class RequestFileUnreadableError(PlanningError):
    code = "planning.request_unreadable"
    sentence = "This is not the request file of a station."
    next_step = "Run the station's set-up again and bring the file it writes, unchanged."
    status = 422


class RequestProofInvalidError(PlanningError):
    code = "planning.request_proof_invalid"
    sentence = "The request file of station “%(station)s” was changed on its way: its proof does not hold."
    next_step = "Bring the file again from the station itself."
    status = 422


class LossUndeclaredError(PlanningError):
    code = "planning.loss_undeclared"
    sentence = "Station “%(station)s” already has epoch %(epoch)s: say why it ends before new keys are given."
    next_step = "Give the reason (stolen, disk_failed, planned); what was never received is declared lost."


class NoVisitsError(PlanningError):
    code = "planning.no_visits"
    sentence = "Station “%(station)s” has no visit between %(since)s and %(until)s."
    next_step = "Plan its visits first; a field pack carries them."


class NoCrewError(PlanningError):
    code = "planning.no_crew"
    sentence = "Station “%(station)s” has no crew."
    next_step = "Enter at least a head of station."


class PlanUnreadableError(PlanningError):
    code = "planning.plan_unreadable"
    sentence = "The plan could not be read: “%(field)s” %(problem)s."
    next_step = "Correct the field and send the whole plan again; nothing was entered."
    status = 422


class PinTooShortError(PlanningError):
    code = "planning.pin_too_short"
    sentence = "A PIN has at least six digits."
    next_step = "Choose a longer one."
    status = 422


class DemandMissingError(PlanningError):
    code = "planning.demand_missing"
    sentence = "No place of this campaign has both people expected and coordinates, or the depot has none."
    next_step = "Enter the people expected, and import the coordinates of their places and of the depot."
    status = 422


class PlanNotReadyError(PlanningError):
    code = "planning.plan_not_ready"
    sentence = "This plan is still being searched, or was published already."
    next_step = "Wait until it is found; ask for a new plan when this one is published."


class PlanSupersededError(PlanningError):
    code = "planning.plan_superseded"
    sentence = "Another revision of this campaign was published since this plan was searched."
    next_step = "Search again from the plan in force, and compare."


class ApprovalNeededError(PlanningError):
    code = "planning.approval_needed"
    sentence = "This campaign is announced already: a change of its plan is approved by the head of campaigns."
    next_step = "Put the plan before the head of campaigns."


class SamePersonError(PlanningError):
    code = "planning.same_person"
    sentence = "Whoever made or changed this plan does not approve it."
    next_step = "Leave it to another head of campaigns."
    status = 403


class DayLockedError(PlanningError):
    code = "planning.day_locked"
    sentence = "This day is over, or pinned: it is not moved."
    next_step = "Choose a later day, or take the pin away first."


class NothingChangedError(PlanningError):
    code = "planning.nothing_changed"
    sentence = "The visits are those of revision %(number)s: there is nothing new to announce."
    next_step = "Print the papers of that revision."


class MoveImpossibleError(PlanningError):
    code = "planning.move_impossible"
    sentence = "The vehicle cannot be there on that day: the road is too long, or the crew rests."
    next_step = "Choose a nearer place, or move the day before or after first."
    status = 422


class EmergencyRefusedError(BitaqaError):
    code = "planning.emergency_refused"
    sentence = (
        "“%(code)s” was not opened: the code is used already, no vehicle was chosen, or the days are out of reach."
    )
    next_step = "Choose another code, at least one vehicle, and one to thirty-one days."


class StudyEmptyError(PlanningError):
    code = "planning.study_empty"
    sentence = "None of these stations has a visit in this campaign, or none has a crew."
    next_step = "Publish the plan or enter visits first, and enter the crews of the stations."
    status = 422
