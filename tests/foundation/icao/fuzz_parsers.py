"""Throws damaged files and chip answers at every parser of Doc 9303 here; what is no named error is a fault of ours.

`python -m foundation.icao.fuzz_parsers SECONDS [SEED]` (from the folder of the tests) runs it for long.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import count

from cryptography.hazmat.primitives.asymmetric import ec

from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.certificates import Period, build_master_list_signer
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.apdu import ChipLink, Command
from bitaqa.foundation.icao.chip.issuer_session import ask_chip
from bitaqa.foundation.icao.chip.reading import CardReader
from bitaqa.foundation.icao.chip_errors import ChipSilentError
from bitaqa.foundation.icao.curves import BP256, P256
from bitaqa.foundation.icao.details import (
    DocumentDetails,
    PersonDetails,
    build_dg11,
    build_dg12,
    parse_dg11,
    parse_dg12,
)
from bitaqa.foundation.icao.face import Face, build_dg2, parse_dg2
from bitaqa.foundation.icao.lds import build_com, build_dg1, parse_com, parse_dg1
from bitaqa.foundation.icao.master_list import build_master_list, read_master_list
from bitaqa.foundation.icao.mrz import parse_td1
from bitaqa.foundation.icao.public_keys import uncompressed
from bitaqa.foundation.icao.revocation import read_revocation_list
from bitaqa.foundation.icao.security_infos import (
    build_card_access,
    build_dg14,
    build_dg15,
    parse_card_access,
    parse_dg14,
    parse_dg15,
)
from bitaqa.foundation.icao.sod import parse_sod
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from foundation.icao.chips import CAN, ISSUER, made, randbytes
from foundation.icao.utopia import AUTHORITY, BATCH, ZONE, Utopia, day, holder

Parser = Callable[[bytes], object]


def targets() -> list[tuple[bytes, Parser]]:
    """A sound file of each kind, and what reads it."""
    utopia = Utopia(revoked={5: day(1), 9: day(2)})
    point = uncompressed(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    face = Face(b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x09\x00\x07" + bytes(60), 7, 9)
    lister = build_master_list_signer(
        holder=holder("ML"), authority=AUTHORITY, key_info=utopia.signer_key.public, csca=utopia.csca,
        csca_signer=utopia.csca_key, period=Period(day(1), day(365), day(366)), serial=7,
    )  # fmt: skip
    listed = build_master_list(
        authorities=[utopia.csca], signer=utopia.signer_key, certificate=lister, csca=utopia.csca, at=day(30)
    )
    person = PersonDetails("A B", "C", ("D",), "E1", PartialDate(1948, 7), ("F",), ("G", "H"))
    paper = DocumentDetails("SPECIMEN", date(2026, 2, 3), datetime(2026, 2, 3, tzinfo=UTC), "1")
    groups = {1: build_dg1(ZONE), 11: build_dg11(person)}
    (sod,) = Utopia().sods().sign_batch(BATCH, [groups], at=day(30))
    dg14 = build_dg14(pace=P256, chip_point=point, chip_curve=P256, active_authentication=True)
    return [
        *((groups[number], parse) for number, parse in ((1, parse_dg1), (11, parse_dg11))),
        *((build_dg2(face, format=each), parse_dg2) for each in ("19794-5", "39794-5")),  # type: ignore[arg-type]
        (build_dg12(paper), parse_dg12),
        (dg14, parse_dg14),
        (build_dg15(point, P256), parse_dg15),
        (build_card_access(BP256), parse_card_access),
        (build_com([1, 11], version="1.8"), parse_com),
        (sod, parse_sod),
        (utopia.csca, read_certificate.__wrapped__),
        (utopia.signer, read_certificate.__wrapped__),
        (utopia.revocations(), read_revocation_list.__wrapped__),
        (listed, lambda data: read_master_list(data, csca=utopia.csca)),
        ("".join(ZONE).encode(), lambda data: parse_td1(data.decode("latin-1"))),
        (bytes.fromhex("00A4040C07A000000247100100"), Command.decode),
        *answers_of_cards(),
    ]


class Recorded:
    """A chip whose answers are kept, or, without a chip, said again to a reader that draws the same numbers."""

    def __init__(self, answers: list[bytes], chip: ChipLink | None = None) -> None:
        self.answers, self._chip, self._at = answers, chip, 0

    def reset(self) -> None:
        if self._chip is not None:
            self._chip.reset()

    def transmit(self, command: bytes) -> bytes:
        if self._chip is not None:
            self.answers.append(self._chip.transmit(command))
        if self._at == len(self.answers):
            raise ChipSilentError(reader="fuzz")
        self._at += 1
        return self.answers[self._at - 1]


def by_zone(link: ChipLink) -> None:
    reader = CardReader(link, randbytes=randbytes(5))
    reader.open_basic(AccessSecret.zone(ZONE))
    reader.select_application()


def by_number(link: ChipLink) -> None:
    reader = CardReader(link, randbytes=randbytes(5))
    reader.open_pace(AccessSecret.can(CAN))
    reader.select_application()


def by_issuer(link: ChipLink) -> None:
    half = ask_chip(link, randbytes=randbytes(5))
    half.session(ISSUER.of(half.serial))


def answers_of_cards() -> list[tuple[bytes, Parser]]:
    """Every answer of a chip on the three ways to open it; the parser is the whole way, that answer changed."""
    found: list[tuple[bytes, Parser]] = []
    for way in (by_zone, by_number, by_issuer):
        way(link := Recorded([], made()))
        for at, answer in enumerate(link.answers):
            found.append((answer, partial(_again, way, link.answers, at)))
    return found


def _again(way: Callable[[ChipLink], None], answers: list[bytes], at: int, changed: bytes) -> None:
    way(Recorded([*answers[:at], changed, *answers[at + 1 :]]))


def damaged(data: bytes, r: random.Random) -> bytes:
    """Bytes changed, taken out, put in, copied from elsewhere, or the end cut off."""
    changed = bytearray(data)
    for _ in range(r.choice((1, 1, 1, 2, 4, 12))):
        if not changed:
            break
        at, other = r.randrange(len(changed)), r.randrange(len(changed))
        match r.randrange(12):
            case 0 | 1 | 2:
                changed[at] = r.randrange(256)
            case 3 | 4 | 5:
                changed[at] ^= 1 << r.randrange(8)
            case 6 | 7:
                del changed[at : at + r.randrange(1, 9)]
            case 8 | 9:
                changed[at:at] = r.randbytes(r.randrange(1, 6))
            case 10:
                changed[at : at + 8] = changed[other : other + 8]
            case _:
                del changed[at:]
    return bytes(changed)


def faults(seed: int, *, cases: int = 0, seconds: float = 0) -> tuple[int, dict[str, bytes]]:
    """How many files were tried, and one for each kind of error that has no name of ours."""
    r, found, known = random.Random(seed), {}, targets()
    end = time.monotonic() + seconds
    for number in count():
        if number >= cases and (not seconds or time.monotonic() > end):
            return number, found
        data, parse = r.choice(known)
        wrong = damaged(data, r)
        try:
            parse(wrong)
        except BitaqaError:
            pass
        except Exception as fault:
            name = getattr(parse, "__name__", "parser")
            found.setdefault(f"{name}: {type(fault).__name__}: {fault}"[:120], wrong)
    raise AssertionError


if __name__ == "__main__":
    tried, shown = faults(int(sys.argv[2]) if len(sys.argv) > 2 else 1, seconds=float(sys.argv[1]))
    for what, data in shown.items():
        sys.stdout.write(f"{what}\n  {data.hex()}\n")
    sys.stdout.write(f"{tried} files, {len(shown)} kinds of fault\n")
    sys.exit(bool(shown))
