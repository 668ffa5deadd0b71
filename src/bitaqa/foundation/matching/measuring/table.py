"""A table of figures on the terminal and the same figures as JSON: what every measuring command ends with."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Figures:
    """Figures by name, each with its unit and the number of things it was taken over."""

    title: str
    rows: dict[str, dict[str, float | int | str]] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: str, n: int, **more: float) -> None:
        self.rows[name] = {"value": round(value, 4), "unit": unit, "n": n, **{k: round(v, 4) for k, v in more.items()}}

    def lines(self) -> list[str]:
        wide = max(map(len, self.rows), default=0) + 2
        found = [self.title, machine_line(), ""]
        for name, row in self.rows.items():
            bounds = f"   95 % {row['low']} to {row['high']}" if "low" in row else ""
            found.append(f"  {name:<{wide}}{row['value']:>12} {row['unit']:<6} n={row['n']}{bounds}")
        return found

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        about = {"title": self.title, "machine": machine_line(), "command": " ".join(sys.argv[1:])}
        path.write_text(json.dumps({"figures": self.rows, **about}, indent=1, ensure_ascii=False), encoding="utf-8")


def machine_line() -> str:
    """Processor, cores and load: a figure without its machine says little."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    except OSError:
        pass  # not Linux: the name of the platform stands
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"{name}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
