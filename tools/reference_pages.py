"""Writes the reference pages that repeat the code: error codes, settings, screens. `--check` fails for a stale page."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
REFERENCE = BASE / "docs" / "reference"
SETTING = re.compile(r"BITAQA_[A-Z_]+")

SETTINGS = {
    "BITAQA_HOME": "Folder of the centre's keys, blobs and spool. Default `./var`.",
    "BITAQA_STATION_HOME": "Folder of one station. Default `./var/station-1`.",
    "BITAQA_PRODUCTION": "`1` in production: refuses development secrets, played clocks, specimen accounts.",
    "BITAQA_SECRET_KEY": "Secret of the centre's sessions; at least 50 characters in production.",
    "BITAQA_STATION_SECRET_KEY": "Secret of a station's sessions; at least 50 characters in production.",
    "BITAQA_MASTER_KEY": "Wraps the vault's keys (base64); needed in production, a file of its own elsewhere.",
    "BITAQA_TOKEN_MODULE": "Library of the key token that signs cards; without it, keys in software and specimens.",
    "BITAQA_TOKEN_LABEL": "Label of that token. Default `bitaqa`.",
    "BITAQA_TOKEN_PIN": "PIN of that token.",
    "BITAQA_HOSTS": "Host names answered to, separated by commas. Default `localhost,127.0.0.1`.",
    "BITAQA_DB_HOST": "PostgreSQL host or socket folder.",
    "BITAQA_DB_PORT": "PostgreSQL port.",
    "BITAQA_DB_NAME": "Database. Default `bitaqa`.",
    "BITAQA_DB_USER": "Role web and workers connect as. Default `bitaqa_app`, which cannot change the journal.",
    "BITAQA_DB_PASSWORD": "Its password.",
    "BITAQA_DB_OWNER": "Role that migrates outside production. Default `bitaqa_owner`.",
    "BITAQA_COUNTRY_PACK": "Code of a country pack shipped, or path of the authority's own (`.toml`). Default `ma`.",
    "BITAQA_CLOCK": "`system`, or `scenario`: a played date, refused in production.",
    "BITAQA_CENTRE_URL": "Where a station finds the centre. Default `http://localhost:8000`.",
    "BITAQA_DATA_BUDGET": "Bytes a station may move in one local day, both ways, failed tries and field packs counted;"
    " packets wait for the next day when they are used up. Default 2 GiB.",
    "BITAQA_PACKET_GRACE_DAYS": "Days a station keeps a packet after it was accepted. Default 7.",
    "BITAQA_ENGINES": "Biometric engines asked besides the house's own: factories as `package.module.name`, with "
    "commas between. Default none.",
    "BITAQA_FINGER_PARTS": "In how many parts the house's index of fingers lies; of several each is searched in a "
    "worker process of its own. Default 1.",
    "BITAQA_PROXIES": "Addresses or networks of the proxies before the centre, separated by commas. Default none.",
    "BITAQA_PROXY_ADDRESS_HEADER": "Header in which those proxies tell the client's address (`X-Forwarded-For`). "
    "Default none: the connection's own address counts.",
    "BITAQA_PROXY_SCHEME_HEADER": "Header in which those proxies tell `https` (`X-Forwarded-Proto`). Default none.",
    "BITAQA_FRESH_MINUTES": "Minutes after password and code in which sensitive acts ask nothing more. Default 10.",
    "BITAQA_UPLOAD_DAYS": "Days after which the centre throws away an upload that no station continued. Default 14.",
    "BITAQA_SYNC_SECONDS": "Seconds between two rounds of a station's sync. Default 5.",
    "BITAQA_SIMULATED_DEVICES": "`0` hides the simulated camera and scanner; production has none.",
    "BITAQA_DEVICE_KEY": "Where a station's device key lies (a USB stick); default beside its other keys.",
    "BITAQA_STATION_UNLOCK": "`head:secret`, unlocks a development station by itself; ignored in production.",
    "BITAQA_STATION_DATABASE_KEY": "Key of a station's database (hexadecimal), for tests; ignored in production.",
    "BITAQA_STATION_LOOP": "Set by `bitaqa station` for its one serving process; not for people.",
    "BITAQA_TLS": "Set by `bitaqa station --tls`: cookies are then sent over TLS alone (always so in production).",
    "BITAQA_CLOCK_STARTS": "The instant a played station shows before anyone sets its clock.",
    "BITAQA_DEMO_SEED": "Draws the demonstration accounts' passwords; the same seed gives the same ones.",
    "BITAQA_DEMO_PASSWORD": "Password of both demonstration administrators (`bootstrap --demo`).",
    "BITAQA_STATIC": "`collected` serves the compressed files set-up gathered, as production does; else the sources.",
    "BITAQA_FONTS": "Folder of the print fonts. Default `build/fonts`.",
    "BITAQA_PG_BINDIR": "Folder of PostgreSQL's programs for the local cluster (`wheel`: those of the wheel).",
    "BITAQA_PG_ROOT": "Folder of the local cluster's data.",
    "BITAQA_DEVICE_TRUST": "Folder of certificates (PEM): makers whose devices a station believes. Default: none.",
    "BITAQA_DEVICE_PORTS": "Ports at which a station looks for capture devices. Default `4501-4600`.",
    "BITAQA_DEVICE_TIMEOUT_MS": "Milliseconds a capture device is given for one press. Default `20000`.",
    "BITAQA_CARD_READER": "Name of the PC/SC reader on which a station sets the PIN of a card. Default: none.",
    "BITAQA_FACE_MODEL": "Folder of a face model and its manifest, used at hand-over. Default: none.",
    "BITAQA_REMOVABLE": "Folders under which a station looks for removable disks, separated by colons.",
    "BITAQA_LOG_LEVEL": "Level of the log on standard error. Default `WARNING`.",
}
"""Every variable with its one line; a variable in the code without one fails the test."""


def errors_page() -> str:
    """One row per error class of both programs' shared and own rooms that can be imported without Django."""
    import bitaqa.foundation as foundation

    for module in pkgutil.walk_packages(foundation.__path__, "bitaqa.foundation."):
        importlib.import_module(module.name)
    for path in sorted((BASE / "src" / "bitaqa").rglob("*errors.py")):
        name = ".".join(path.relative_to(BASE / "src").with_suffix("").parts)
        if not name.startswith("bitaqa.ui."):
            importlib.import_module(name)
    from bitaqa.foundation.kernel.errors import ERRORS

    rows = [
        f"| `{code}` | {kind.sentence} | {kind.next_step} |"
        for code, kind in sorted(ERRORS.items())
        if kind.__module__.startswith("bitaqa.")
    ]
    head = "# Error codes\n\nStable codes with the sentence people read (translated) and what to do next.\n\n"
    return head + "| code | sentence | what to do |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"


def variables_in_code() -> set[str]:
    """Names of environment variables read anywhere in the settings and programs."""
    found: set[str] = set()
    for path in (BASE / "src" / "bitaqa").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            if "environ" in line or "getenv" in line or line.startswith("VARIABLE = "):
                found |= set(SETTING.findall(line))
    return found


def settings_page() -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in SETTINGS.items()]
    return (
        "# Settings\n\nEnvironment variables of both programs.\n\n| variable | meaning |\n| --- | --- |\n"
        + "\n".join(rows)
        + "\n"
    )


SCREENS = {
    "enrolment-1-list": "Enrolment: drafts, and the three ways to begin",
    "enrolment-2-who": "Enrolment: who, in both scripts",
    "enrolment-3-papers": "Enrolment: papers, scanned or photographed",
    "enrolment-4-portrait": "Enrolment: the portrait",
    "enrolment-camera": "Enrolment: the camera with the oval",
    "enrolment-5-fingers": "Enrolment: ten fingers, three tries each",
    "enrolment-6-signature": "Enrolment: the signature, or a witness",
    "enrolment-7-fee": "Enrolment: the stamp duty or its waiver",
    "enrolment-8-notice": "Enrolment: the data-protection notice that is read aloud",
    "enrolment-9-review": "Enrolment: the review before the seal",
    "enrolment-10-receipt": "Enrolment: the receipt",
    "incomplete-1-list": "Files that wait for papers",
    "incomplete-2-papers": "The papers of such a file are brought",
    "incomplete-3-done": "The file is completed",
    "adjudication-1-queue": "Adjudication: cases by deadline",
    "adjudication-2-case": "Adjudication: both persons side by side",
    "adjudication-3-propose": "Adjudication: a refusal is proposed",
    "adjudication-4-proposal": "Adjudication: the proposal waits for a second person",
    "adjudication-5-confirm": "Adjudication: the second person confirms",
    "wrong-card-3-read": "Hand-over: the holder reads the card before signing",
    "wrong-card-4-what-is-wrong": "Hand-over: what is wrong on it",
    "wrong-card-5-alone-is-refused": "Hand-over: nobody destroys a card alone",
    "wrong-card-6-new-receipt": "Hand-over: the receipt of the correction",
    "wrong-card-7-destroyed": "Hand-over: the card is destroyed by two",
    "board": "The coordinator's live board",
    "figure": "Where one figure of a bulletin comes from",
    "tracking-1-ask": "Where is my card? The question",
    "tracking-2-nothing": "Where is my card? Nothing is found, and nothing else is told",
    "tracking-3-answer": "Where is my card? The answer",
}
"""Captions of the pictures that browser tests take (BITAQA_PICTURES), in the order of the page."""
SEEN = {"ar": "Arabic", "fr": "French", "en": "English"}
WIDTHS = {"1280": "screen", "390": "telephone"}


def screens_page() -> str:
    """Every picture of docs/pictures with its caption. Raises KeyError for one that has none."""
    shown: dict[str, list[str]] = {name: [] for name in SCREENS}
    for file in sorted((BASE / "docs" / "pictures").glob("*.png"), key=lambda file: file.name):
        name, language, width = file.stem.rsplit("-", 2)
        caption = f"{SCREENS[name]}; {SEEN[language]}, {WIDTHS[width]}"
        shown[name].append(f"![{caption}](../pictures/{file.name})")
    head = (
        "# Screens\n\nTaken by the browser tests in Arabic and French, at 1,280 and 390 pixels. Everybody on them is "
        "invented, and every device is simulated.\n"
    )
    return head + "".join(
        f"\n## {SCREENS[name]}\n\n" + "\n".join(files) + "\n" for name, files in shown.items() if files
    )


def main(check: bool) -> int:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.centre.settings")
    django.setup()
    stale = []
    for name, text in (("errors.md", errors_page()), ("settings.md", settings_page()), ("screens.md", screens_page())):
        page = REFERENCE / name
        if check:
            if not page.is_file() or page.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            page.write_text(text, encoding="utf-8")
    if stale:
        print(f"stale: {', '.join(stale)}; run `python tools/reference_pages.py`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv))
