"""`bitaqa device-simulator`: simulated finger scanners on 127.0.0.1, one per fault asked for, until it is stopped.

Each scanner has a port of its own and is announced on standard output as one line of JSON. `--trust FOLDER` writes the
maker's certificate where a station may be pointed at with BITAQA_DEVICE_TRUST.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any, Final

from bitaqa.foundation.sbi.vocabulary import DISCOVER, FIRST_PORT, INFO, PATHS, REGISTRATION_CAPTURE, STREAM

from .answers import FAULTS, SimulatedDevice
from .identity import DeviceIdentity, Maker

FRAMES_A_SECOND: Final = 4
LONGEST_REQUEST: Final = 64 * 1024
HANGS_SECONDS: Final = 600
"""What the fault `timeout` takes beyond the time it was given; the device stays busy meanwhile."""


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or Ctrl-C."""
    asked = _arguments(arguments)
    servers = open_devices(asked.fault or ["none"], first_port=asked.port, body=asked.seed, trust=asked.trust)
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(json.dumps({"port": server.device.port, "fault": server.device.fault}), flush=True)
    stopped.wait()
    for server in servers:
        server.shutdown()
        server.server_close()
    return 0


class DeviceServer(ThreadingHTTPServer):
    """One device on one port of loopback."""

    daemon_threads = True

    def __init__(self, device: SimulatedDevice, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Wire)
        self.device = device
        device.port = self.server_address[1]
        self.capturing = threading.Lock()


def open_devices(faults: list[str], *, first_port: int, body: int, trust: Path | None) -> list[DeviceServer]:
    """A device per fault, on successive ports (`first_port` 0: any free ones)."""
    maker = Maker.new()
    if trust is not None:
        maker.write(trust)
    known = DeviceIdentity.new("SPEC00000001", maker=maker)  # one key: making more takes a weak machine seconds
    servers = []
    for at, fault in enumerate(faults):
        who = known if fault != "stranger" else DeviceIdentity.new("STRANGER0001", maker=Maker.new("Stranger"))
        device = SimulatedDevice(who, body, fault)
        servers.append(DeviceServer(device, first_port + at if first_port else 0))
    return servers


class _Wire(BaseHTTPRequestHandler):
    """The four verbs. Anything else is answered 501 by the library."""

    protocol_version = "HTTP/1.1"
    server: DeviceServer

    def do_MOSIPDISC(self) -> None:
        self._asked(DISCOVER)
        self._answer(self.server.device.discovery())

    def do_MOSIPDINFO(self) -> None:
        self._asked(INFO)
        self._answer(self.server.device.info())

    def do_RCAPTURE(self) -> None:
        device, asked = self.server.device, self._asked(REGISTRATION_CAPTURE)
        if not self.server.capturing.acquire(blocking=False):
            busy = SimulatedDevice(device.identity, device.body, "busy", device.port)
            return self._answer(busy.capture(asked))
        try:
            if device.fault == "timeout":
                time.sleep(float(asked["timeout"]) / 1000 + HANGS_SECONDS)
            self._answer(device.capture(asked))
        finally:
            self.server.capturing.release()
        return None

    def do_STREAM(self) -> None:
        self._asked(STREAM)
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=--BoundaryString")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        frame = self.server.device.frame()
        head = f"--BoundaryString\r\nContent-Type:image/jpeg\r\nContent-Length:{len(frame)}\r\n\r\n".encode()
        try:
            while True:
                self.wfile.write(head + frame + b"\r\n")
                time.sleep(1 / FRAMES_A_SECOND)
        except OSError:
            return  # whoever looked has gone

    def _asked(self, verb: str) -> dict[str, Any]:
        size = min(int(self.headers.get("Content-Length") or 0), LONGEST_REQUEST)
        body = self.rfile.read(size)
        asked = json.loads(body) if body and self.path == PATHS[verb] else {}
        return asked if isinstance(asked, dict) else {}

    def _answer(self, answer: Any) -> None:
        body = json.dumps(answer).encode()
        fault = self.server.device.fault if self.command == REGISTRATION_CAPTURE else "none"
        if fault == "garbled":
            body = body[: len(body) // 2]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Location", f"http://127.0.0.1:{self.server.device.port}")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(body[: len(body) // 2] if fault == "unplugged" else body)

    def log_message(self, format: str, *values: Any) -> None:
        """Nothing: a device's log is no place for who was captured when."""


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bitaqa device-simulator")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="of the first device; 0 takes free ones")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="a device with that fault; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="the invented person whose fingers are laid down")
    parser.add_argument("--trust", type=Path, help="folder into which the maker's certificate is written")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
