"""A secret that several people hold together: any `needed` of them can put it back, fewer learn nothing.

Shamir's scheme over GF(2^8), byte by byte (How to share a secret, CACM 22, 1979), in the field of AES. A share is
written on paper as groups of letters that leave out those read for another, with a check at the end, so that a slip of
the pen is found before it spoils the secret. Refuses: fewer shares than needed, shares of two secrets, misread letters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .errors import BitaqaError

MOST_SHARES = 15
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_CHECK = 3
_NAME = 2


class ShareNumbersError(BitaqaError):
    code = "shared_secret.numbers"
    sentence = (
        "%(needed)s of %(holders)s holders cannot be: at least two are needed, and at most %(most)s hold a share."
    )
    next_step = "Choose how many hold a share, and how many of them are needed: two or more."
    status = 422


class ShareUnreadableError(BitaqaError):
    code = "shared_secret.unreadable"
    sentence = "The share was not typed as it is written: its check does not hold."
    next_step = "Read it again from the paper, group by group."
    status = 422


class SharesDisagreeError(BitaqaError):
    code = "shared_secret.disagree"
    sentence = "These shares do not belong together, or one was given twice."
    next_step = "Bring the shares of the same ceremony, one per holder."
    status = 422


class SharesTooFewError(BitaqaError):
    code = "shared_secret.too_few"
    sentence = "%(given)s shares were given; %(needed)s are needed."
    next_step = "Wait until enough holders are present."
    status = 422


@dataclass(frozen=True, slots=True)
class Share:
    """One holder's part. `set_id` names the secret without telling it; `needed` travels with every share."""

    number: int
    needed: int
    set_id: bytes
    value: bytes = field(repr=False)

    def written(self) -> str:
        """For paper: groups of four letters."""
        body = bytes((self.number, self.needed)) + self.set_id + self.value
        letters = _encoded(body + hashlib.sha256(body).digest()[:_CHECK])
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def read_share(text: str) -> Share:
    """A share as somebody typed it. Raises ShareUnreadableError."""
    letters = text.strip().upper().translate(_MISREAD)
    try:
        found = _decoded(letters)
    except ValueError:
        raise ShareUnreadableError from None
    body, check = found[:-_CHECK], found[-_CHECK:]
    if len(body) < 2 + _NAME + 1 or hashlib.sha256(body).digest()[:_CHECK] != check or not body[0] or body[1] < 2:
        raise ShareUnreadableError
    return Share(body[0], body[1], body[2 : 2 + _NAME], body[2 + _NAME :])


def split_secret(secret: bytes, *, needed: int, holders: int, randbytes: Callable[[int], bytes]) -> list[Share]:
    """One share per holder. Raises ShareNumbersError."""
    if not 2 <= needed <= holders <= MOST_SHARES:
        raise ShareNumbersError(needed=needed, holders=holders, most=MOST_SHARES)
    name = randbytes(_NAME)
    lines = [bytes((each,)) + randbytes(needed - 1) for each in secret]
    return [Share(number, needed, name, bytes(_at(number, line) for line in lines)) for number in range(1, holders + 1)]


def joined_secret(shares: Sequence[Share]) -> bytes:
    """The secret again. Raises SharesDisagreeError, SharesTooFewError."""
    given = {share.number: share for share in shares}
    kinds = {(share.needed, share.set_id, len(share.value)) for share in shares}
    if len(given) != len(shares) or len(kinds) > 1:
        raise SharesDisagreeError
    needed = shares[0].needed if shares else 2
    if len(given) < needed:
        raise SharesTooFewError(given=len(given), needed=needed)
    chosen = list(given.values())[:needed]
    weights = [_weight(share.number, [other.number for other in chosen]) for share in chosen]
    return bytes(
        _sum(_times(weight, share.value[at]) for weight, share in zip(weights, chosen, strict=True))
        for at in range(len(chosen[0].value))
    )


# --- the field ------------------------------------------------------------------------------------------------------
def _times(one: int, other: int) -> int:
    """In GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = (one << 1) ^ (0x11B if one & 0x80 else 0)
        other >>= 1
    return product


def _inverse(value: int) -> int:
    found = 1
    for _ in range(254):  # every element's 255th power is one
        found = _times(found, value)
    return found


def _at(point: int, line: bytes) -> int:
    found = 0
    for coefficient in reversed(line):
        found = _times(found, point) ^ coefficient
    return found


def _weight(number: int, numbers: Sequence[int]) -> int:
    """Lagrange's coefficient at zero."""
    found = 1
    for other in numbers:
        if other != number:
            found = _times(found, _times(other, _inverse(other ^ number)))
    return found


def _sum(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found ^= part
    return found


# --- letters --------------------------------------------------------------------------------------------------------
def _encoded(body: bytes) -> str:
    bits = int.from_bytes(body, "big") << (-len(body) * 8 % 5)
    count = -(-len(body) * 8 // 5)
    return "".join(_LETTERS[bits >> 5 * at & 31] for at in reversed(range(count)))


def _decoded(letters: str) -> bytes:
    """Raises ValueError."""
    bits = 0
    for letter in letters:
        bits = bits << 5 | _LETTERS.index(letter)
    size = len(letters) * 5 // 8
    spare = len(letters) * 5 - size * 8
    if bits & (1 << spare) - 1:
        raise ValueError
    return (bits >> spare).to_bytes(size, "big")
