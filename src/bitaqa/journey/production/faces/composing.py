"""Puts a batch of faces together as one PDF: artwork and fonts stand in it once, every page adds its card's own.

Artwork comes as PDF pages of the typesetter and is referred to by every page; portraits go in as the JPEG they are,
byte for byte, once for portrait and ghost. The same cards give the same bytes. Refuses a portrait whose header cannot
be read, a letter no font has, a number that does not fit.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from bitaqa.foundation.icao.face import jpeg_colours, picture_size

from .drawing import Pen, code, covering, rounded
from .errors import FaceFieldError
from .layout import HEIGHT, WIDTH, Field, Layout
from .letters import CardFont, LetterMissingError, NoRoomError, fitted_line

_SPACES: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB}


@dataclass(frozen=True, slots=True)
class Card:
    """One card as it is drawn: texts by name, portrait, code, zone, and which artwork lies under it."""

    texts: Mapping[str, str]
    portrait: bytes
    number: str
    zone: Sequence[str]
    artwork: str


@dataclass(frozen=True, slots=True)
class Fonts:
    """In order of preference for each script."""

    arabic: tuple[CardFont, ...]
    latin: tuple[CardFont, ...]
    zone: CardFont


def compose(
    cards: Sequence[Card],
    layout: Layout,
    fonts: Fonts,
    *,
    artwork: Mapping[str, bytes],
    specimen: bool,
    about: Mapping[str, str],
) -> bytes:
    """Front and back of each card in turn. `artwork`: by name, four pages: front, back, and the mark of each.

    Without any artwork the faces hold what a laser engraves. Raises FaceFieldError.
    """
    everyone = list(dict.fromkeys([*fonts.latin, *fonts.arabic, fonts.zone]))
    pen = Pen({font: f"F{place}" for place, font in enumerate(everyone)})
    pdf = Pdf.new()
    typefaces = {font: _font(pdf, font) for font in everyone}
    forms = {name: _forms(pdf, content) for name, content in artwork.items()}
    shared: dict[str, Any] = {
        "/Font": pdf.make_indirect(Dictionary({f"/F{n}": typefaces[f] for n, f in enumerate(everyone)})),
        "/ExtGState": Dictionary(G=Dictionary(ca=layout.ghost_opacity)),
    }
    for card in cards:
        size = picture_size(card.portrait)
        if size is None:
            raise FaceFieldError(document_number=card.number, field="portrait", rule="a JPEG picture")
        drawn = forms.get(card.artwork)
        picture = _picture(pdf, card.portrait, size)
        for side, content in enumerate((_front(card, layout, fonts, pen, size), _back(card, layout, fonts, pen))):
            objects = Dictionary(P=picture) if side == 0 else Dictionary()
            if drawn is not None:
                objects.A = drawn[side]
                content = f"q /A Do Q {content}"
                if specimen:
                    objects.M = drawn[2 + side]
                    content += " q /M Do Q"
            _page(pdf, content, Dictionary({"/XObject": objects, **shared}))
    for font, typeface in typefaces.items():
        typeface.ToUnicode = Stream(pdf, _to_unicode(pen.used[font]))
    for key, value in about.items():
        pdf.docinfo[f"/{key}"] = value
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _page(pdf: Pdf, content: str, resources: Dictionary) -> None:
    box = Array([0, 0, round(WIDTH, 3), round(HEIGHT, 3)])
    stream = Stream(pdf, zlib.compress(content.encode("latin-1"), 1), Filter=Name.FlateDecode)
    pdf.pages.append(
        pikepdf.Page(pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=stream)))
    )


# --- the two sides --------------------------------------------------------------------------------------------------
def _front(card: Card, layout: Layout, fonts: Fonts, pen: Pen, size: tuple[int, int]) -> str:
    line = layout.portrait_line
    return " ".join(
        [
            f"q {covering(layout.portrait, *size)} Q",
            f"q {_rgb(line)} RG 0.71 w {rounded(layout.portrait)} S Q",
            f"q /G gs {covering(layout.ghost, *size)} Q",
            *_texts(card, layout, layout.front, fonts, pen),
        ]
    )


def _back(card: Card, layout: Layout, fonts: Fonts, pen: Pen) -> str:
    zone = (
        pen.zone(fonts.zone, words, layout.zone_size, layout.zone_left, y, layout.pitch)
        for words, y in zip(card.zone, layout.zone_lines, strict=True)
    )
    return " ".join(
        ["0 g", code(card.number, layout.code), *_texts(card, layout, layout.back, fonts, pen), "0 g", *zone]
    )


def _texts(card: Card, layout: Layout, fields: Sequence[Field], fonts: Fonts, pen: Pen) -> list[str]:
    out, colour = [], ""
    for field in fields:
        words = card.texts[field.value]
        if not words or not layout.show.get(field.shown, True):
            continue
        try:
            line, size = fitted_line(
                words,
                fonts.arabic if field.arabic else fonts.latin,
                rtl=field.arabic,
                room=field.width,
                sizes=field.sizes,
                spacing=field.spacing,
                shortens=field.shortens,
            )
        except LetterMissingError:
            rule = "written in letters the card's fonts have"
            raise FaceFieldError(document_number=card.number, field=field.value, rule=rule) from None
        except NoRoomError:
            raise FaceFieldError(document_number=card.number, field=field.value, rule="short enough to print") from None
        if field.colour != colour:
            colour = field.colour
            out.append(f"{_rgb(layout.colours[colour])} rg")
        x = field.x + field.width - line.width * size - field.spacing * line.count if field.arabic else field.x
        out.append(pen.text(line, size, x, field.y, spacing=field.spacing))
    return out


def _rgb(colour: tuple[float, float, float]) -> str:
    return " ".join(f"{part:g}" for part in colour)


# --- what pages refer to --------------------------------------------------------------------------------------------
def _forms(pdf: Pdf, content: bytes) -> list[Any]:
    """The pages of an artwork as forms of this file."""
    with Pdf.open(io.BytesIO(content)) as drawn:
        return [pdf.copy_foreign(page.as_form_xobject()) for page in drawn.pages]


def _picture(pdf: Pdf, jpeg: bytes, size: tuple[int, int]) -> Stream:
    return Stream(
        pdf,
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=_SPACES[jpeg_colours(jpeg) or 3],
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


@lru_cache(maxsize=8)
def _packed(font: CardFont) -> bytes:
    content = font.content
    if font.outlines == "CFF":
        content = bytes(hb.Face(content).reference_table("CFF ").data)
    return zlib.compress(content, 9)


def _font(pdf: Pdf, font: CardFont) -> Any:
    """A composite font whose codes are the glyph numbers of the file (ISO 32000-1 §9.7)."""
    curves = font.outlines == "CFF"
    file = Stream(pdf, _packed(font), Filter=Name.FlateDecode)
    if curves:
        file.Subtype = Name.CIDFontType0C
    else:
        file.Length1 = len(font.content)
    scale = 1000 / font.units
    about = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{font.name}"),
        Flags=4,
        FontBBox=Array([-1000, round(font.descender * scale), 2000, round(font.ascender * scale)]),
        ItalicAngle=0,
        Ascent=round(font.ascender * scale),
        Descent=round(font.descender * scale),
        CapHeight=698,
        StemV=120,
    )
    about[Name.FontFile3 if curves else Name.FontFile2] = file
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if curves else Name.CIDFontType2,
        BaseFont=Name(f"/{font.name}"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(about),
        DW=0,
        W=Array([0, Array([round(width * scale) for width in font.widths])]),
    )
    if not curves:
        inner.CIDToGIDMap = Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{font.name}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
        )
    )


def _to_unicode(used: Mapping[int, str]) -> bytes:
    """Which letters the shapes stand for (ISO 32000-1 §9.10.3)."""
    rows = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>" for glyph, text in sorted(used.items()) if text]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    told = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{told}\nendcmap end end\n"
    ).encode("ascii")
