"""Waiting until the centre rests: nothing waits in the steps that matter. Refuses to wait for what stays still."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bitaqa.scenarios.errors import StillWaitingError
from bitaqa.scenarios.setting_up import Stage

PATIENCE_SECONDS = 240.0


def wait_until_still(stage: Stage, campaign: str, what: str, *, steps: Sequence[str] = ()) -> None:
    """Until nothing waits in these steps (in any, when none is named). Raises StillWaitingError, ProgramDiedError."""
    until = time.monotonic() + PATIENCE_SECONDS
    before: dict[str, int] = {}
    while True:
        waiting = stage.centre.progress(campaign)["waiting"]
        chosen = {name: n for name, n in waiting.items() if not steps or name in steps}
        if not chosen:
            return
        if chosen != before:  # as long as something moves, it is waited for
            before, until = chosen, time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() > until:
            raise StillWaitingError(seconds=int(PATIENCE_SECONDS), what=f"{what} {chosen}")
        stage.programs.check_alive()
        time.sleep(0.1)
