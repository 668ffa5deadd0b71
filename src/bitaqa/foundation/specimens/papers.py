"""Drawn scans of the papers people bring, and signatures: light greyscale JPEG with SPECIMEN / عينة across them.

One background per kind is drawn once and kept; a person's names and dates are written over it, so that a scan costs a
few milliseconds. Arabic names are written when the machine has a font with Arabic letters (`arabic_font`), else the
Latin line alone: a scan is never read by a program. No emblem, no real authority, no stamp of anyone.
"""

from __future__ import annotations

import io
import math
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

from bitaqa.foundation.specimens.marks import specimen_mark
from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.foundation.specimens.streams import array_stream, stream

WIDTH: Final = 595  # A4 at 72 dpi: legible, and 20 to 40 KB
HEIGHT: Final = 842
_BODY_TOP: Final = 190

PAPER_TITLES: Final[dict[str, tuple[str, str]]] = {
    "birth_record": ("رسم الولادة - نسخة كاملة", "ACTE DE NAISSANCE - COPIE INTÉGRALE"),
    "residence_certificate": ("شهادة السكنى", "CERTIFICAT DE RÉSIDENCE"),
    "declaration_of_loss": ("التصريح بالضياع", "DÉCLARATION DE PERTE"),
    "old_card": ("نسخة من البطاقة السابقة", "COPIE DE L'ANCIENNE CARTE"),
    "guardian_card": ("نسخة من بطاقة النائب الشرعي", "COPIE DE LA CARTE DU REPRÉSENTANT LÉGAL"),
    "guardianship_act": ("رسم النيابة الشرعية", "ACTE DE REPRÉSENTATION LÉGALE"),
    "proof_of_change": ("وثيقة تثبت التغيير", "JUSTIFICATIF DU CHANGEMENT"),
}
"""Titles by the codes of `rules.applications.PaperCode`."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def _latin(path: Path | None, size: int) -> tuple[Font, bool]:
    """A font for Latin letters, and whether it has the accented ones (Pillow's own has not)."""
    try:
        return ImageFont.truetype(str(path) if path else "DejaVuSans.ttf", size), True
    except OSError:
        return ImageFont.load_default(size), False


def _write_latin(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, ink: int, size: int, anchor: str, path: Path | None
) -> None:
    font, accents = _latin(path, size)
    if not accents:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    draw.text(at, text, ink, font, anchor=anchor)


@cache
def _arabic(path: Path | None, size: int) -> ImageFont.FreeTypeFont | None:
    """The given font, else DejaVu Sans when installed; None when there is none or letters could not be joined."""
    if not features.check("raqm"):
        return None
    try:
        return ImageFont.truetype(str(path) if path else "DejaVuSans.ttf", size)
    except OSError:
        return None


@cache
def _background(kind: str, arabic_font: Path | None) -> Image.Image:
    """Paper tone, a frame, the two titles, ruled lines and the mark across the page."""
    tone = array_stream(0, "paper", kind).normal(0, 2.0, (HEIGHT // 2, WIDTH // 2 + 1))
    page = Image.fromarray((241 + tone).clip(0, 255).astype("uint8")).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(page)
    draw.rectangle((28, 28, WIDTH - 28, HEIGHT - 28), outline=150, width=2)
    draw.rectangle((34, 34, WIDTH - 34, HEIGHT - 34), outline=190)
    arabic, latin = PAPER_TITLES[kind]
    letters = _arabic(arabic_font, 22)
    if letters is not None:
        draw.text((WIDTH / 2, 78), arabic, 40, letters, anchor="mm", direction="rtl", language="ar")
    _write_latin(draw, (WIDTH / 2, 116), latin, 50, 15, "mm", arabic_font)
    draw.line((120, 142, WIDTH - 120, 142), fill=140)
    for row in range(9):
        draw.line((64, _BODY_TOP + 26 + row * 50, WIDTH - 64, _BODY_TOP + 26 + row * 50), fill=200)
    draw.ellipse((380, 660, 500, 780), outline=170, width=3)
    draw.ellipse((392, 672, 488, 768), outline=185)
    mark = specimen_mark(54, 90).rotate(28, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(150, ((WIDTH - mark.width) // 2, 340), mark)
    return page


def paper_scan(kind: str, who: SpecimenPerson, *, arabic_font: Path | None = None) -> bytes:
    """A4 greyscale JPEG (595 x 842) of a paper in the name of `who`.

    `kind` is a code of `PAPER_TITLES` (KeyError otherwise); `arabic_font` a font file with Arabic letters.
    """
    page = _background(kind, arabic_font).copy()
    draw = ImageDraw.Draw(page)
    letters = _arabic(arabic_font, 17)
    for row, (arabic, latin) in enumerate(_lines(kind, who)):
        y = _BODY_TOP + 14 + row * 50
        _write_latin(draw, (66, y), latin[:64], 48, 12, "lm", arabic_font)
        if letters is not None:
            draw.text((WIDTH - 66, y - 17), arabic[:72], 36, letters, anchor="rm", direction="rtl", language="ar")
    r = stream(who.body, "paper", kind)
    _write_latin(draw, (66, 670), f"No {r.randint(1, 9999)}/{r.randint(2024, 2026)}", 60, 13, "lm", arabic_font)
    draw.line([(x + 390, y + 690) for x, y in _flourish(who.body ^ 1, 100, 46)], fill=90, width=2)
    out = io.BytesIO()
    # Nearest points: a paper laid on the glass a little askew, for a seventh of what smooth edges cost.
    turned = page.rotate(r.uniform(-0.6, 0.6), Image.Resampling.NEAREST, fillcolor=226)
    turned.save(out, "JPEG", quality=60, dpi=(72, 72), comment=b"SPECIMEN")
    return out.getvalue()


def _lines(kind: str, who: SpecimenPerson) -> list[tuple[str, str]]:
    """(Arabic, Latin) of each ruled line; the Arabic side is empty where it would only repeat a number."""
    subject = who.representative if kind in ("guardian_card", "guardianship_act") else None
    if subject is not None:
        given, family = subject.given, subject.family

        def name(script: int) -> str:
            return f"{given[script]} {family[script]}".strip()

        return [
            (f"النائب الشرعي: {name(0)}", f"Représentant : {name(1)}"),
            ("", f"No {subject.national_number}"),
            (f"القاصر: {who.whole_name(0)}", f"Mineur : {who.whole_name(1)}"),
        ]
    lines = [
        (f"الاسم الشخصي: {who.given[0]}", f"Prénom : {who.given[1]}"),
        (f"الاسم العائلي: {who.family[0] or '-'}", f"Nom : {who.family[1] or '-'}"),
        ("", f"Né(e) : {who.birth}"),
        (f"مكان الولادة: {who.birth_place[0]}", f"Lieu : {who.birth_place[1]}"),
    ]
    if kind == "birth_record":
        father = (f"الأب: {who.father[0]}", f"Père : {who.father[1]}")
        mother = (f"الأم: {who.mother[0]}", f"Mère : {who.mother[1]}")
        return [*lines, father, mother, ("", f"Acte no {who.civil_status_number}")]
    if kind in ("old_card", "declaration_of_loss"):
        return [*lines, ("", f"No {who.national_number}")]
    return [*lines, *zip(who.address_lines(0), who.address_lines(1), strict=True)]


def _flourish(seed: int, width: float, height: float) -> list[tuple[float, float]]:
    """One line of the pen: loops that shrink to the right and a stroke under them, different for every seed."""
    r = stream(seed, "signature")
    loops, slant, lean = r.randint(3, 6), r.uniform(0.1, 0.4), r.uniform(-0.2, 0.2)
    wide = r.uniform(0.12, 0.36)
    sizes = [r.uniform(0.45, 1.0) for _ in range(loops)]
    points = []
    for i in range(loops * 24):
        at, turn = i / (loops * 24), i / 24 * 2 * math.pi
        size = sizes[i // 24] * (1 - 0.4 * at) * 0.42
        x = 0.06 + 0.72 * at + size * wide * math.sin(turn) + slant * size * math.cos(turn) * 0.4
        y = 0.45 + size * math.cos(turn) + lean * (at - 0.5)
        points.append((x, y))
    points += [(0.92, 0.35), (0.97, 0.62), (r.uniform(0.1, 0.4), r.uniform(0.82, 0.95))]
    return [(min(max(x, 0), 1) * width, min(max(y, 0), 1) * height) for x, y in points]


def signature_png(seed: int) -> bytes:
    """A signature as a 300 x 110 greyscale PNG of a few KB, marked SPECIMEN in its corner."""
    big = Image.new("L", (600, 220), 255)
    draw = ImageDraw.Draw(big)
    draw.line([(x + 40, y + 24) for x, y in _flourish(seed, 520, 160)], fill=40, width=6, joint="curve")
    small = big.reduce(2)
    mark = specimen_mark(11, 255)
    small.paste(165, (300 - mark.width - 4, 110 - mark.height - 2), mark)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=False)
    return out.getvalue()


def signature_svg(seed: int) -> str:
    """The same signature as one SVG path (300 x 110), with the mark as text."""
    points = [(x / 2 + 20, y / 2 + 12) for x, y in _flourish(seed, 520, 160)]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 110" role="img" aria-label="SPECIMEN">'
        f'<path d="{path}" fill="none" stroke="#222" stroke-width="2.5" stroke-linejoin="round"/>'
        '<text x="296" y="106" font-size="9" fill="#777" text-anchor="end">SPECIMEN عينة</text></svg>'
    )
