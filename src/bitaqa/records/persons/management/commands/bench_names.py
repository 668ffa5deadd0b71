"""`bitaqa bench-names PAIRS`: how well names are recognised across scripts, and found how fast, on a database of its
own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

PROJECT = Path(__file__).resolve().parents[6]
REACHED: dict[str, tuple[str, float]] = {
    "recall at false-positive rate 1e-3": ("≥", 0.97),
    "keys met by the other script, arabic asked": ("≥", 0.995),
    "keys met by the other script, latin asked": ("≥", 0.995),
    "person found by the other script, arabic asked": ("≥", 0.995),
    "person found by the other script, latin asked": ("≥", 0.995),
    "candidates per million, arabic asked": ("≤", 200),
    "candidates per million, latin asked": ("≤", 200),
    "search among persons, p95": ("≤", 50),
}
"""What is to be reached; the table says yes or no."""


class Command(BaseCommand):
    help = "Measures names; prints a table and writes build/bench/names.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pairs", type=Path)
        parser.add_argument("--without", type=Path, action="append", default=[], help="leave out names of this file")
        parser.add_argument("--persons", type=int, default=1_000_000, help="0 leaves the database out")
        parser.add_argument("--searches", type=int, default=1000)
        parser.add_argument("--inside", default="", help="(inner) measure in the database of the environment")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.inside(options)
        else:
            self.measure(options)

    def measure(self, options: dict[str, Any]) -> None:
        from bitaqa.foundation.names.pairs import read_pairs, unseen
        from bitaqa.records.persons.names_bench import key_figures, word_figures

        pairs = read_pairs(options["pairs"])
        chosen = pairs.pairs
        for path in options["without"]:
            chosen = unseen(chosen, read_pairs(path).pairs)
        self.stdout.write(f"{len(pairs.pairs)} pairs, {pairs.unusable} lines without one; {len(chosen)} are measured")
        figures = word_figures(chosen) | key_figures(chosen)
        if options["persons"]:
            figures |= self.apart(options)
        self.report(figures)

    def apart(self, options: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """A fresh database of the local cluster, filled, asked and dropped."""
        from bitaqa.backbone.localpg import APP, OWNER, LocalCluster, cluster_root

        cluster = LocalCluster(cluster_root("run"))
        address = cluster.ensure_started()
        name = f"bench_names_{os.getpid()}"
        cluster.create_database(name)
        home = PROJECT / "build" / "bench"
        home.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **address.environment(name=name, user=APP)}
        owner = {**environment, **address.environment(name=name, user=OWNER)}
        out = home / f"{name}.json"
        run = [sys.executable, "-m", "bitaqa"]
        try:
            subprocess.run([*run, "centre-manage", "migrate", "--no-input", "-v0"], env=owner, check=True)
            inner = [*run, "bench-names", str(options["pairs"]), "--inside", str(out)]
            inner += ["--persons", str(options["persons"]), "--searches", str(options["searches"])]
            for path in options["without"]:
                inner += ["--without", str(path)]
            subprocess.run(inner, env=owner, check=True)
            return dict(json.loads(out.read_text(encoding="utf-8")))
        finally:
            out.unlink(missing_ok=True)
            cluster.drop_database(name)
            cluster.release()

    def inside(self, options: dict[str, Any]) -> None:
        from bitaqa.foundation.names.pairs import read_pairs, unseen
        from bitaqa.records.persons.names_bench import register_figures

        chosen = read_pairs(options["pairs"]).pairs
        for path in options["without"]:
            chosen = unseen(chosen, read_pairs(path).pairs)
        figures = register_figures(
            chosen, persons=options["persons"], searches=options["searches"], told=self.stdout.write, bare=True
        )
        Path(options["inside"]).write_text(json.dumps(figures), encoding="utf-8")

    def report(self, figures: dict[str, dict[str, Any]]) -> None:
        self.stdout.write(f"\nnames, {os.cpu_count()} cores, {platform.machine()}")
        for name, figure in figures.items():
            sign, goal = REACHED.get(name, ("", 0.0))
            reached = ""
            if sign:
                good = figure["value"] >= goal if sign == "≥" else figure["value"] <= goal
                reached = f"   {sign} {goal:g}: {'reached' if good else 'NOT reached'}"
            self.stdout.write(f"  {name:<52}{figure['value']:>12g} {figure['unit']:<18}n={figure['n']}{reached}")
        out = PROJECT / "build" / "bench" / "names.json"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps({"figures": figures}, indent=1), encoding="utf-8")
        self.stdout.write(f"wrote {out.relative_to(PROJECT)}")
