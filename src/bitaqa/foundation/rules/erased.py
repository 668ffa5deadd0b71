"""What stands in a row of the register where a person's words were erased: readable, and nobody's.

Screens that list old rows go on working and show at once that something was erased. Refuses nothing.
"""

from __future__ import annotations

from typing import Any, Final

ERASED_AR: Final = "محذوف"
ERASED_LATIN: Final = "ERASED"
ERASED_BIRTH: Final = "1850"
"""The earliest year that can still be read as a birth date: nobody alive was born in it."""
ERASED_IDENTITY: Final[dict[str, Any]] = {
    "names": {"arabic": {"given": ERASED_AR}, "latin": {"given": ERASED_LATIN}},
    "sex": "X",
    "birth": ERASED_BIRTH,
    "birth_place_ar": "",
    "birth_place_latin": "",
    "nationality": "XXX",
    "address": {"place": "erased"},
}
"""An `Identity` that names nobody."""
