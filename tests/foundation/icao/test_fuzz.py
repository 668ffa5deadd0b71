"""Damaged files end in named errors, whichever parser meets them. The long form is `fuzz_parsers` itself."""

from __future__ import annotations

import pytest

from foundation.icao.fuzz_parsers import faults, targets


@pytest.mark.parametrize("seed", [1, 2])
def test_damaged_files_are_named_errors(seed: int) -> None:
    assert faults(seed, cases=3000) == (3000, {})


def test_sound_files_are_read() -> None:
    for data, parse in targets():
        parse(data)
