"""What can stop a played campaign, each with what to do next."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class ScenarioError(BitaqaError):
    code = "scenario.error"
    sentence = "The campaign cannot be played."
    next_step = "Look at the programs' logs in the run's folder, under logs/."


class PortBusyError(ScenarioError):
    code = "scenario.port_busy"
    sentence = "Port %(port)s is used by another program."
    next_step = "End that program, or choose another port with %(option)s."


class RunUnderWayError(ScenarioError):
    code = "scenario.run_under_way"
    sentence = "A campaign is being played from this folder already (process %(pid)s)."
    next_step = "End it with Ctrl-C, or choose another folder with --home."


class ProgramDiedError(ScenarioError):
    code = "scenario.program_died"
    sentence = "“%(program)s” ended by itself. The end of its log:\n%(log)s"
    next_step = "The whole log stands in the run's folder, under logs/."


class ProgramSilentError(ScenarioError):
    code = "scenario.program_silent"
    sentence = "“%(program)s” does not answer at %(url)s. The end of its log:\n%(log)s"
    next_step = "The whole log stands in the run's folder, under logs/."


class RefusedByProgramError(ScenarioError):
    code = "scenario.refused"
    sentence = "%(method)s %(path)s was refused (%(status)s %(reason)s): %(said)s"
    next_step = "Nothing was lost: look at the program's log in the run's folder, under logs/."
    reason = ""
    """The program's own error code."""


class StillWaitingError(ScenarioError):
    code = "scenario.still_waiting"
    sentence = "After %(seconds)s s the centre is not done with: %(what)s."
    next_step = "Look at the worker's log in the run's folder, and at the items set aside at the centre (/waiting/)."


class NothingToContinueError(ScenarioError):
    code = "scenario.nothing_to_continue"
    sentence = "No campaign was played to its end in this folder."
    next_step = "Run it without --continue: it begins afresh."


class RegisterRefusedError(ScenarioError):
    code = "scenario.register_refused"
    sentence = "Rows of the register were set aside: %(said)s"
    next_step = "Look at %(file)s."
