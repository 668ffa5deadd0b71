"""The chip's side of BAC, PACE, Chip Authentication and Active Authentication (9303-11)."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import PointInvalidError
from ..curves import Curve, Point
from ..lds import CARD_ACCESS
from ..security_infos import CA_ECDH_AES128, PACE_ECDH_GM_AES128, parse_card_access
from ..tlv import content, items, tlv
from .access import (
    AccessSecret,
    PaceKeys,
    basic_message,
    basic_opened,
    basic_session,
    chip_session,
    mapped_generator,
    nonce_sealed,
    public_point,
    random_scalar,
)
from .apdu import Command
from .chip_memory import ChipMemory, StatusError
from .messaging import Session

_PACE: Final = content(PACE_ECDH_GM_AES128, 0x06, "PACE")
_CHIP: Final = content(CA_ECDH_AES128, 0x06, "CA")


class AccessPoints:
    """One power-on's protocol state. `next_session` is what a protocol just agreed on."""

    def __init__(self, memory: ChipMemory, randbytes: RandomBytes) -> None:
        self._memory, self._random = memory, randbytes
        self._nonce: bytes | None = None
        self._secret: AccessSecret | None = None
        self._step = 0
        self._agreeing = False
        self.next_session: Session | None = None

    def handle(self, command: Command, *, secured: bool, inside: bool) -> bytes:
        """Raises StatusError."""
        match command.ins:
            case 0x84 if inside and not secured:
                self._nonce = self._random(8)
                return self._nonce
            case 0x82 if inside and not secured:
                return self._basic(command.data)
            case 0x22 if (command.p1, command.p2) == (0xC1, 0xA4):
                return self._choose_password(command.data)
            case 0x22 if (command.p1, command.p2) == (0x41, 0xA4) and secured:
                return self._choose_chip_key(command.data)
            case 0x86:
                return self._agree(command.data, secured=secured)
            case 0x88 if inside and secured:
                return self._prove(command.data)
        raise StatusError(0x6D00 if command.ins not in (0x22, 0x82, 0x84, 0x86, 0x88) else 0x6985)

    def _basic(self, message: bytes) -> bytes:
        nonce, self._nonce = self._nonce, None
        secret = self._memory.secrets.get(1)
        if not self._memory.basic_access or secret is None or nonce is None:
            raise StatusError(0x6985)
        opened = basic_opened(secret.basic_keys, message)
        if opened is None or opened[8:16] != nonce:
            raise StatusError(0x6300)
        reader_nonce, reader_key, own = opened[:8], opened[16:], self._random(16)
        self.next_session = basic_session(reader_key, own, reader_nonce, nonce)
        return basic_message(secret.basic_keys, nonce + reader_nonce + own)

    # --- PACE -------------------------------------------------------------------------------------------------------
    def _choose_password(self, data: bytes) -> bytes:
        fields = _fields(data)
        if fields.get(0x80) != _PACE or CARD_ACCESS not in self._memory.master_files:
            raise StatusError(0x6A80)
        self._curve: Curve = parse_card_access(self._memory.master_files[CARD_ACCESS])
        self._secret = self._memory.secrets.get(int.from_bytes(fields.get(0x83, b""), "big"))
        if self._secret is None:
            raise StatusError(0x6A88)
        self._step = 1
        return b""

    def _agree(self, data: bytes, *, secured: bool) -> bytes:
        try:
            fields = _fields(content(data, 0x7C, "GENERAL AUTHENTICATE"))
        except BitaqaError:
            raise StatusError(0x6A80) from None
        try:
            if self._agreeing and secured:
                return self._agree_chip(fields.get(0x80, b""))
            return tlv(0x7C, self._pace_step(fields))
        except PointInvalidError:
            self._step = 0
            raise StatusError(0x6300) from None

    def _pace_step(self, fields: dict[int, bytes]) -> bytes:
        step, self._step = self._step, 0
        secret = self._secret
        if secret is None or not step:
            raise StatusError(0x6985)
        curve = self._curve
        if step == 1 and not fields:
            self._pace_nonce = self._random(16)
            self._step = 2
            return tlv(0x80, nonce_sealed(secret, self._pace_nonce))
        if step == 2 and fields.keys() == {0x81}:
            scalar = random_scalar(curve, self._random)
            self._generator: Point = mapped_generator(curve, self._pace_nonce, scalar, curve.decode(fields[0x81]))
            self._step = 3
            return tlv(0x82, curve.encode(public_point(curve, scalar)))
        if step == 3 and fields.keys() == {0x83}:
            scalar = random_scalar(curve, self._random)
            self._public = curve.encode(curve.times(scalar, self._generator))
            self._other = fields[0x83]
            if self._other == self._public:
                raise StatusError(0x6300)
            self._keys = PaceKeys.agreed(curve, scalar, curve.decode(self._other))
            self._step = 4
            return tlv(0x84, self._public)
        if step == 4 and fields.keys() == {0x85}:
            if fields[0x85] != self._keys.token(self._public):
                raise StatusError(0x6300)
            self.next_session = self._keys.session()
            return tlv(0x86, self._keys.token(self._other))
        raise StatusError(0x6A80)

    # --- proofs of the chip -----------------------------------------------------------------------------------------
    def _choose_chip_key(self, data: bytes) -> bytes:
        if self._memory.chip_key is None or _fields(data).get(0x80) != _CHIP:
            raise StatusError(0x6A80)
        self._agreeing = True
        return b""

    def _agree_chip(self, point: bytes) -> bytes:
        self._agreeing = False
        key = self._memory.chip_key
        if key is None:
            raise StatusError(0x6985)
        try:
            other = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, point)
        except ValueError:
            raise StatusError(0x6300) from None
        self.next_session = chip_session(key.exchange(ec.ECDH(), other))
        return tlv(0x7C, b"")

    def _prove(self, challenge: bytes) -> bytes:
        key = self._memory.active_key
        if key is None or len(challenge) != 8:
            raise StatusError(0x6A80)
        return plain_signature(key, challenge)


def plain_signature(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """r‖s of an ECDSA signature with SHA-256 (BSI TR-03111 §5.2.1)."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    size = (key.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _fields(data: bytes) -> dict[int, bytes]:
    try:
        return dict(items(data, "command"))
    except BitaqaError:
        raise StatusError(0x6A80) from None
