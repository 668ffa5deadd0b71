"""`bitaqa bench-cards`: how fast one core prepares, signs, writes and reads cards; also in build/bench/cards.json.

Keys are in a SoftHSM2 token of the bench's own, thrown away afterwards; without SoftHSM2 they are in memory, and the
table says so. Times are processor seconds of this process, and of the batches the one in the middle counts, since other
work on the machine is none of the question's business; the clock on the wall is given beside them. Memory is what the
process holds after a tenth of the cards and after the last one. Nothing is written to any database.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

from bitaqa.foundation.icao.certificates import Authority, Holder, Period, build_csca, build_document_signer
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.making import make_card
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipContent, ChipKeys, ChipProfile, prepared_batch
from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails
from bitaqa.foundation.icao.mrz import build_td1
from bitaqa.foundation.icao.revocation import build_revocation_list
from bitaqa.foundation.icao.signing import AlgorithmName, CardSigner, SoftwareCardSigner
from bitaqa.foundation.icao.sod_signer import CountedQuota, SodSigner
from bitaqa.foundation.icao.trust import TrustList
from bitaqa.foundation.kernel.partial_dates import PartialDate

PROJECT: Final = Path(__file__).resolve().parents[4]
LIBRARIES: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
BATCH_SIZE: Final = 100
PORTRAIT_BYTES: Final = 15_000
WANTED: Final = {"ecdsa-p256": 2500.0, "ecdsa-p384": 400.0, "write and read back": 5.0}
"""Cards per second and core."""
FLAT_KIB: Final = 8 * 1024
"""How much more may be held at the end than after a tenth: what an allocator keeps, and no card."""


@dataclass(frozen=True)
class Row:
    """One measure: cards, processor and wall seconds, and the KiB held after a tenth of them and at the end."""

    name: str
    what: str
    cards: int
    processor: float
    wall: float
    held: tuple[int, int]
    wanted: float | None

    @property
    def rate(self) -> float:
        return self.cards / self.processor

    @property
    def grew(self) -> int:
        return self.held[1] - self.held[0]

    @property
    def passed(self) -> bool:
        return self.wanted is None or (self.rate >= self.wanted and self.grew <= FLAT_KIB)


def main(arguments: list[str]) -> int:
    """0 when every figure is reached, else 1."""
    parser = ArgumentParser(prog="bitaqa bench-cards", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=100_000, help="cards prepared and signed with P-256")
    parser.add_argument("--chips", type=int, default=40, help="cards written to a simulated chip and read back")
    parser.add_argument(
        "--to", type=Path, default=PROJECT / "build" / "bench" / "cards.json", help="where the table goes"
    )
    asked = parser.parse_args(arguments)
    rows: list[Row] = []
    with token() as make_key:
        kind = "SoftHSM2" if make_key is not _in_memory else "memory"
        for name, count in (("ecdsa-p256", asked.cards), ("ecdsa-p384", max(100, asked.cards // 20))):
            rows.append(preparation(name, count, make_key, kind))  # type: ignore[arg-type]
        rows.append(key_pairs(min(2000, asked.cards)))
        rows.append(chips(asked.chips, make_key))
    tell(rows, kind, asked.to)
    return 0 if all(row.passed for row in rows) else 1


# --- what is measured -----------------------------------------------------------------------------------------------
def preparation(name: AlgorithmName, count: int, make_key: KeyMaker, kind: str) -> Row:
    """Zone, data groups, digests, signature, and the object read back and verified; keys of the chips made before."""
    batches = max(1, count // BATCH_SIZE)
    signer, _ = issuing_centre(name, make_key, batches)
    keys = [ChipKeys.generate(ChipProfile().curve) for _ in range(BATCH_SIZE)]
    prepare(UUID(int=0), signer, keys)  # the first batch also checks the chain
    wall, spent, held = time.perf_counter(), [], used_memory()
    for number in range(1, batches + 1):
        begun = time.process_time()
        prepare(UUID(int=number), signer, keys)
        spent.append(time.process_time() - begun)
        if number == max(1, batches // 10):
            held = used_memory()
    passed, what = time.perf_counter() - wall, f"data preparation and SOD, {name} in {kind}"
    cards, middle = batches * BATCH_SIZE, median(spent) * batches
    return Row(f"prepared_{name[-4:]}", what, cards, middle, passed, (held, used_memory()), WANTED[name])


def key_pairs(count: int) -> Row:
    begun, wall, memory = time.process_time(), time.perf_counter(), used_memory()
    for _ in range(count):
        ChipKeys.generate(ChipProfile().curve)
    spent, passed = time.process_time() - begun, time.perf_counter() - wall
    return Row("key_pairs", "three P-256 key pairs per card", count, spent, passed, (memory, used_memory()), None)


def chips(count: int, make_key: KeyMaker) -> Row:
    """Write under transport keys, change them, lock, read back by PACE, authenticate passively, chip and actively."""
    batches = -(-count // BATCH_SIZE)
    signer, trust = issuing_centre("ecdsa-p256", make_key, batches, name="chips")
    keys = [ChipKeys.generate(ChipProfile().curve) for _ in range(count)]
    loads: dict[UUID, CardLoad] = {}
    for number in range(batches):
        loads |= prepare(UUID(int=number), signer, keys[number * BATCH_SIZE : (number + 1) * BATCH_SIZE])
    transport, issuer = DiversifiedKeys(secrets.token_bytes(16), 1), DiversifiedKeys(secrets.token_bytes(16), 2)
    begun, wall, memory = time.process_time(), time.perf_counter(), used_memory()
    for number, load in enumerate(loads.values()):
        serial = number.to_bytes(10, "big")
        chip = SimulatedChip(serial=serial, transport=transport.of(serial), randbytes=secrets.token_bytes)
        at = START + timedelta(days=31)
        make_card(chip, load, transport=transport, issuer=issuer, trust=trust, at=at, randbytes=secrets.token_bytes)
    spent, passed = time.process_time() - begun, time.perf_counter() - wall
    what, held = "write and read back", (memory, used_memory())
    return Row("written_and_read_back", what, count, spent, passed, held, WANTED[what])


def prepare(batch: UUID, signer: SodSigner, keys: list[ChipKeys]) -> dict[UUID, CardLoad]:
    orders = [UUID(int=(batch.int << 32) + place) for place in range(len(keys))]
    contents = {order: content_of(order.int) for order in orders}
    at = START + timedelta(days=30)
    own = dict(zip(orders, keys, strict=True))
    loads, refused = prepared_batch(batch, contents, profile=ChipProfile(), signer=signer, at=at, keys=own)
    if refused:
        raise SystemExit(f"{len(refused)} cards could not be prepared")
    return loads


def content_of(number: int) -> ChipContent:
    """An invented person of Utopia; the portrait is noise under a true JPEG header."""
    family, given = ("SPECIMEN EL ALAOUI", "FATIMA ZAHRA")
    zone = build_td1(
        document_code="ID",
        issuing_state="UTO",
        document_number=f"SP{number % 10_000_000:07d}",
        birth=PartialDate(1990, 3, 14),
        sex="F",
        expiry=date(2036, 2, 2),
        nationality="UTO",
        family_name=family,
        given_names=given,
        optional_1=f"W{number % 1_000_000:06d}",
    )
    own, birth = f"W{number % 1_000_000:06d}", PartialDate(1990, 3, 14)
    person = PersonDetails("العلوي", "فاطمة الزهراء", (), own, birth, ("UTOPIA",), ("12 RUE X",))
    document = DocumentDetails("SPECIMEN", date(2026, 2, 3), START, f"SP-{number % 10_000_000}")
    return ChipContent(zone, _PORTRAIT, person, document, f"{number % 1_000_000:06d}")


_PORTRAIT: Final = (
    b"\xff\xd8\xff\xc0\x00\x11\x08\x01\x40\x00\xf0\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
     b"\xff\xda" + bytes(range(256)) * (PORTRAIT_BYTES // 256) + b"\xff\xd9"
)  # fmt: skip


# --- keys and certificates ------------------------------------------------------------------------------------------
class KeyMaker:
    """Makes a signing key by name: in the bench's token, or in memory."""

    def __call__(self, name: str, algorithm: AlgorithmName) -> CardSigner:
        return SoftwareCardSigner.generate(algorithm)


_in_memory: Final = KeyMaker()


@contextmanager
def token() -> Iterator[KeyMaker]:
    module = next((each for each in LIBRARIES if Path(each).exists()), None)
    if module is None or not shutil.which("softhsm2-util"):
        sys.stderr.write("SoftHSM2 is not installed: keys are in memory, and the figures are not those of a token\n")
        yield _in_memory
        return
    from .tokens import PkcsToken

    folder, pin = Path(tempfile.mkdtemp(prefix="bitaqa-softhsm-")), secrets.token_hex(8)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    init = ["softhsm2-util", "--init-token", "--free", "--label", "bench", "--pin", pin, "--so-pin", pin]
    subprocess.run(init, check=True, stdout=subprocess.DEVNULL)
    opened = PkcsToken(module=module, label="bench", pin=pin)

    class InToken(KeyMaker):
        def __call__(self, name: str, algorithm: AlgorithmName) -> CardSigner:
            return opened.make(name, algorithm)

    try:
        yield InToken()
    finally:
        opened.close()
        shutil.rmtree(folder)


def issuing_centre(
    algorithm: AlgorithmName, make_key: KeyMaker, batches: int, *, name: str = "preparation"
) -> tuple[SodSigner, TrustList]:
    """A CSCA and a document signer of Utopia, approved for all batches of the bench."""
    csca_key, key = (make_key(f"{role}-{algorithm}-{name}", algorithm) for role in ("csca", "ds"))
    authority = Authority("UTO", "csca@utopia.example", "https://pkd.utopia.example/csca.crl")
    days = [START + timedelta(days=each) for each in (0, 1, 90, 1825, 3800, 5840)]
    csca = build_csca(
        holder=Holder("UT", "SPECIMEN", "CSCA"),
        authority=authority,
        signer=csca_key,
        period=Period(days[0], days[3], days[5]),
        serial=1,
    )
    certificate = build_document_signer(
        holder=Holder("UT", "SPECIMEN", "DS"),
        authority=authority,
        key_info=key.public,
        csca=csca,
        csca_signer=csca_key,
        period=Period(days[1], days[2], days[4]),
        serial=2,
    )
    revoked = build_revocation_list(
        csca=csca, signer=csca_key, number=1, this_update=days[0], next_update=days[2], revoked={}
    )
    trust = TrustList([csca], revocation_lists=[revoked])
    quota = CountedQuota({UUID(int=number): BATCH_SIZE for number in range(batches + 1)})
    return SodSigner(key=key, certificate=certificate, trust=trust, quota=quota), trust


# --- telling --------------------------------------------------------------------------------------------------------
def used_memory() -> int:
    """What this process holds now, in KiB; where the system does not say, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize() // 1024


def tell(rows: list[Row], kind: str, target: Path) -> None:
    head = f"{'what':<52}{'cards':>8}{'cards/s, one core':>19}{'on the wall':>13}{'wanted':>9}{'grew':>11}"
    sys.stdout.write(head + "\n")
    for row in rows:
        wanted = "–" if row.wanted is None else f"{row.wanted:,.0f}"
        mark = "" if row.passed else "  NOT REACHED"
        sys.stdout.write(
            f"{row.what:<52}{row.cards:>8}{row.rate:>19,.1f}{row.cards / row.wall:>13,.1f}{wanted:>9}"
            f"{row.grew:>7} KiB{mark}\n"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    about = {"python": platform.python_version(), "machine": platform.machine(), "keys": kind}
    target.write_text(json.dumps({"about": about, "figures": figures(rows)}, indent=2) + "\n")


def figures(rows: list[Row]) -> dict[str, dict[str, object]]:
    """What the file holds, by name: rates by processor and by the wall, what was wanted of them, memory held."""
    told: dict[str, tuple[float, str, int]] = {}
    for row in rows:
        told[f"{row.name}_per_second_and_core"] = (row.rate, "cards/s", row.cards)
        told[f"{row.name}_per_second_on_the_wall"] = (row.cards / row.wall, "cards/s", row.cards)
        told[f"{row.name}_held_after_a_tenth"] = (row.held[0], "KiB", row.cards)
        told[f"{row.name}_held_at_the_end"] = (row.held[1], "KiB", row.cards)
        if row.wanted is not None:
            told[f"{row.name}_of_what_is_wanted"] = (row.rate / row.wanted, "ratio", row.cards)
    return {name: {"value": round(value, 3), "unit": unit, "n": n} for name, (value, unit, n) in told.items()}
