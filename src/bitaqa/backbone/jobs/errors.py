"""What the jobs room refuses, as facts."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import PROGRAM_FAULT, BitaqaError


class JobsError(BitaqaError):
    """Parent of the room's errors; never raised itself."""


class UnknownStepError(JobsError):
    code = "jobs.unknown_step"
    sentence = "No step is called “%(step)s”."
    next_step = PROGRAM_FAULT
    status = 500


class StepTwiceError(JobsError):
    code = "jobs.step_twice"
    sentence = "Two functions claim the step “%(step)s”."
    next_step = PROGRAM_FAULT
    status = 500


class OddIntervalError(JobsError):
    code = "jobs.odd_interval"
    sentence = "A step cannot start every %(seconds)s seconds."
    next_step = "Choose a number of seconds that divides a minute, or whole minutes that divide an hour."
    status = 500


class DiedEachTimeError(JobsError):
    code = "jobs.died_each_time"
    sentence = "The worker died each time it took this item (%(attempts)s times)."
    next_step = "Read the worker's log for that hour, then try the item again."


class UnexpectedFailureError(JobsError):
    code = "jobs.unexpected_failure"
    sentence = "Working on this item failed in a way nobody foresaw (%(kind)s)."
    next_step = "Read the worker's log for that minute, then try the item again."


class MigrationsMissingError(JobsError):
    code = "jobs.migrations_missing"
    sentence = "The database is %(count)s migrations behind this program."
    next_step = "Run `bitaqa centre-manage migrate` as the owner of the schema, then start the worker again."
