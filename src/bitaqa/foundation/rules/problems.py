"""What is wrong with a field that breaks a rule, as a clause that can be translated.

The library that checks shapes speaks English only, and of its own types: a reader at a station or over a quarantined
packet gets one of the clauses below instead. They are msgids of the catalogues of `ui`. Refuses nothing: a break of
another sort is told by `OTHER`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic import ValidationError

OTHER: Final = "its value is not one that can stand here"
PROBLEMS: Final = {
    "missing": "it is missing",
    "extra_forbidden": "it has no place here",
    "string_too_long": "it is too long",
    "string_too_short": "it is too short",
    "bytes_too_long": "it is too long",
    "too_long": "it has too many entries",
    "too_short": "it has too few entries",
    "literal_error": "it is not one of the values allowed",
    "enum": "it is not one of the values allowed",
    "string_pattern_mismatch": "it is not written as agreed",
}
"""By the checking library's type of error."""
OF_RULES: Final = (
    "a card is destroyed by two different people",
    "a card is handed over to a verified person who signs",
    "a card is destroyed before a second person",
    "a finger is either captured or excused with a reason",
    "the ground does not belong to this kind of application",
    "an incomplete file names the later visit",
    "a correction names what it corrects, and nothing else does",
    "each of ten fingers is captured or excused",
    "a number of the card is needed",
    "either a reason, or a person with the document due",
)
"""What the shapes of this package say themselves."""
_PREFIX: Final = "Value error, "


def problem_of(refused: ValidationError) -> str:
    """The clause of the first broken rule: one of PROBLEMS, of OF_RULES, or OTHER."""
    first = refused.errors(include_input=False, include_url=False)[0]
    said = str(first["msg"]).removeprefix(_PREFIX)
    if first["type"] == "value_error" and said in OF_RULES:
        return said
    return PROBLEMS.get(first["type"], OTHER)
