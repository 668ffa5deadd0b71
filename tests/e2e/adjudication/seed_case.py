"""Puts one doubtful application, its candidate and two adjudicators into a centre, under its settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bitaqa.centre.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.db import transaction  # noqa: E402

from centre.screening import bench  # noqa: E402


def main() -> None:
    known = bench.known

    def committed(who: object) -> object:
        with transaction.atomic():
            return known(who)  # type: ignore[arg-type]

    bench.known = committed  # type: ignore[assignment]
    print(bench.make_bench().case.id, flush=True)


if __name__ == "__main__":
    main()
