"""A simulated chip: the LDS application with its access protocols, the issuer's domain, the holder's PIN and key.

It answers APDUs as a card would, so that everything written and read in tests, demonstrations and training passes
through the real protocols. It is not a card: keys lie in memory, PACE's mapping takes different times for different
numbers, and nothing resists an attacker who holds it. Refuses what a locked card refuses, with ISO 7816-4 statuses.
"""

from __future__ import annotations

from collections.abc import Callable

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import SecureMessagingError
from ..lds import APPLICATION
from ..tlv import tlv
from .access_points import AccessPoints
from .apdu import OK, Command, Response
from .chip_memory import ChipMemory, StatusError
from .holder_application import HolderApplication
from .issuer_domain import IssuerDomain
from .messaging import Session
from .profile import HOLDER_APPLICATION, ISSUER_DOMAIN
from .scp03 import StaticKeys

Handler = Callable[[Command], bytes]


class SimulatedChip:
    """One card body. `transmit` and `reset` are those of `ChipLink`."""

    def __init__(self, *, serial: bytes, transport: StaticKeys, randbytes: RandomBytes) -> None:
        """`serial`: ten bytes; `transport`: the keys it left the manufacturer with."""
        self.memory = ChipMemory(serial, transport)
        self._random = randbytes
        self.reset()

    def reset(self) -> None:
        self._selected: bytes | None = None
        self._file: bytes | None = None
        self._session: Session | None = None
        self._access = AccessPoints(self.memory, self._random)
        self._issuer = IssuerDomain(self.memory, self._random)
        self._holder = HolderApplication(self.memory)

    def transmit(self, command: bytes) -> bytes:
        try:
            asked = Command.decode(command)
        except BitaqaError:
            return Response(b"", 0x6700).encode()
        try:
            return (self._secured(asked) if asked.cla & 0x0C == 0x0C else self._plain(asked)).encode()
        except SecureMessagingError:
            self._forget_session()
            return Response(b"", 0x6988).encode()

    # --- with and without secure messaging ------------------------------------------------------------------------
    def _secured(self, asked: Command) -> Response:
        session = self._session
        if session is None:
            return Response(b"", 0x6987)
        command = session.open_command(asked)
        answer = self._answered(command)
        protected = session.protect_answer(answer, odd=bool(asked.ins & 1))
        # Chip Authentication changes the keys after its own answer, which still goes out under the old ones.
        if self._access.next_session is not None:
            self._session, self._access.next_session = self._access.next_session, None
        return protected

    def _plain(self, asked: Command) -> Response:
        if self._session is not None:
            self._forget_session()  # a plain command ends the session (9303-11 §9.8.1)
        answer = self._answered(asked)
        if self._access.next_session is not None:
            self._session, self._access.next_session = self._access.next_session, None
        return answer

    def _forget_session(self) -> None:
        self._session, self._selected, self._file = None, None, None
        self._holder.forget()

    def _answered(self, command: Command) -> Response:
        try:
            return Response(self._handled(command), OK)
        except StatusError as fact:
            return Response(b"", fact.status)

    def _handled(self, command: Command) -> bytes:
        if command.ins == 0xA4:
            return self._select(command)
        if self._selected == ISSUER_DOMAIN:
            return self._issuer.handle(command)
        if command.ins in (0xB0, 0xB1):
            return self._read(command)
        if self._selected == HOLDER_APPLICATION:
            self._check_open()
            return self._holder.handle(command)
        return self._access.handle(command, secured=self._session is not None, inside=self._selected == APPLICATION)

    # --- files ------------------------------------------------------------------------------------------------------
    def _select(self, command: Command) -> bytes:
        self._holder.forget()
        if command.p1 == 0x04:
            if command.data not in (APPLICATION, ISSUER_DOMAIN, HOLDER_APPLICATION):
                raise StatusError(0x6A82)
            if command.data == APPLICATION and not self.memory.locked:
                raise StatusError(0x6985)
            self._selected, self._file = command.data, None
            return b""
        if command.p1 == 0x00 and command.data in (b"", b"\x3f\x00"):
            self._selected, self._file = None, None
            return b""
        self._file = self._find(int.from_bytes(command.data, "big"))
        return b""

    def _find(self, identifier: int) -> bytes:
        """A file of where we stand: EF.CardAccess outside, the LDS inside its application."""
        inside = self._selected == APPLICATION
        files = self.memory.files if inside else self.memory.master_files
        if identifier not in files:
            raise StatusError(0x6A82)
        if inside:
            self._check_open()
        return files[identifier]

    def _check_open(self) -> None:
        if self._session is None:
            raise StatusError(0x6982)

    def _read(self, command: Command) -> bytes:
        offset = command.p1 << 8 | command.p2
        if command.ins == 0xB1:
            if command.data[:1] != b"\x54" or len(command.data) < 3:
                raise StatusError(0x6A80)
            offset = int.from_bytes(command.data[2:], "big")
        elif command.p1 & 0x80:
            self._file, offset = self._find(0x0100 | command.p1 & 0x1F), command.p2
        if self._file is None:
            raise StatusError(0x6986)
        if self._selected == APPLICATION:
            self._check_open()
        if offset >= len(self._file):
            raise StatusError(0x6B00)
        part = self._file[offset : offset + (command.expected or 256)]
        if command.ins == 0xB0:
            return part
        return tlv(0x53, part)
