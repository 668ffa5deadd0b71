"""`bitaqa bench-screening`: known duplicates in a seeded register, on a database of its own; also
build/bench/screening.json."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

PROJECT = Path(__file__).resolve().parents[6]


class Command(BaseCommand):
    help = "Measures screening on a register whose truth is known."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--register", type=int, default=20_000, help="people held by name before anybody comes")
        parser.add_argument("--applications", type=int, default=2_000, help="honest files")
        parser.add_argument("--duplicates", type=int, default=270, help="people who come again by a trick")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--seconds", type=float, default=0, help="measured median of a decision; 0: a range")
        parser.add_argument("--out", type=Path, default=PROJECT / "build" / "bench")
        parser.add_argument("--inside", action="store_true", help="(inner) measure in the database of the environment")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["inside"]:
            self.apart(options)
            return
        from bitaqa.journey.screening.measuring.figures import figures_of
        from bitaqa.journey.screening.measuring.running import measure

        measured = measure(
            seed=options["seed"], register=options["register"], count=options["applications"],
            seeded=options["duplicates"], told=self.stdout.write,
        )  # fmt: skip
        figures = figures_of(measured, register=options["register"], seconds=options["seconds"])
        self.stdout.write("\n".join(figures.lines()))
        figures.write(options["out"] / "screening.json")
        self.stdout.write(f"\nwrote {options['out'] / 'screening.json'}")

    def apart(self, options: dict[str, Any]) -> None:
        """A fresh database of the local cluster and a fresh home, filled, asked and dropped."""
        from bitaqa.backbone.localpg import APP, OWNER, LocalCluster, cluster_root

        cluster = LocalCluster(cluster_root("run"))
        address = cluster.ensure_started()
        name, home = f"bench_screening_{os.getpid()}", tempfile.mkdtemp(prefix="bitaqa-bench-", dir="/var/tmp")
        cluster.create_database(name)
        environment = {**os.environ, **address.environment(name=name, user=APP), "BITAQA_HOME": home}
        run = [sys.executable, "-m", "bitaqa"]
        try:
            owner = {**environment, **address.environment(name=name, user=OWNER)}
            subprocess.run([*run, "centre-manage", "migrate", "--no-input", "-v0"], env=owner, check=True)
            inner = [*run, "bench-screening", "--inside", "--out", str(options["out"].resolve())]
            for each in ("register", "applications", "duplicates", "seed", "seconds"):
                inner += [f"--{each}", str(options[each])]
            subprocess.run(inner, env=environment, check=True)
        finally:
            cluster.drop_database(name)
            cluster.release()
            shutil.rmtree(home, ignore_errors=True)
