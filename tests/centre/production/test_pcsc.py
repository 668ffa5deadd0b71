"""A card made and read over a real PC/SC stack: pcscd, its virtual reader (vpcd) and the system's own library.

The simulated chip answers on vpcd's socket, so that resets, answer-to-reset, short and extended commands pass through
the same daemon and driver interface as with a reader on a desk. pcscd asks for root; elsewhere this is skipped. The
virtual reader is told to call us on the loopback: as packaged it would listen on every address.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar
from uuid import UUID

import pytest

from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.pcsc import PcscChip, readers
from bitaqa.foundation.icao.chip.personalise import personalise
from bitaqa.foundation.icao.chip.prepare import ChipContent, ChipProfile, prepared_batch
from bitaqa.foundation.icao.chip.reading import read_card
from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.icao.chip_errors import ChipSilentError
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails
from bitaqa.foundation.specimens.portraits import portrait
from foundation.icao.utopia import BATCH, ISSUED, ZONE, Utopia, day

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")
PYSCARD = "/usr/lib/python3/dist-packages/smartcard/__init__.py"
ATR = bytes.fromhex("3B80800101")
SERIAL = bytes(range(10))
T = TypeVar("T")
TRANSPORT, ISSUER = DiversifiedKeys(b"transport-master", 1), DiversifiedKeys(b"issuer-master-16", 2)


class Slot:
    """Where the virtual reader calls: messages of two bytes of length; one byte is power off, on, reset, or ATR.

    It has two slots, on neighbouring ports, and dies when nobody answers the second: a card lies in each.
    """

    def __init__(self) -> None:
        self._servers = two_neighbours()
        self.port = self._servers[0].getsockname()[1]
        self._threads = [Thread(target=self._serve, args=(server, blank()), daemon=True) for server in self._servers]
        for thread in self._threads:
            thread.start()

    def _serve(self, server: socket.socket, chip: SimulatedChip) -> None:
        try:
            line, _ = server.accept()
        except OSError:
            return
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with line, suppress(ConnectionError):  # the daemon ends as it likes when a test is over
            while (message := self._message(line)) is not None:
                if len(message) == 1:
                    if message[0] == 4:
                        self._say(line, ATR)
                    else:
                        chip.reset()
                else:
                    self._say(line, chip.transmit(message))

    def _message(self, line: socket.socket) -> bytes | None:
        size = self._exactly(line, 2)
        return None if size is None else self._exactly(line, int.from_bytes(size, "big"))

    @staticmethod
    def _exactly(line: socket.socket, size: int) -> bytes | None:
        read = b""
        while len(read) < size:
            part = line.recv(size - len(read))
            if not part:
                return None
            read += part
        return read

    @staticmethod
    def _say(line: socket.socket, message: bytes) -> None:
        line.sendall(len(message).to_bytes(2, "big") + message)

    def close(self) -> None:
        for server in self._servers:
            server.close()
        for thread in self._threads:
            thread.join(10)


def blank() -> SimulatedChip:
    return SimulatedChip(serial=SERIAL, transport=TRANSPORT.of(SERIAL), randbytes=secrets.token_bytes)


def two_neighbours() -> list[socket.socket]:
    """Two listening sockets on the loopback, the second one port above the first."""
    for _ in range(100):
        first = socket.create_server(("127.0.0.1", 0))
        try:
            return [first, socket.create_server(("127.0.0.1", first.getsockname()[1] + 1))]
        except OSError:
            first.close()
    pytest.fail("no two neighbouring ports are free")


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[str]:
    """A PC/SC reader with a blank card on it."""
    if os.geteuid() != 0:
        pytest.skip("pcscd asks for root")
    if not DRIVER.exists() or not shutil.which("pcscd"):
        pytest.fail("pcscd and vsmartcard-vpcd are missing: run set-up")
    if SOCKET.exists() and readers():
        pytest.skip("a pcscd with readers of its own runs here; this test would put a virtual reader into it")
    slot = Slot()
    configuration = tmp_path / "readers"
    configuration.mkdir()
    name = "Bitaqa test reader"
    (configuration / "vpcd").write_text(
        f'FRIENDLYNAME "{name}"\nDEVICENAME 127.0.0.1:{slot.port}\nLIBPATH {DRIVER}\nCHANNELID {slot.port}\n'
    )
    with (tmp_path / "pcscd.log").open("wb") as log:
        daemon = subprocess.Popen(["pcscd", "--foreground", "-c", str(configuration)], stdout=log, stderr=log)
        try:
            found = until(
                lambda: next((each for each in readers() if name in each and each.endswith("00 00")), None),
                "the virtual reader",
            )
            yield found
        finally:
            daemon.terminate()
            daemon.wait(20)
            slot.close()
            SOCKET.unlink(missing_ok=True)
            Path("/run/pcscd/pcscd.pid").unlink(missing_ok=True)


def test_a_card_is_made_and_read_over_pcsc(reader: str) -> None:
    utopia, order = Utopia(), UUID(int=1)
    face, person = portrait(4, female=True, age=40), PersonDetails("العلوي", "فاطمة")
    content = ChipContent(ZONE, face, person, DocumentDetails("SPECIMEN", ISSUED), "271828")
    loads, refused = prepared_batch(BATCH, {order: content}, profile=ChipProfile(), signer=utopia.sods(), at=day(30))
    assert not refused
    with until(lambda: connected(reader), "the card") as chip:
        personalise(chip, loads[order], transport=TRANSPORT, issuer=ISSUER, randbytes=secrets.token_bytes)
    for secret in (AccessSecret.can("271828"), AccessSecret.zone(ZONE)):
        with PcscChip(reader) as chip:
            found = read_card(chip, secret=secret, trust=utopia.trust(), at=day(31), randbytes=secrets.token_bytes)
        assert found.groups == loads[order].groups
        assert found.chip_authenticated and found.actively_authenticated


class ByPyscard:
    """A chip reached through pyscard, in a process of the system's own Python."""

    def __init__(self, reader: str) -> None:
        script = Path(__file__).with_name("pyscard_relay.py")
        environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "-I", str(script), reader], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment,
        )  # fmt: skip
        self.counted = 0

    def _heard(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def _say(self, line: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._heard()

    def __enter__(self) -> ByPyscard:
        assert self._heard() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)

    def transmit(self, command: bytes) -> bytes:
        self.counted += 1
        return bytes.fromhex(self._say(command.hex()))

    def reset(self) -> None:
        self._say("reset")


def test_pyscard_reads_every_data_group_through_pace(reader: str) -> None:
    if not Path(PYSCARD).exists():
        pytest.fail("python3-pyscard is missing: run set-up")
    utopia, order = Utopia(), UUID(int=1)
    content = ChipContent(
        ZONE, portrait(4, female=True, age=40), PersonDetails("العلوي", "فاطمة"), DocumentDetails("SPECIMEN", ISSUED),
        "271828",
    )  # fmt: skip
    loads, _ = prepared_batch(BATCH, {order: content}, profile=ChipProfile(), signer=utopia.sods(), at=day(30))
    with until(lambda: connected(reader), "the card") as chip:
        personalise(chip, loads[order], transport=TRANSPORT, issuer=ISSUER, randbytes=secrets.token_bytes)
    with ByPyscard(reader) as other:
        found = read_card(
            other, secret=AccessSecret.can("271828"), trust=utopia.trust(), at=day(31), randbytes=secrets.token_bytes
        )
    assert found.groups == loads[order].groups and set(found.groups) >= {1, 2, 11, 12, 14, 15}
    assert found.chip_authenticated and found.actively_authenticated and other.counted > len(found.groups)


def until(ask: Callable[[], T | None], what: str) -> T:
    """The daemon loads its drivers after it opened its door."""
    for _ in range(600):
        if (found := ask()) is not None:
            return found
        Event().wait(0.1)
    pytest.fail(f"{what} did not come within a minute")


def connected(reader: str) -> PcscChip | None:
    """The virtual card is on the reader a moment after the reader is."""
    try:
        return PcscChip(reader)
    except ChipSilentError:
        return None


def test_a_machine_without_a_reader_says_so() -> None:
    with pytest.raises(ChipSilentError):
        PcscChip("no such reader")
