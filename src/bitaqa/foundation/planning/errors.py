"""Why a campaign cannot be planned as it is described: one class per fact.

PlanningProblemError
├── ShapeWrongError, FigureNegativeError, VehicleHomeError, RewardGrowsError, ReadyDayError
├── PlanShapeError
├── BoundNotFoundError
└── TourFileError, RosterImpossibleError
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class PlanningProblemError(BitaqaError):
    code = "planning.problem"
    sentence = "The campaign cannot be planned as it is described."
    next_step = "Check the places, the vehicles and the days of the campaign."
    status = 422


class ShapeWrongError(PlanningProblemError):
    code = "planning.shape_wrong"
    sentence = "The table “%(table)s” has %(found)s entries where the campaign needs %(wanted)s."
    next_step = "Give one entry for each place, vehicle and day of the campaign."


class FigureNegativeError(PlanningProblemError):
    code = "planning.figure_negative"
    sentence = "The table “%(table)s” holds a figure below zero or none at all."
    next_step = "Correct the figure: people, minutes and kilometres are zero or more."


class VehicleHomeError(PlanningProblemError):
    code = "planning.vehicle_home"
    sentence = "Vehicle %(vehicle)s has no depot among those of the campaign."
    next_step = "Give the vehicle a depot."


class RewardGrowsError(PlanningProblemError):
    code = "planning.reward_grows"
    sentence = "A card handed over later would be worth more than one handed over earlier."
    next_step = "Let the worth of a hand-over stay or fall from day to day."


class ReadyDayError(PlanningProblemError):
    code = "planning.ready_day"
    sentence = "Cards of day %(day)s would be ready before they are enrolled, or before those of an earlier day."
    next_step = "Correct the time the factory needs."


class PlanShapeError(PlanningProblemError):
    code = "planning.plan_shape"
    sentence = "The plan is not one of this campaign's vehicles, days and places."
    next_step = "Load the plan of this campaign again."


class BoundNotFoundError(PlanningProblemError):
    code = "planning.bound_not_found"
    sentence = "No upper bound was found in the time given (%(status)s)."
    next_step = "Give the bound more time; the plan itself is not affected."


class TourFileError(PlanningProblemError):
    code = "planning.tour_file"
    sentence = "The file “%(file)s” is no instance of day tours."
    next_step = "Give a file with a line for the depot and one for each stop, as the public instances have."


class RosterImpossibleError(PlanningProblemError):
    code = "planning.roster_impossible"
    sentence = "No roster keeps all the rules (crew %(crew)s, day %(day)s; zero: only all days together fail)."
    next_step = "Add a head, a woman or a speaker of the language to that day, or fewer days in a row."
