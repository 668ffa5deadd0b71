"""Secure messaging: after access is granted, every command and answer is encrypted and authenticated (9303-11 §9.8).

One `Session` serves either side: the reader protects commands and opens answers, the chip the reverse. A message that
was changed, cut or replayed raises SecureMessagingError, and the session is over.
"""

from __future__ import annotations

from ..chip_errors import SecureMessagingError
from ..lds_errors import LdsError
from ..tlv import items, tlv
from .apdu import LARGEST, Command, Response
from .ciphers import BLOCK, Family, aes_block, decrypt, encrypt, message_code, padded, unpadded

_PROTECTED = 0x0C


class Session:
    """Keys and the counter both sides keep; nothing of it is ever shown."""

    def __init__(self, family: Family, encryption: bytes, authentication: bytes, counter: bytes) -> None:
        self._family, self._encryption, self._authentication = family, encryption, authentication
        self._counter, self._block = int.from_bytes(counter, "big"), BLOCK[family]

    def __repr__(self) -> str:
        return "Session(…)"

    # --- the reader's side ----------------------------------------------------------------------------------------
    def protect(self, command: Command) -> Command:
        self._advance()
        odd = bool(command.ins & 1)
        body = b""
        if command.data:
            sealed = self._encrypt(command.data)
            body = tlv(0x85, sealed) if odd else tlv(0x87, b"\x01" + sealed)
        if command.expected is not None:
            width = 1 if command.expected <= 256 and len(command.data) < 200 else 2
            body += tlv(0x97, (command.expected % (1 << 8 * width)).to_bytes(width, "big"))
        cla = command.cla | _PROTECTED
        header = bytes((cla, command.ins, command.p1, command.p2))
        body += tlv(0x8E, self._code(padded(header, self._block) + body if body else header))
        # The protected answer is longer than what is asked for; a short command takes 256 bytes of it.
        room = 256 if len(body) < 256 and (command.expected or 0) <= 224 else LARGEST + 1
        return Command(cla, command.ins, command.p1, command.p2, body, room)

    def open_answer(self, answer: Response) -> Response:
        """Raises SecureMessagingError."""
        self._advance()
        fields, body, code = _opened(answer.data)
        if code != self._code(body) or 0x99 not in fields or len(fields[0x99]) != 2:
            raise SecureMessagingError
        return Response(self._content(fields), int.from_bytes(fields[0x99], "big"))

    # --- the chip's side ------------------------------------------------------------------------------------------
    def open_command(self, command: Command) -> Command:
        """Raises SecureMessagingError."""
        self._advance()
        fields, body, code = _opened(command.data)
        if code != self._code(padded(command.header, self._block) + body if body else command.header):
            raise SecureMessagingError
        expected = fields.get(0x97)
        wanted = None
        if expected is not None:
            wanted = int.from_bytes(expected, "big") or 1 << 8 * len(expected)
        cla = command.cla & ~_PROTECTED
        return Command(cla, command.ins, command.p1, command.p2, self._content(fields), wanted)

    def protect_answer(self, answer: Response, *, odd: bool) -> Response:
        self._advance()
        body = b""
        if answer.data:
            sealed = self._encrypt(answer.data)
            body = tlv(0x85, sealed) if odd else tlv(0x87, b"\x01" + sealed)
        body += tlv(0x99, answer.status.to_bytes(2, "big"))
        return Response(body + tlv(0x8E, self._code(body)), answer.status)

    # --- both -----------------------------------------------------------------------------------------------------
    def _advance(self) -> None:
        self._counter = (self._counter + 1) % (1 << 8 * self._block)

    @property
    def _count(self) -> bytes:
        return self._counter.to_bytes(self._block, "big")

    def _iv(self) -> bytes:
        return aes_block(self._encryption, self._count) if self._family == "aes" else bytes(8)

    def _encrypt(self, data: bytes) -> bytes:
        return encrypt(self._family, self._encryption, padded(data, self._block), self._iv())

    def _code(self, message: bytes) -> bytes:
        return message_code(self._family, self._authentication, padded(self._count + message, self._block))

    def _content(self, fields: dict[int, bytes]) -> bytes:
        sealed = fields.get(0x85)
        if 0x87 in fields:
            if fields[0x87][:1] != b"\x01":
                raise SecureMessagingError
            sealed = fields[0x87][1:]
        if sealed is None:
            return b""
        if not sealed or len(sealed) % self._block:
            raise SecureMessagingError
        data = unpadded(decrypt(self._family, self._encryption, sealed, self._iv()))
        if data is None:
            raise SecureMessagingError
        return data


def _opened(written: bytes) -> tuple[dict[int, bytes], bytes, bytes]:
    """Fields, the bytes the code covers, the code. Raises SecureMessagingError."""
    try:
        found = items(written, "message")
    except LdsError:
        raise SecureMessagingError from None
    fields = dict(found)
    if not found or found[-1][0] != 0x8E or len(found[-1][1]) != 8 or len(fields) != len(found):
        raise SecureMessagingError
    if fields.keys() - {0x85, 0x87, 0x97, 0x99, 0x8E}:
        raise SecureMessagingError
    return fields, written[:-10], found[-1][1]
