"""Reads a chip as a border reader does, and believes nothing that is not proved (ICAO 9303-11 §3–§6).

Access by PACE with the access number or the zone (or by BAC where a reader must), then all files, passive
authentication up to a trusted CSCA, Chip Authentication and Active Authentication. This is how a card is checked after
it was made, so nothing of the writing side is used here (tested). Refuses whatever does not hold, by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import (
    AccessRefusedError,
    ActiveAuthenticationError,
    ChipAuthenticationError,
    ChipStatusError,
    PointInvalidError,
    SecureMessagingError,
)
from ..curves import Curve
from ..lds import APPLICATION, CARD_ACCESS, COM, SOD, file_id, file_name
from ..passive import CardContent, check_card
from ..public_keys import uncompressed
from ..security_infos import CA_ECDH_AES128, PACE_ECDH_GM_AES128, ChipSecurity, parse_card_access, parse_dg15
from ..sod import parse_sod
from ..tlv import content, file_size, items, tlv
from ..trust import TrustList
from .access import (
    PASSWORD_NUMBER,
    AccessSecret,
    PaceKeys,
    basic_message,
    basic_opened,
    basic_session,
    chip_session,
    mapped_generator,
    nonce_opened,
    public_point,
    random_scalar,
)
from .apdu import OK, ChipLink, Command, Response
from .messaging import Session

SHORT: Final = 223
"""Bytes asked for at once by short commands: the protected answer still fits into 256."""
EXTENDED: Final = 4096


class CardReader:
    """One card on one reader. `piece`: bytes per reading command (`EXTENDED` where card and reader take it)."""

    def __init__(self, link: ChipLink, *, randbytes: RandomBytes, piece: int = EXTENDED) -> None:
        self._link, self._random, self._piece = link, randbytes, piece
        self._session: Session | None = None
        link.reset()

    # --- access -----------------------------------------------------------------------------------------------------
    def card_access(self) -> bytes:
        """EF.CardAccess, before any access."""
        return self._file(CARD_ACCESS)

    def open_pace(self, secret: AccessSecret) -> bytes:
        """Answers EF.CardAccess, to be held against DG14. Raises AccessRefusedError, ChipError, LdsError."""
        access = self.card_access()
        curve = parse_card_access(access)
        protocol = tlv(0x80, content(PACE_ECDH_GM_AES128, 0x06, "PACE"))
        number = tlv(0x83, bytes((PASSWORD_NUMBER[secret.kind],)))
        parameters = tlv(0x84, bytes((curve.parameter_id,)))
        self._ask(Command(0, 0x22, 0xC1, 0xA4, protocol + number + parameters), "MSE:Set AT")
        sealed = self._step(b"", 0x80)
        if len(sealed) != 16:
            raise ChipStatusError(status="9000", step="GENERAL AUTHENTICATE")
        nonce = nonce_opened(secret, sealed)
        scalar = random_scalar(curve, self._random)
        mapped = self._step(tlv(0x81, curve.encode(public_point(curve, scalar))), 0x82)
        generator = mapped_generator(curve, nonce, scalar, curve.decode(mapped))
        self._session = self._pace_session(curve, secret, generator)
        return access

    def _pace_session(self, curve: Curve, secret: AccessSecret, generator: tuple[int, int]) -> Session:
        scalar = random_scalar(curve, self._random)
        own = curve.encode(curve.times(scalar, generator))
        other = self._step(tlv(0x83, own), 0x84)
        if other == own:
            raise PointInvalidError(curve=curve.name)
        keys = PaceKeys.agreed(curve, scalar, curve.decode(other))
        answer = self._sent(Command(0x00, 0x86, 0, 0, tlv(0x7C, tlv(0x85, keys.token(other))), 256))
        if answer.status != OK:
            raise AccessRefusedError(shown="CAN" if secret.kind == "can" else "MRZ")
        if _one(answer.data, 0x86) != keys.token(own):
            raise SecureMessagingError
        return keys.session()

    def _step(self, data: bytes, tag: int) -> bytes:
        """One exchange of GENERAL AUTHENTICATE, chained to the next."""
        return _one(self._ask(Command(0x10, 0x86, 0, 0, tlv(0x7C, data), 256), "GENERAL AUTHENTICATE"), tag)

    def open_basic(self, secret: AccessSecret) -> None:
        """Basic Access Control with the zone. Raises AccessRefusedError, ChipError."""
        self.select_application()
        nonce = self._ask(Command(0, 0x84, 0, 0, expected=8), "GET CHALLENGE")
        if len(nonce) != 8:
            raise ChipStatusError(status="9000", step="GET CHALLENGE")
        own, key = self._random(8), self._random(16)
        message = basic_message(secret.basic_keys, own + nonce + key)
        answer = self._sent(Command(0, 0x82, 0, 0, message, 40))
        opened = basic_opened(secret.basic_keys, answer.data) if answer.status == OK else None
        if opened is None or opened[:16] != nonce + own:
            raise AccessRefusedError(shown="MRZ")
        self._session = basic_session(key, opened[16:], own, nonce)

    def select_application(self, name: bytes = APPLICATION) -> None:
        self._ask(Command(0, 0xA4, 0x04, 0x0C, name), "SELECT")

    # --- files ------------------------------------------------------------------------------------------------------
    def read_files(self) -> tuple[dict[int, bytes], bytes, bytes]:
        """(data groups that were signed, EF.SOD, EF.COM). Raises ChipError, LdsError, TrustError."""
        sod = self._file(SOD)
        numbers = parse_sod(sod).digests
        return {number: self._file(file_id(number)) for number in numbers}, sod, self._file(COM)

    def _file(self, identifier: int) -> bytes:
        name = file_name(identifier)
        self._ask(Command(0, 0xA4, 0x02, 0x0C, identifier.to_bytes(2, "big")), name)
        read = self._ask(Command(0, 0xB0, 0, 0, expected=min(self._piece, SHORT)), name)
        size = file_size(read, name)
        while len(read) < size:
            part = self._part(len(read), min(self._piece, size - len(read)), name)
            if not part:
                raise ChipStatusError(status="9000", step=name)
            read += part
        return read

    def _part(self, at: int, size: int, name: str) -> bytes:
        if at < 0x8000:
            return self._ask(Command(0, 0xB0, at >> 8, at & 0xFF, expected=size), name)
        asked = Command(0, 0xB1, 0, 0, tlv(0x54, at.to_bytes(3, "big")), size + 4)
        return content(self._ask(asked, name), 0x53, name)

    # --- proofs -----------------------------------------------------------------------------------------------------
    def authenticate_chip(self, security: ChipSecurity) -> None:
        """The chip holds the key DG14 promises; messages go on under new keys. Raises ChipAuthenticationError."""
        if security.chip_key is None:
            raise ChipAuthenticationError
        protocol = tlv(0x80, content(CA_ECDH_AES128, 0x06, "CA"))
        own = ec.generate_private_key(security.chip_key.curve)
        try:
            self._ask(Command(0, 0x22, 0x41, 0xA4, protocol), "MSE:Set AT")
            point = tlv(0x80, uncompressed(own.public_key()))
            self._ask(Command(0, 0x86, 0, 0, tlv(0x7C, point), 256), "GENERAL AUTHENTICATE")
            self._session = chip_session(own.exchange(ec.ECDH(), security.chip_key))
            # The proof is the next answer: only who derived the same keys can give it.
            self._ask(Command(0, 0xA4, 0x02, 0x0C, COM.to_bytes(2, "big")), "SELECT")
        except (ChipStatusError, SecureMessagingError) as fact:
            raise ChipAuthenticationError from fact

    def authenticate_actively(self, dg15: bytes) -> None:
        """The chip signs a challenge with the key of DG15. Raises ActiveAuthenticationError."""
        _, key = parse_dg15(dg15)
        challenge = self._random(8)
        try:
            signature = self._ask(Command(0, 0x88, 0, 0, challenge, 256), "INTERNAL AUTHENTICATE")
        except ChipStatusError as fact:
            raise ActiveAuthenticationError from fact
        if not plain_signature_holds(key, challenge, signature):
            raise ActiveAuthenticationError

    # --- commands ---------------------------------------------------------------------------------------------------
    def ask(self, command: Command) -> Response:
        """A command of another application, under the session there is."""
        return self._sent(command)

    def _ask(self, command: Command, step: str) -> bytes:
        return self._sent(command).checked(step)

    def _sent(self, command: Command) -> Response:
        session = self._session
        if session is None:
            return Response.decode(self._link.transmit(command.encode()))
        answer = Response.decode(self._link.transmit(session.protect(command).encode()))
        if not answer.data:
            # A chip answers without protection only to say that a message did not hold.
            raise (
                SecureMessagingError
                if answer.status in (0x6987, 0x6988, OK)
                else ChipStatusError(status=f"{answer.status:04X}", step="secure messaging")
            )
        return session.open_answer(answer)


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A card that was read and believed, and which proofs it gave."""

    content: CardContent = field(repr=False)
    groups: dict[int, bytes] = field(repr=False)
    sod: bytes = field(repr=False)
    chip_authenticated: bool
    actively_authenticated: bool


def read_card(
    link: ChipLink,
    *,
    secret: AccessSecret,
    trust: TrustList,
    at: datetime,
    randbytes: RandomBytes,
    piece: int = EXTENDED,
) -> ReadCard:
    """The whole inspection, by PACE. Raises the ChipError, TrustError, LdsError or MrzError of what does not hold."""
    reader = CardReader(link, randbytes=randbytes, piece=piece)
    access = reader.open_pace(secret)
    reader.select_application()
    groups, sod, com = reader.read_files()
    found = check_card(groups=groups, sod=sod, trust=trust, at=at, com=com, card_access=access)
    security = found.security
    chip = security is not None and security.chip_key is not None
    active = security is not None and security.active_authentication
    if security is not None and chip:
        reader.authenticate_chip(security)
    if active:
        reader.authenticate_actively(groups[15])
    return ReadCard(found, groups, sod, chip, active)


def plain_signature_holds(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    """Whether r‖s is an ECDSA signature with SHA-256 of `message` (BSI TR-03111 §5.2.1)."""
    size = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * size:
        return False
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _one(data: bytes, tag: int) -> bytes:
    """The single object of dynamic authentication data. Raises ChipStatusError."""
    try:
        found = items(content(data, 0x7C, "answer"), "answer")
    except BitaqaError:
        found = []
    if len(found) != 1 or found[0][0] != tag:
        raise ChipStatusError(status="9000", step="GENERAL AUTHENTICATE")
    return found[0][1]
