"""Which rules a station goes by: those its field pack names, shipped with the software or the authority's own file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from station_env.place import Place


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
