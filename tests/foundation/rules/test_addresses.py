"""The day of an address that is the one held already is kept; another address brings its own."""

from __future__ import annotations

from datetime import date

from bitaqa.foundation.rules.persons import Identity, completed
from bitaqa.foundation.specimens.people import person


def test_silence_about_the_day_of_the_same_address_keeps_it() -> None:
    told = Identity.model_validate(person(3, 1).identity_map("el-borouj"))
    since = told.address.model_copy(update={"since": date(2019, 5, 2)})
    held = told.model_copy(update={"address": since})
    assert completed(told, held).address.since == date(2019, 5, 2)
    moved = told.model_copy(update={"address": told.address.model_copy(update={"lines_latin": ("Rue Neuve 3",)})})
    assert completed(moved, held).address.since is None
    dated = told.model_copy(update={"address": told.address.model_copy(update={"since": date(2026, 5, 4)})})
    assert completed(dated, held).address.since == date(2026, 5, 4), "said anew"
