"""Which rules a station goes by: those its field pack names, shipped with the software or the authority's own file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from station_env.place import Place, adult


@pytest.fixture
def own(tmp_path: Path) -> Path:
    text = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    file = tmp_path / "own.toml"
    file.write_text(text.replace('version = "ma-2026.1"', 'version = "ma-own.1"', 1), encoding="utf-8")
    return file


def test_the_rules_shipped_and_the_authority_s_own(place: Place, settings: Any, own: Path) -> None:
    from bitaqa.station.fieldpack.rules import country

    assert country().version == "ma-2026.1"
    settings.BITAQA_COUNTRY_PACK = str(own)
    assert country().version == "ma-own.1"


def test_rules_of_another_country_are_refused(place: Place, settings: Any, own: Path) -> None:
    from bitaqa.station.fieldpack.errors import RulesDifferError
    from bitaqa.station.fieldpack.rules import country

    own.write_text(own.read_text(encoding="utf-8").replace('code = "ma"', 'code = "zz"', 1), encoding="utf-8")
    settings.BITAQA_COUNTRY_PACK = str(own)
    with pytest.raises(RulesDifferError):
        country()


def test_a_station_of_other_rules_than_the_pack_s_enrols_nobody_anew(place: Place, settings: Any, own: Path) -> None:
    from bitaqa.station.fieldpack.errors import RulesVersionDiffersError
    from bitaqa.station.fieldpack.rules import check_enrolment_allowed

    check_enrolment_allowed(place.now)
    draft = place.start()
    settings.BITAQA_COUNTRY_PACK = str(own)
    with pytest.raises(RulesVersionDiffersError) as refused:
        check_enrolment_allowed(place.now)
    assert refused.value.facts == {"here": "ma-own.1", "there": "ma-2026.1"} and refused.value.next_step
    with pytest.raises(RulesVersionDiffersError):
        place.start()
    place.fill(draft, adult())  # what was begun goes on
    place.install(2, rules_version="ma-own.1")
    check_enrolment_allowed(place.now)
