"""`bitaqa bench-identify`: one set of fingers searched among many, and one finger among more.

Prints a table and writes `build/bench/identify.json`. The gallery is invented (`gallery.py`); with `--real FOLDER`
the first impressions of a public set are mixed into it and the others searched: windows of four fingers of the set
stand in for persons, each finger at one position once. The gallery's hardness is shown beside: how high real fingers
score against strangers, real and invented.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bitaqa.foundation.matching.comparer import finger_scores
from bitaqa.foundation.matching.cylinders import Cylinders
from bitaqa.foundation.matching.errors import NothingToMeasureError
from bitaqa.foundation.matching.index.searching import RERANKED, best_rows, filtered, search
from bitaqa.foundation.matching.index.segment import PREFERRED, PersonFingers, Segment
from bitaqa.foundation.matching.index.shard import Shard
from bitaqa.foundation.matching.index.vocabulary import Vocabulary
from bitaqa.foundation.matching.measuring.fvc import Impression, impressions_of
from bitaqa.foundation.matching.measuring.gallery import gallery, kept_vocabulary, person_id, specimen_fingers
from bitaqa.foundation.matching.measuring.rates import share_of
from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.foundation.matching.templates import FingerPosition

FOUR = PREFERRED[:4]
ONE = (FingerPosition.RIGHT_INDEX,)
_REAL_SEED = 1 << 50
_CITIZENS = 40_000_000

Fingers = Mapping[FingerPosition, Cylinders]


@dataclass(frozen=True, slots=True)
class Probe:
    """Who should be found, by what."""

    person: bytes
    fingers: Fingers


def main(arguments: list[str]) -> int:
    """Exit code 2 when the folder of real fingers holds none."""
    asked = argparse.ArgumentParser(prog="bitaqa bench-identify", description=__doc__.splitlines()[0])
    asked.add_argument("--persons", type=int, default=100_000, help="with four fingers each")
    asked.add_argument("--singles", type=int, default=1_000_000, help="persons with one finger each")
    asked.add_argument("--lists", type=int, default=4096)
    asked.add_argument("--probes", type=int, default=200, help="searches for invented persons")
    asked.add_argument("--real", type=Path, help="folder of FINGER_IMPRESSION.* images")
    asked.add_argument("--processes", type=int, default=2, help="that make the gallery")
    asked.add_argument("--home", type=Path, default=Path("build/bench/gallery"))
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    try:
        real = list(impressions_of(wanted.real)) if wanted.real else []
    except (NothingToMeasureError, NotADirectoryError, FileNotFoundError) as nothing:
        print(nothing, file=sys.stderr)
        return 2
    vocabulary_path = wanted.home / "vocabulary.npz"
    vocabulary = kept_vocabulary(vocabulary_path, lists=wanted.lists)
    figures = Figures("identification: four fingers of a person, then single fingers")
    for name, positions, persons in (("four fingers", FOUR, wanted.persons), ("single fingers", ONE, wanted.singles)):
        if not persons:
            continue
        shards = gallery(
            wanted.home / name.replace(" ", "-"), vocabulary_path,
            persons=persons, positions=positions, processes=wanted.processes,
        )  # fmt: skip
        segments = [segment for shard in shards for segment in shard.segments]
        added = real_segments(wanted.home / "real", vocabulary, real, positions)
        step = max(1, persons // max(1, wanted.probes))
        invented = [
            Probe(person_id(seed), specimen_fingers(seed, positions, take=2, wear=0.1))
            for seed in range(0, persons, step)
        ][: wanted.probes]
        every = segments + added
        _add_searches(figures, name, every, vocabulary, {"invented": invented, "real": real_probes(real, positions)})
        _add_sizes(figures, name, segments, persons, len(positions))
        if positions == FOUR:
            cpu = float(figures.rows[f"{name}: filter, CPU"]["value"]) / 1e3 * _CITIZENS / persons
            figures.add("40 M people with four fingers: processor time of a filter", cpu, "s", persons)
    shutil.rmtree(wanted.home / "real", ignore_errors=True)
    if real:
        _add_hardness(figures, real)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    figures.add("highest memory of this process, mapped files included", peak, "GB", 1)
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "identify.json")
    print(f"\nwrote {wanted.out / 'identify.json'}")
    return 0


def real_persons(
    real: Sequence[Impression], positions: Sequence[FingerPosition]
) -> Iterator[tuple[bytes, list[Fingers]]]:
    """An id and every impression of each window of fingers, the first impression first."""
    names = sorted({one.finger for one in real})
    for start in range(len(names)):
        window = [names[(start + k) % len(names)] for k in range(len(positions))]
        takes = [sorted((i for i in real if i.finger == name), key=lambda i: i.impression) for name in window]
        impressions: list[Fingers] = [
            {at: finger[k].cylinders for at, finger in zip(positions, takes, strict=True)}
            for k in range(min(map(len, takes)))
        ]
        yield person_id(_REAL_SEED + start), impressions


def real_segments(
    folder: Path, vocabulary: Vocabulary, real: Sequence[Impression], positions: Sequence[FingerPosition]
) -> list[Segment]:
    """First impressions, written anew each time; the command removes them before it ends."""
    shutil.rmtree(folder, ignore_errors=True)
    if not real:
        return []
    shard = Shard.created(folder, vocabulary)
    shard.add([PersonFingers(person, takes[0]) for person, takes in real_persons(real, positions)])
    return shard.segments


def real_probes(real: Sequence[Impression], positions: Sequence[FingerPosition]) -> list[Probe]:
    return [Probe(person, take) for person, takes in real_persons(real, positions) for take in takes[1:]]


def _add_searches(
    figures: Figures, name: str, segments: list[Segment], vocabulary: Vocabulary, probes: Mapping[str, list[Probe]]
) -> None:
    persons = [row.tobytes() for segment in segments for row in segment.persons]
    rows = {person: row for row, person in enumerate(persons)}
    warm = next(probe for group in probes.values() for probe in group)
    search(segments, vocabulary, warm.fingers)  # the loop is compiled and the files are read once
    filter_cpu, whole_cpu, whole_wall = [], [], []
    for kind, group in probes.items():
        if not group:
            continue
        within, first, margins = 0, 0, []
        for probe in group:
            began = time.process_time()
            scores = filtered(segments, vocabulary, probe.fingers)
            kept = best_rows(scores, RERANKED)
            filter_cpu.append(time.process_time() - began)
            within += rows[probe.person] in kept
            began, began_wall = time.process_time(), time.perf_counter()
            answer = search(segments, vocabulary, probe.fingers)
            whole_cpu.append(time.process_time() - began)
            whole_wall.append(time.perf_counter() - began_wall)
            first += bool(answer) and answer[0].person == probe.person
            margins.append(max((c.score for c in answer if c.person != probe.person), default=0.0))
        for what, hits in ((f"in the top {RERANKED}", within), ("rank 1", first)):
            found = share_of(hits, len(group))
            figures.add(
                f"{name}: {kind} probes {what}", 100 * found.share, "%", len(group),
                low=100 * found.low, high=100 * found.high,
            )  # fmt: skip
        figures.add(f"{name}: {kind} probes, highest score of a stranger", max(margins), "score", len(group))
    figures.add(f"{name}: gallery", len(persons), "", len(persons))
    figures.add(f"{name}: filter, CPU", 1e3 * float(np.median(filter_cpu)), "ms", len(filter_cpu))
    figures.add(f"{name}: search with rerank, CPU", 1e3 * float(np.median(whole_cpu)), "ms", len(whole_cpu))
    figures.add(f"{name}: search with rerank", 1e3 * float(np.median(whole_wall)), "ms", len(whole_wall))
    figures.add(f"{name}: search with rerank, p95", 1e3 * float(np.quantile(whole_wall, 0.95)), "ms", len(whole_wall))


def _add_sizes(figures: Figures, name: str, segments: list[Segment], persons: int, fingers: int) -> None:
    sizes = [segment.bytes_on_disk() for segment in segments]
    templates = persons * fingers
    for part, what in (("lists", "bytes in memory a finger"), ("whole", "bytes on disk a finger, for the rerank")):
        each = sum(size[part] for size in sizes) / templates
        figures.add(f"{name}: {what}", each, "B", templates)
        if fingers == len(FOUR):
            total = each * fingers * _CITIZENS
            unit = "memory" if part == "lists" else "disk"
            figures.add(f"40 M people with four fingers: {unit}", total / 1e9, "GB", templates)
            if part == "lists":
                figures.add("40 M people with four fingers: machines of 256 GB", np.ceil(total / 200e9), "", templates)


def _add_hardness(figures: Figures, real: Sequence[Impression]) -> None:
    """A gallery that never resembles real fingers would flatter the engine."""
    firsts = [min((i for i in real if i.finger == f), key=lambda i: i.impression) for f in {i.finger for i in real}]
    invented = [specimen_fingers((1 << 41) + seed, ONE, take=1)[ONE[0]] for seed in range(200)]
    for what, others in (("real strangers", [i.cylinders for i in real]), ("invented strangers", invented)):
        scores = [
            score
            for one in firsts
            for other, score in zip(range(len(others)), finger_scores(one.cylinders, others), strict=True)
            if what != "real strangers" or real[other].finger != one.finger
        ]
        figures.add(
            f"99th centile of a real finger against {what}", float(np.quantile(scores, 0.99)), "score", len(scores)
        )
