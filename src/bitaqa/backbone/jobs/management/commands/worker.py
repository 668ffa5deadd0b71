"""`bitaqa worker`: one worker process of the centre; start as many as there are cores to give."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.jobs.errors import MigrationsMissingError
from bitaqa.backbone.jobs.running import run_worker


class Command(BaseCommand):
    help = "Runs the pipeline's steps until it is asked to stop (SIGTERM finishes the batch in hand)."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="steps running side by side (default 2)")
        parser.add_argument("--name", default=None, help="the worker's name in the log")
        parser.add_argument("--queues", default="", help="only these, with commas: steps, fingers (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        queues = [each.strip() for each in options["queues"].split(",") if each.strip()]
        try:
            run_worker(concurrency=options["concurrency"], name=options["name"], queues=queues)
        except MigrationsMissingError as error:
            raise CommandError(f"{error} {error.next_step}") from error
