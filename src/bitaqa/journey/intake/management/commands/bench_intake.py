"""`bitaqa bench-intake`: packets of 300 KB from sealed bytes to applications in the register, on a database of
its own."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

PROJECT = Path(__file__).resolve().parents[6]


class Command(BaseCommand):
    help = "Measures intake; prints a table and writes build/bench/intake.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--packets", type=int, default=3000)
        parser.add_argument("--processes", type=int, default=2)
        parser.add_argument("--batch", type=int, default=64)
        parser.add_argument("--share", default="", help="(inner) folder of one process's packets")
        parser.add_argument("--seal", default="", help="(inner) folder to seal packets into")
        parser.add_argument("--number", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            self.seal(Path(options["seal"]), options)
        elif options["share"]:
            self.share(Path(options["share"]), options)
        else:
            self.measure(options)

    def seal(self, folder: Path, options: dict[str, Any]) -> None:
        from bitaqa.backbone.vault.door import ensure_keys
        from bitaqa.journey.intake.bench import BY, provisioned_station, write_packets

        ensure_keys(by=BY)
        station = provisioned_station(options["number"])
        write_packets(station, options["packets"], folder, seed=options["number"] + 1)
        (folder / "station").write_text(f"{station.head.station}", encoding="ascii")

    def share(self, folder: Path, options: dict[str, Any]) -> None:
        from uuid import UUID

        from bitaqa.journey.intake.bench import measured_share, order_of
        from bitaqa.journey.intake.door import Sender

        sender = Sender(UUID((folder / "station").read_text(encoding="ascii")), 1)
        paths = order_of(sorted(folder.glob("*.btq")), options["number"])
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        batches, stages = measured_share(paths, sender, batch=options["batch"])
        sys.stdout.write(json.dumps({"batches": batches, "stages": stages.seconds, "packets": len(paths)}) + "\n")

    def measure(self, options: dict[str, Any]) -> None:
        from bitaqa.backbone.localpg import APP, OWNER, LocalCluster, cluster_root
        from bitaqa.journey.intake.bench import middle

        cluster = LocalCluster(cluster_root("run"))
        address = cluster.ensure_started()
        name, home = f"bench_intake_{os.getpid()}", Path(tempfile.mkdtemp(prefix="bitaqa-bench-", dir="/var/tmp"))
        cluster.create_database(name)
        environment = {**os.environ, **address.environment(name=name, user=APP), "BITAQA_HOME": str(home / "var")}
        try:
            owner = {**environment, **address.environment(name=name, user=OWNER)}
            run = [sys.executable, "-m", "bitaqa"]
            subprocess.run([*run, "centre-manage", "migrate", "--no-input", "-v0"], env=owner, check=True)
            each = options["packets"] // options["processes"]
            numbers = range(options["processes"])
            self.stdout.write(f"sealing {each * options['processes']} packets of about 300 KB …")
            for number in numbers:
                arguments = ["--seal", str(home / f"p{number}"), "--packets", str(each), "--number", str(number)]
                subprocess.run([*run, "bench-intake", *arguments], env=environment, check=True)
            size = sum(path.stat().st_size for path in home.glob("p*/*.btq"))
            workers = [
                subprocess.Popen(
                    [
                        *run,
                        "bench-intake",
                        "--share",
                        str(home / f"p{number}"),
                        "--number",
                        str(number),
                        "--batch",
                        str(options["batch"]),
                    ],
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                for number in numbers
            ]
            for worker in workers:
                assert worker.stdout is not None  # noqa: S101 - asked for above
                worker.stdout.readline()
            began = time.perf_counter()
            for worker in workers:
                assert worker.stdin is not None  # noqa: S101 - asked for above
                worker.stdin.write("go\n")
                worker.stdin.flush()
            told = [json.loads(worker.communicate()[0]) for worker in workers]
            took = time.perf_counter() - began
            count = self.entered(environment, run)
        finally:
            cluster.drop_database(name)
            cluster.release()
            shutil.rmtree(home, ignore_errors=True)
        total = each * options["processes"]
        if count != total:
            raise SystemExit(f"{total} packets were sent and {count} applications entered")
        figures = {
            "packets per second": {"value": round(total / took, 1), "unit": "packets/s", "n": total},
            "packet size": {"value": round(size / total / 1000, 1), "unit": "KB", "n": total},
            f"median batch of {options['batch']}": {
                "value": round(1000 * middle([s for t in told for s in t["batches"]]), 1),
                "unit": "ms",
                "n": sum(len(t["batches"]) for t in told),
            },
        }
        for stage in told[0]["stages"]:
            seconds = sum(t["stages"].get(stage, 0.0) for t in told)
            figures[stage] = {"value": round(1000 * seconds / total, 2), "unit": "ms/packet", "n": total}
        self.report(figures, options)

    def entered(self, environment: dict[str, str], run: list[str]) -> int:
        code = "from bitaqa.records.applications.models import Application as A; print(A.objects.count())"
        found = subprocess.run(
            [*run, "centre-manage", "shell", "-v0", "-c", code],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return int(found.stdout.strip().splitlines()[-1])

    def report(self, figures: dict[str, dict[str, Any]], options: dict[str, Any]) -> None:
        self.stdout.write(
            f"\nintake, {options['processes']} processes, {os.cpu_count()} cores, {platform.machine()}, fsync on"
        )
        for name, figure in figures.items():
            self.stdout.write(f"  {name:<34}{figure['value']:>10} {figure['unit']}")
        out = PROJECT / "build" / "bench" / "intake.json"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps({"figures": figures}, indent=1), encoding="utf-8")
        self.stdout.write(f"wrote {out.relative_to(PROJECT)}")
