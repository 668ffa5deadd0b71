"""Errors as facts: a stable code, typed facts, and a whole sentence that can be translated.

A program shows `sentence` (an English msgid with `%(name)s` placeholders) in the reader's language and logs
`code` and the names of the facts only, never their values: facts may be personal. `next_step` says what to do.
Refuses: an error class without a code, two classes with one code, a fact missing from the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

_CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

TRY_AGAIN = "Reload the page and try again; if it is refused again, report it with the code."
CHOOSE_AGAIN = "Go back to the list and choose again: it may have changed a moment ago."
PROGRAM_FAULT = "Nothing was changed; the program has a fault, report it with the code."
"""Next steps that many errors share; none is without one."""

ERRORS: dict[str, type[BitaqaError]] = {}
"""Every error class by its code; the reference page and its test are built from it."""


class BitaqaError(Exception):
    """The act did not happen; the message says which fact stood in the way.

    Subclasses set `code` (`room.fact`), `sentence`, and `next_step` (what the reader can do now).
    Facts are given by keyword and are kept in `facts`.
    """

    code: ClassVar[str] = "kernel.error"
    sentence: ClassVar[str] = "The act did not happen."
    next_step: ClassVar[str] = ""
    words: ClassVar[Mapping[str, Mapping[str, object]]] = {}
    """What each code reads as, by the fact that holds it: msgids, or a room's own lazy texts. Facts keep the code."""
    status: ClassVar[int] = 409
    """HTTP status when it reaches a machine door."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            return  # an abstract step of the tree shares its parent's code
        if not _CODE.match(cls.code):
            raise TypeError(f"{cls.__name__}.code must read 'room.fact', not {cls.code!r}")
        known = ERRORS.get(cls.code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__name__} and {known.__name__} share the code {cls.code!r}")
        ERRORS[cls.code] = cls

    def __init__(self, **facts: Any) -> None:
        wanted = set(_PLACEHOLDER.findall(self.sentence)) | set(_PLACEHOLDER.findall(self.next_step))
        missing = wanted - facts.keys()
        if missing:
            raise TypeError(f"{type(self).__name__} needs the facts {sorted(missing)}")
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        """The English sentence, whole; translated by `bitaqa.ui.errors` where a person reads it."""
        return self.sentence % self.facts

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.facts))


def _rebuild(kind: type[BitaqaError], facts: dict[str, Any]) -> BitaqaError:
    return kind(**facts)
