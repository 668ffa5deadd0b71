"""Prints card faces, batch first: one PDF per batch, front and back of each card in turn.

A layout is data (`layouts/<document type>/<version>/`): templates, words, sizes, background. A card printed under
an older version can be printed again under it. Refuses a whole batch when one card's faces and machine readable
zone disagree, naming the card, and refuses production without OCR-B.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui.printing import fonts
from bitaqa.ui.printing.render import Press, qr_svg

from .data import CardFaceData, check_can_print
from .errors import LayoutUnknownError, NothingToPrintError

BATCH_SIZE: Final = 50
"""Cards per PDF: larger files gain nothing and a spoiled one costs more."""

_LAYOUTS: Final = Path(__file__).with_name("layouts")


def layout_names() -> tuple[str, ...]:
    """Layouts there are, such as `cnie/v1`."""
    return tuple(sorted(str(path.parent.relative_to(_LAYOUTS)) for path in _LAYOUTS.rglob("layout.toml")))


def render_faces(cards: Sequence[CardFaceData], *, layout: str, specimen: bool) -> bytes:
    """One PDF of 2 × len(cards) pages, 85.6 × 53.98 mm, front then back of each card in the given order.

    Raises NothingToPrintError, LayoutUnknownError, FaceFieldError; OcrbMissingError when `specimen` is False and
    no OCR-B is installed; PrintingError subclasses.
    """
    data, pictures = _sheet(cards, layout=layout, specimen=specimen)
    return _press().pdf(f"{layout}/card", data, pictures=pictures)


def face_png(card: CardFaceData, *, layout: str, specimen: bool = True, ppi: float = 300) -> tuple[bytes, bytes]:
    """Front and back as PNG, `ppi` dots per inch, for a screen. Same refusals as `render_faces`."""
    data, pictures = _sheet([card], layout=layout, specimen=specimen)
    front, back = _press().png(f"{layout}/card", data, pictures=pictures, ppi=ppi)
    return front, back


@cache
def _press() -> Press:
    return Press(_LAYOUTS)


def _sheet(cards: Sequence[CardFaceData], *, layout: str, specimen: bool) -> tuple[dict[str, Any], dict[str, bytes]]:
    if not cards:
        raise NothingToPrintError()
    if layout not in layout_names():
        raise LayoutUnknownError(layout=layout)
    if not specimen:
        fonts.check_can_print_production()
    rows: list[dict[str, Any]] = []
    pictures: dict[str, bytes] = {}
    for place, card in enumerate(cards):
        check_can_print(card)
        portrait, code = f"portrait-{place}.jpg", f"code-{place}.svg"
        pictures[portrait] = card.portrait
        # The code says no more than the number printed beside it: enough to find the card by scan.
        pictures[code] = qr_svg(card.document_number, mask=3)
        rows.append(_row(card) | {"portrait": portrait, "code": code})
    return {"cards": rows, "layout": layout, "specimen": specimen}, pictures


def _row(card: CardFaceData) -> dict[str, Any]:
    return {
        "document_number": card.document_number,
        "national_number": card.national_number,
        "given_ar": card.names_ar.given,
        "family_ar": card.names_ar.family,
        "given_latin": card.names_latin.given,
        "family_latin": card.names_latin.family,
        "birth": printed_birth(card.birth),
        "birth_place_ar": card.birth_place_ar,
        "birth_place_latin": card.birth_place_latin,
        "sex": card.sex,
        "nationality": card.nationality,
        "issued_on": f"{card.issued_on:%d/%m/%Y}",
        "expires_on": f"{card.expires_on:%d/%m/%Y}",
        "can": card.can,
        "mrz": list(card.mrz),
        "address_ar": card.address_ar,
        "address_latin": card.address_latin,
        "parents_ar": card.parents_ar,
        "parents_latin": card.parents_latin,
        "civil_status_number": card.civil_status_number,
        "authority_ar": card.authority_ar,
        "authority_fr": card.authority_fr,
    }


def printed_birth(birth: PartialDate) -> str:
    """`15/07/1948`, `07/1948` or `1948`: unknown parts are left out, never invented."""
    parts = [f"{part:02d}" for part in (birth.day, birth.month) if part is not None]
    return "/".join([*parts, f"{birth.year:04d}"])
