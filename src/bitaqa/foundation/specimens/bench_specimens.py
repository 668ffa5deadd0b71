"""`bitaqa bench-specimens`: what the simulated device costs: a portrait, a paper, a finger's template and its image.

A played campaign draws thousands of each, so their price decides how long a play lasts. Prints a table and writes
`build/bench/specimens.json`. Times are processor seconds of one thread; the median counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.papers import paper_scan
from bitaqa.foundation.specimens.people import people
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.foundation.specimens.ridges import ridge_image


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bitaqa bench-specimens", description=__doc__.splitlines()[0])
    asked.add_argument("--times", type=int, default=40, help="how many of each are drawn")
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    crowd = list(people(5, wanted.times + 1))
    finger = FingerPosition.LEFT_RING
    figures = Figures("specimens of the simulated device, processor time of one thread")
    work: dict[str, Callable[[int], object]] = {
        "portrait": lambda i: portrait(i, female=True, age=30),
        "scan of a paper": lambda i: paper_scan("birth_record", crowd[i]),
        "template of an impression": lambda i: impression(specimen_finger(900 + i, finger), 1),
        "image of an impression": lambda i: ridge_image(specimen_finger(i, finger), 1),
    }
    for name, draw in work.items():
        figures.add(name, 1000 * median(_costs(draw, wanted.times)), "ms", wanted.times)
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "specimens.json")
    return 0


def _costs(draw: Callable[[int], object], times: int) -> list[float]:
    draw(0)  # what is made once (fonts, pens) is not counted
    spent = []
    for i in range(1, times + 1):
        began = time.thread_time()
        draw(i)
        spent.append(time.thread_time() - began)
    return spent
