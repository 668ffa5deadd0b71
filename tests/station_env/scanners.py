"""Simulated finger scanners as a program of its own, one per fault, and a station told to believe their maker."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bitaqa.station.devices.simulator.answers import FAULTS


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One program with a device per fault, and the folder that trusts its maker."""
    trust = tmp_path_factory.mktemp("trust")
    command = [sys.executable, "-m", "bitaqa", "device-simulator", "--port", "0", "--trust", str(trust)]
    command += [part for fault in FAULTS for part in ("--fault", fault)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        lines = [json.loads(program.stdout.readline()) for _ in FAULTS]
        yield {"trust": trust, **{line["fault"]: line["port"] for line in lines}}
    finally:
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 0
        assert program.stdout is not None
        program.stdout.close()


@pytest.fixture
def trusting(devices: dict[str, Any], settings: Any) -> dict[str, Any]:
    settings.BITAQA_DEVICE_TRUST = str(devices["trust"])
    settings.BITAQA_DEVICE_PORTS = str(devices["none"])
    return devices
