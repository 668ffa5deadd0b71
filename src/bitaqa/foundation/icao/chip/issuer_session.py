"""The issuer's channel to one chip, opened in two steps: the chip tells its half, whoever holds the keys answers.

At the line both steps happen in one place. At a counter the card's own keys stay at the centre: the chip's half goes
there, keys of this one session come back, and what is typed at the counter goes to the chip and nowhere else.
Refuses: chips that do not prove the issuer's keys, PINs that are none.
"""

from __future__ import annotations

from dataclasses import dataclass

from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import ChipLockedError, ChipStatusError, PersonalisationRefusedError, PinFormError
from .apdu import OK, ChipLink, Command, Response
from .profile import ISSUER_DOMAIN, PIN_LEAST, PIN_MOST, PIN_REFERENCE, pin_block
from .scp03 import LEVEL, SERIAL_SIZE, CardKeys, Channel, SessionKeys, StaticKeys

CHALLENGE_SIZE = 8


@dataclass(frozen=True, slots=True)
class ChipHalf:
    """What opens a session, from the host and the chip: nothing in it is secret."""

    serial: bytes
    host_challenge: bytes
    card_challenge: bytes
    proof: bytes
    """The chip's cryptogram over both challenges: only a chip that holds its own keys makes it."""

    def session(self, keys: StaticKeys) -> SessionKeys:
        """Keys of this session. Raises PersonalisationRefusedError when the chip did not prove `keys`."""
        found = SessionKeys.of(keys, self.host_challenge, self.card_challenge)
        Channel(found, self.host_challenge, self.card_challenge).check_card(self.proof)
        return found


def ask_chip(link: ChipLink, *, randbytes: RandomBytes) -> ChipHalf:
    """Selects the issuer's domain and begins a session. Raises ChipStatusError, ChipSilentError."""
    _sent(link, Command(0, 0xA4, 4, 0, ISSUER_DOMAIN)).checked("SELECT")
    challenge = randbytes(CHALLENGE_SIZE)
    answer = _sent(link, Command(0x80, 0x50, 0, 0, challenge, 256)).checked("INITIALIZE UPDATE")
    if len(answer) != SERIAL_SIZE + 3 + 16:
        raise ChipStatusError(status="9000", step="INITIALIZE UPDATE")
    return ChipHalf(answer[:SERIAL_SIZE], challenge, answer[13:21], answer[21:])


class IssuerSession:
    """An open channel to one chip's issuer domain."""

    def __init__(self, link: ChipLink, half: ChipHalf, keys: SessionKeys) -> None:
        """Proves the host to the chip. Raises PersonalisationRefusedError, ChipSilentError."""
        self._link = link
        self._channel = Channel(keys, half.host_challenge, half.card_challenge)
        self._channel.check_card(half.proof)
        proof = Command(0x80, 0x82, LEVEL, 0, self._channel.host_cryptogram)
        if _sent(link, self._channel.wrap(proof, sealed=False)).status != OK:
            raise PersonalisationRefusedError

    def send(self, ins: int, p1: int, p2: int, data: bytes, *, step: str) -> None:
        """Raises ChipLockedError, ChipStatusError, ChipSilentError."""
        answer = _sent(self._link, self._channel.wrap(Command(0x80, ins, p1, p2, data)))
        if answer.status == 0x6985:
            raise ChipLockedError
        answer.checked(step)


def check_pin(pin: str) -> bytes:
    """The PIN as a chip takes it. Raises PinFormError."""
    block = pin_block(pin)
    if block is None:
        raise PinFormError(least=PIN_LEAST, most=PIN_MOST)
    return block


def put_pin(link: ChipLink, half: ChipHalf, keys: SessionKeys, pin: str) -> None:
    """A new PIN, its tries counted anew, in the session that `half` began. Raises PinFormError, ChipError."""
    block = check_pin(pin)
    IssuerSession(link, half, keys).send(0x2C, 0x02, PIN_REFERENCE, block, step="RESET RETRY COUNTER")
    link.reset()


def reset_pin(link: ChipLink, pin: str, *, issuer: CardKeys, randbytes: RandomBytes) -> None:
    """The same where the issuer's keys are at hand. Raises PinFormError, ChipError."""
    check_pin(pin)
    link.reset()
    half = ask_chip(link, randbytes=randbytes)
    put_pin(link, half, half.session(issuer.of(half.serial)), pin)


def _sent(link: ChipLink, command: Command) -> Response:
    return Response.decode(link.transmit(command.encode()))
