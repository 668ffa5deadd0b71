"""What travels before the first paint on a cold cache stays under 100 KB, and the script under 10 KB.

Fonts are `font-display: swap`: they never hold the first paint back, and are counted apart.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from bitaqa.ui.vendor import MISSING, NPM_PACKAGES, VENDOR_FILES

BUDGET = 100_000
BLOCKING = ("ui/css/tokens.css", "ui/css/bitaqa.css", "ui/css/parts.css", "ui/css/media.css")


def file(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), f"{name}: {MISSING}"
    return Path(found).read_bytes()


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize(("language", "bootstrap"), [("ar", "bootstrap.rtl.min.css"), ("fr", "bootstrap.min.css")])
def test_first_paint(reader: Callable[[str], Client], language: str, bootstrap: str) -> None:
    page = reader(language).get("/ui/").content  # the heaviest page there is
    sheets = sum(compressed(file(name)) for name in (*BLOCKING, f"vendor/bootstrap/{bootstrap}"))
    assert compressed(page) + sheets <= BUDGET
    text = page.decode()
    head = text[: text.index("</head>")]
    assert head.count('<link rel="stylesheet"') == len(BLOCKING) + 1, "a new sheet blocks the paint: count it here"
    for script in head.split("<script")[1:]:
        assert " defer" in script or 'type="module"' in script


def test_everything_but_the_second_weight_fits_with_the_arabic_font() -> None:
    whole = sum(compressed(file(name)) for name in (*BLOCKING, "vendor/bootstrap/bootstrap.rtl.min.css"))
    assert whole + len(file("vendor/fonts/plex-arabic-400.woff2")) <= BUDGET


def test_our_script_is_small() -> None:
    assert len(file("ui/js/bitaqa.js")) < 10_000


def test_fonts_never_block() -> None:
    css = file("ui/css/tokens.css").decode()
    assert css.count("@font-face") == css.count("font-display: swap") == 4


def test_each_front_end_file_stands_and_comes_from_a_named_package() -> None:
    for name, source in VENDOR_FILES.items():
        assert file(name)
        assert source.startswith(NPM_PACKAGES)
