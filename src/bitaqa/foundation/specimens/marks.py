"""The words SPECIMEN and عينة, which every drawn picture carries, on machines without any Arabic font.

The Arabic word is drawn as strokes so that it never depends on a font. Refuses to be left out: the drawing functions
of this package have no switch for it.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

# عينة written once by hand on a 100 x 48 grid: three strokes and five dots
_STROKES: Final = (
    ((93, 8), (85, 4), (78, 9), (77, 17), (84, 21), (93, 20)),  # the head of ain
    ((84, 21), (76, 26), (66, 30), (56, 30), (53, 21), (52, 30), (42, 30), (38, 19), (37, 30), (26, 30)),
    ((26, 30), (22, 22), (14, 15), (9, 22), (8, 29), (15, 32), (21, 29), (22, 22)),  # ta marbuta
)
_DOTS: Final = ((49, 40), (57, 40), (37, 9), (11, 7), (18, 5))


@cache
def specimen_mark(height: int, ink: int) -> Image.Image:
    """`SPECIMEN · عينة` as an `L` mask of about `height` pixels: 0 clear, `ink` (1 to 255) where it shows."""
    font = ImageFont.load_default(height * 0.82)
    left, top, right, bottom = (int(v) for v in font.getbbox("SPECIMEN"))
    unit = height / 44
    width = right - left + int(100 * unit) + height
    big = Image.new("L", (width * 3, int(height * 1.15) * 3), 0)
    draw = ImageDraw.Draw(big)
    draw.text((0, (height * 1.15 - (bottom - top)) * 1.5 - top * 3), "SPECIMEN", fill=ink,
              font=ImageFont.load_default(height * 0.82 * 3))  # fmt: skip
    start, pen = (right - left + height * 0.7) * 3, max(3, int(5 * unit * 3))
    for stroke in _STROKES:
        points = [(start + x * unit * 3, y * unit * 3 + 2 * unit) for x, y in stroke]
        draw.line(points, fill=ink, width=pen, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=ink)
    for x, y in _DOTS:
        r, cx, cy = 3.4 * unit * 3, start + x * unit * 3, y * unit * 3 + 2 * unit
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=ink)
    return big.resize((width, int(height * 1.15)), Image.Resampling.LANCZOS)
