"""Throws damaged files at every parser of Doc 9303 here; whatever is not a named error is a fault of ours.

`python -m foundation.icao.fuzz_parsers SECONDS [SEED]` (from the folder of the tests) runs it for long.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

from cryptography.hazmat.primitives.asymmetric import ec

from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.certificates import Period, build_master_list_signer
from bitaqa.foundation.icao.chip.apdu import Command
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
    ]


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
