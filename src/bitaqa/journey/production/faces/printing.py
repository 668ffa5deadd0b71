"""Prints card faces, batch first: one PDF per batch, front and back of each card in turn.

A layout is data (`layouts/<document type>/<version>/`): artwork, words, places, sizes. A card printed under an older
version can be printed again under it. What all cards share is set by typst once per process; what is a card's own is
shaped and placed by `composing`. Refuses a whole batch when one card's faces and machine readable zone disagree or a
name has a letter the fonts lack, naming the card, and refuses production without OCR-B.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from PIL import Image

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui.printing import fonts
from bitaqa.ui.printing.errors import FontsMissingError
from bitaqa.ui.printing.render import Press

from .composing import Card, Fonts, compose
from .data import CardFaceData, check_can_print
from .errors import NothingToPrintError
from .layout import LAYOUTS, Layout, get_layout
from .letters import CardFont, card_font

BATCH_SIZE: Final = 50
"""Cards per PDF: larger files gain nothing and a spoiled one costs more."""


def render_faces(cards: Sequence[CardFaceData], *, layout: str, specimen: bool) -> bytes:
    """One PDF of 2 × len(cards) pages, 85.6 × 53.98 mm, front then back of each card in the given order.

    Raises NothingToPrintError, LayoutUnknownError, FaceFieldError; OcrbMissingError when `specimen` is False and
    no OCR-B is installed; PrintingError subclasses.
    """
    return _composed(cards, layout=layout, specimen=specimen, artwork=True)


def face_png(card: CardFaceData, *, layout: str, specimen: bool = True, ppi: float = 300) -> tuple[bytes, bytes]:
    """Front and back as PNG, `ppi` dots per inch, for a screen: the printed pages, seen. Same refusals."""
    return _pictures(render_faces([card], layout=layout, specimen=specimen), ppi)


def face_bitmaps(card: CardFaceData, *, layout: str, specimen: bool, ppi: int = 600) -> tuple[bytes, bytes]:
    """Front and back as a laser engraves them: eight-bit grey PNG with its resolution, a card's own data alone, white
    where the printed body is left as it is. Same refusals as `render_faces`."""
    sides = []
    for page in _pictures(_composed([card], layout=layout, specimen=specimen, artwork=False), ppi):
        out = io.BytesIO()
        # Laid on white first: transparent would turn black.
        with Image.open(io.BytesIO(page)) as drawn:
            white = Image.new("RGBA", drawn.size, "white")
            white.alpha_composite(drawn.convert("RGBA"))
            white.convert("L").save(out, "PNG", dpi=(ppi, ppi))
        sides.append(out.getvalue())
    return sides[0], sides[1]


def _pictures(pdf: bytes, ppi: float) -> tuple[bytes, bytes]:
    front, back = _press().png("preview", {"pages": 2}, pictures={"faces.pdf": pdf}, ppi=ppi)
    return front, back


@cache
def _press() -> Press:
    return Press(LAYOUTS)


@cache
def _fonts() -> Fonts:
    latin, arabic = (_font(family) for family in (fonts.LATIN_FAMILY, fonts.ARABIC_FAMILY))
    others = [_font(fonts.TIFINAGH_FAMILY)]
    zone = _font(fonts.OCRB_FAMILY) if fonts.has_ocrb() else latin
    return Fonts((arabic, latin, *others), (latin, arabic, *others), zone)


def _font(family: str) -> CardFont:
    file = fonts.card_font_file(family)
    if file is None:
        raise FontsMissingError(families=family)
    return card_font(family.replace(" ", ""), str(file))


def _composed(cards: Sequence[CardFaceData], *, layout: str, specimen: bool, artwork: bool) -> bytes:
    if not cards:
        raise NothingToPrintError()
    chosen, fitting = get_layout(layout), _fonts()
    if not specimen:
        fonts.check_can_print_production()
    drawn: dict[str, bytes] = {}
    pages = []
    for card in cards:
        check_can_print(card)
        shown = _shown(card)
        name = repr(shown)
        if artwork and name not in drawn:
            drawn[name] = _artwork(layout, shown)
        # The code says no more than the number printed beside it: enough to find the card by scan.
        pages.append(Card(_texts(card, chosen), card.portrait, card.document_number, card.mrz, name))
    about = {
        "Title": "Card faces",
        "Author": cards[0].authority_fr,
        "Keywords": ", ".join(
            [
                "mrz-font: OCR-B" if fonts.has_ocrb() else "mrz-font: fallback, specimen only",
                "specimen" if specimen else "production",
                f"layout: {layout}",
            ]
        ),
    }
    return compose(pages, chosen, fitting, artwork=drawn, specimen=specimen, about=about)


_Shown = tuple[str, str, bool, bool, bool]


def _shown(card: CardFaceData) -> _Shown:
    """What of a card decides its artwork."""
    address, parents = card.address_ar + card.address_latin, card.parents_ar + card.parents_latin
    return card.authority_ar, card.authority_fr, bool(address), bool(parents), bool(card.civil_status_number)


@lru_cache(maxsize=16)
def _artwork(layout: str, shown: _Shown) -> bytes:
    """Backgrounds, words and marks as a PDF, drawn once per process and reused by every page."""
    names = ("authority_ar", "authority_fr", "address", "parents", "civil_status")
    return _press().pdf(f"{layout}/artwork", dict(zip(names, shown, strict=True)))


def _texts(card: CardFaceData, layout: Layout) -> dict[str, str]:
    sex_ar, sex_latin = layout.sexes[card.sex]
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
        "sex_ar": sex_ar,
        "sex_latin": sex_latin,
        "nationality": card.nationality,
        "issued_on": f"{card.issued_on:%d/%m/%Y}",
        "expires_on": f"{card.expires_on:%d/%m/%Y}",
        "can": card.can,
        "address_ar": card.address_ar,
        "address_latin": card.address_latin,
        "parents_ar": card.parents_ar,
        "parents_latin": card.parents_latin,
        "civil_status_number": card.civil_status_number,
    }


def printed_birth(birth: PartialDate) -> str:
    """`15/07/1948`, `07/1948` or `1948`: unknown parts are left out, never invented."""
    parts = [f"{part:02d}" for part in (birth.day, birth.month) if part is not None]
    return "/".join([*parts, f"{birth.year:04d}"])
