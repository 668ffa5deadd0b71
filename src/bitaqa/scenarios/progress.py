"""What the terminal shows while a campaign is played: a bar per step, and the time each step took in all.

Steps come back day after day; their bars go on from where they were. Without a terminal it prints one line per step
begun, so that a log stays readable.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

TITLES = {
    "register": "تحميل السجل · register loaded",
    "enrolment": "التسجيل · enrolment",
    "completion": "استكمال الملفات · files completed",
    "upload": "إرسال الحزم · packets",
    "decision": "البت · decisions",
    "production": "الإنتاج · cards made",
    "hand-over": "التسليم · hand-over",
    "return": "الإرجاع · returns, destruction",
}


@dataclass
class Step:
    """One run of a step; `advance` counts people, cards or rounds."""

    progress: Progress
    name: str

    def advance(self, by: int = 1) -> None:
        self.progress.advance(self.name, by)


@dataclass
class Progress:
    console: Console
    seconds: dict[str, float] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    _bars: Bars | None = None
    _tasks: dict[str, object] = field(default_factory=dict)

    @contextmanager
    def showing(self) -> Iterator[Progress]:
        columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        if not self.console.is_terminal:
            yield self
            return
        with Bars(*columns, console=self.console) as self._bars:
            yield self
        self._bars = None

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        """Times a step and shows its bar; called again with the same name it goes on."""
        if name not in self.totals and not self.console.is_terminal:
            self.console.print(f"  · {TITLES.get(name, name)}", highlight=False)
        self.totals[name] = self.totals.get(name, 0) + total
        self._show(name)
        began = time.monotonic()
        try:
            yield Step(self, name)
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began

    def advance(self, name: str, by: int) -> None:
        self.done[name] = self.done.get(name, 0) + by
        self._show(name)

    def _show(self, name: str) -> None:
        if self._bars is None:
            return
        task = self._tasks.get(name)
        if task is None:
            task = self._tasks[name] = self._bars.add_task(TITLES.get(name, name), total=self.totals[name])
        self._bars.update(task, completed=self.done.get(name, 0), total=self.totals[name])  # type: ignore[arg-type]
