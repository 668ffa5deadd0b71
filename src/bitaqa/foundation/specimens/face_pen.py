"""The pen that draws one face: ovals, polygons and strokes placed by the measures of `Looks`.

Only shapes and flat colours; light, grain and the specimen mark are added by `portraits.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from bitaqa.foundation.specimens.looks import Colour, Looks, mixed, shaded


class FacePen:
    """Draws one face around `cx`, `cy`; places are given in pixels of the final picture, from the face's middle."""

    def __init__(self, draw: ImageDraw.ImageDraw, cx: float, cy: float, scale: float, k: Looks, smile: float) -> None:
        self.draw, self.cx, self.cy, self.scale, self.k, self.smile = draw, cx, cy, scale, k, smile

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        s = self.scale
        x, y = self.cx + x * s, self.cy + y * s
        self.draw.ellipse((x - rx * s, y - ry * s, x + rx * s, y + ry * s), fill=fill)

    def shape(self, points: NDArray[np.float64], fill: Colour) -> None:
        placed = points * self.scale + (self.cx, self.cy)
        self.draw.polygon(placed.ravel().tolist(), fill=fill)

    def stroke(self, points: list[tuple[float, float]], weight: float, fill: Colour) -> None:
        placed = [(self.cx + x * self.scale, self.cy + y * self.scale) for x, y in points]
        self.draw.line(placed, fill=fill, width=max(1, round(weight * self.scale)), joint="curve")
        half = weight * self.scale / 2
        for x, y in (placed[0], placed[-1]):
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def outline(self, grow: float = 0.0, top: float = 0.0) -> NDArray[np.float64]:
        """The face oval: round above, narrowing to the jaw below."""
        k, turn = self.k, np.linspace(0, 2 * np.pi, 72)
        x, y = np.cos(turn), np.sin(turn)
        narrow = np.where(y > 0, 1 - (0.30 - 0.28 * k.jaw) * np.maximum(y, 0) ** 1.6, 1.0)
        full = np.where(y > 0, 1.0, 0.90)
        return np.column_stack([x * narrow * (k.half_width + grow), y * full * (k.half_height + grow) - top * (y < 0)])

    def face(self) -> None:
        k = self.k
        self.behind()
        self.shoulders()
        if k.scarf is None:
            for side in (-1, 1):
                self.oval(side * (k.half_width - 2), 4, k.ear * 0.62, k.ear * 1.35, shaded(k.skin, 0.93))
                self.oval(side * (k.half_width - 1), 5, k.ear * 0.34, k.ear * 0.85, shaded(k.skin, 0.82))
        self.shape(self.outline(), k.skin)
        self.beard()
        self.age_lines()
        self.nose()
        self.mouth()
        for side in (-1, 1):
            self.eye(side)
        self.above()
        self.spectacles()

    def behind(self) -> None:
        """What is seen behind head and neck: long hair, or the back of a scarf."""
        k = self.k
        if k.scarf is not None:
            self.shape(self.outline(34, 4), shaded(k.scarf, 0.82))
        elif self.k.long_hair:
            length = (60, 120, 175, 20)[k.hair_style]
            self.shape(self.outline(21, 6), shaded(k.hair, 0.85))
            w = k.half_width + 19
            self.shape(np.array([(-w, -20), (w, -20), (w + 6, length), (-w - 6, length)], float), shaded(k.hair, 0.85))

    def shoulders(self) -> None:
        k, chin = self.k, self.k.half_height
        neck = k.half_width * 0.52
        self.shape(
            np.array([(-neck, 60), (neck, 60), (neck + 6, chin + 62), (0, chin + 100), (-neck - 6, chin + 62)], float),
            shaded(k.skin, 0.82),
        )
        slope = [(-neck - 10, chin + 26), (-110, chin + 54), (-172, chin + 84), (-205, chin + 150), (-225, 400)]
        body = [*slope, *((-x, y) for x, y in reversed(slope))]
        dip = [(neck + 10, chin + 26), (0, chin + (92, 58, 74)[k.collar]), (-neck - 10, chin + 26)]
        self.shape(np.array(body + dip, float), k.cloth)
        edge = shaded(k.cloth, 0.78)
        if k.collar == 0:  # an open collar
            self.stroke([(-neck - 10, chin + 28), (0, chin + 94), (neck + 10, chin + 28)], 9, edge)
            self.stroke([(0, chin + 94), (0, 400)], 3, edge)
        elif k.collar == 1:  # a round neck
            self.stroke(
                [
                    (-neck - 10, chin + 28),
                    (-neck * 0.5, chin + 52),
                    (0, chin + 60),
                    (neck * 0.5, chin + 52),
                    (neck + 10, chin + 28),
                ],
                8,
                edge,
            )
        else:  # a djellaba's seam
            self.stroke([(-neck - 10, chin + 28), (0, chin + 76), (neck + 10, chin + 28)], 6, shaded(k.cloth, 1.18))
            self.stroke([(0, chin + 76), (0, 400)], 6, shaded(k.cloth, 1.18))

    def above(self) -> None:
        """Hair or scarf in front of the forehead."""
        k = self.k
        if k.scarf is not None:
            self.scarf(k.scarf)
            return
        outer, inner = self.outline(13 if self.k.long_hair else 8, 9), self.outline(-3)
        upper = inner[:, 1] < -k.half_height * (0.34, 0.46, 0.40, 0.52)[k.hair_style]
        line = inner[upper]
        line = line[np.argsort(line[:, 0])]
        part = (-0.45, 0.4, 0.0, -0.1)[k.hair_style] * k.half_width
        dip = np.exp(-(((line[:, 0] - part) / (k.half_width * 0.5)) ** 2))
        line = np.column_stack([line[:, 0], line[:, 1] + 12 + (26, 14, 20, 8)[k.hair_style] * (1 - dip)])
        cap = outer[outer[:, 1] < -k.half_height * 0.16]
        cap = cap[np.argsort(cap[:, 0])]
        self.shape(np.vstack([cap, line[::-1]]), k.hair)

    def scarf(self, colour: Colour) -> None:
        k = self.k
        outer, inner = self.outline(32, 6), self.outline(-7)
        inner = np.column_stack([inner[:, 0], np.where(inner[:, 1] < 0, inner[:, 1] * 0.80, inner[:, 1])])
        ring = np.vstack([outer, outer[:1], inner[:1], inner[::-1]])
        self.shape(ring, colour)
        self.stroke([(x, y) for x, y in inner.tolist()], 4, shaded(colour, 0.84))
        chin = k.half_height
        self.shape(
            np.array(
                [
                    (-k.half_width - 24, 40),
                    (-k.half_width - 40, chin + 60),
                    (-70, chin + 112),
                    (30, chin + 122),
                    (k.half_width + 40, chin + 64),
                    (k.half_width + 24, 40),
                    (k.half_width * 0.70, chin * 0.74),
                    (0, chin - 5),
                    (-k.half_width * 0.70, chin * 0.74),
                ],
                float,
            ),
            colour,
        )
        fold = shaded(colour, 0.86)
        self.stroke([(-k.half_width - 8, 70), (-40, chin + 44), (40, chin + 92)], 4, fold)
        self.stroke([(k.half_width + 4, 84), (52, chin + 48), (-30, chin + 100)], 3, fold)

    def eye(self, side: int) -> None:
        k = self.k
        x, y = side * k.eye_gap, k.eye_height + side * k.eye_tilt * 0.15
        w, h = k.eye_size, k.eye_size * 0.46
        t = np.linspace(0, np.pi, 14)
        upper = np.column_stack([x - w * np.cos(t), y - h * 1.15 * np.sin(t) - k.eye_tilt * np.cos(t) * -side * 0.4])
        lower = np.column_stack([x + w * np.cos(t), y + h * 0.8 * np.sin(t) - k.eye_tilt * np.cos(t) * side * 0.4])
        self.oval(x, y - 2, w * 1.35, h * 2.3, shaded(k.skin, 0.93))
        self.shape(np.vstack([upper, lower]), (246, 244, 240))
        self.oval(x, y - h * 0.1, h * 0.98, h * 0.98, k.iris)
        self.oval(x, y - h * 0.1, h * 0.46, h * 0.46, (14, 12, 12))
        self.oval(x + h * 0.3, y - h * 0.45, h * 0.2, h * 0.2, (255, 255, 255))
        self.stroke([(a, b) for a, b in upper.tolist()], 3.2, (52, 38, 34))
        self.stroke([(a, b) for a, b in lower[2:-2].tolist()], 1.2, shaded(k.skin, 0.66))
        lift = k.eye_height - k.brow_lift
        inner, outer = x - side * w * 1.02, x + side * w * 1.45
        self.stroke(
            [(inner, lift - 1), ((inner + outer) / 2, lift - k.brow_arch * 0.6), (outer, lift + 4 + k.eye_tilt * 0.6)],
            k.brow_weight,
            mixed(k.hair, k.skin, 0.12),
        )

    def nose(self) -> None:
        k = self.k
        top, tip = k.eye_height + 6, k.eye_height + k.nose_length
        dark, mid = shaded(k.skin, 0.70), shaded(k.skin, 0.90)
        w = k.nose_width
        self.shape(np.array([(3, top), (w * 0.5, tip - 14), (w, tip - 2), (0, tip + 3), (0, top)], float), mid)
        self.oval(0, tip - 7, w * 0.62, 11, shaded(k.skin, 1.05))
        self.stroke(
            [
                (-w, tip - 8),
                (-w * 0.9, tip - 1),
                (-w * 0.4, tip),
                (0, tip + 4),
                (w * 0.4, tip),
                (w * 0.9, tip - 1),
                (w, tip - 8),
            ],
            2.6,
            dark,
        )

    def mouth(self) -> None:
        k = self.k
        y = k.eye_height + k.nose_length + k.mouth_drop
        w, h = k.mouth_width, k.lip_weight
        lip = mixed(shaded(k.skin, 0.80), (170, 84, 82), 0.42)
        up = -self.smile * 1.6
        self.shape(
            np.array(
                [
                    (-w, y + up),
                    (-w * 0.3, y - h * 0.85),
                    (0, y - h * 0.5),
                    (w * 0.3, y - h * 0.85),
                    (w, y + up),
                    (w * 0.45, y + h),
                    (0, y + h * 1.25),
                    (-w * 0.45, y + h),
                ],
                float,
            ),
            lip,
        )
        self.stroke([(-w, y + up), (-w * 0.4, y + 1), (0, y), (w * 0.4, y + 1), (w, y + up)], 2.2, shaded(lip, 0.58))

    def beard(self) -> None:
        k = self.k
        if not k.beard:
            return
        tone = mixed(k.hair, k.skin, (0, 0.18, 0.42, 0.14)[k.beard])
        y = k.eye_height + k.nose_length + k.mouth_drop
        if k.beard >= 2:
            edge = self.outline(1 if k.beard == 2 else 7)
            low = edge[edge[:, 1] > 12]
            low = low[np.argsort(np.arctan2(low[:, 1], low[:, 0]))]
            w = k.half_width * 0.74
            self.shape(
                np.vstack(
                    [
                        low,
                        [
                            (-w, 34),
                            (-w * 0.86, y - 14),
                            (-k.mouth_width - 6, y - 16),
                            (0, y - 20),
                            (k.mouth_width + 6, y - 16),
                            (w * 0.86, y - 14),
                            (w, 34),
                        ],
                    ]
                ),
                tone,
            )
        m = k.mouth_width
        self.shape(
            np.array(
                [(-m - 4, y - 1), (-m * 0.6, y - 17), (0, y - 19), (m * 0.6, y - 17), (m + 4, y - 1), (0, y - 5)], float
            ),
            shaded(tone, 0.9),
        )

    def age_lines(self) -> None:
        k = self.k
        if k.lines < 0.15:
            return
        tone = mixed(k.skin, shaded(k.skin, 0.72), min(1.0, k.lines))
        y = k.eye_height + k.nose_length
        for side in (-1, 1):
            self.stroke(
                [(side * (k.nose_width + 5), y - 6), (side * (k.mouth_width + 11), y + k.mouth_drop - 6)], 2.4, tone
            )
            self.stroke(
                [(side * (k.eye_gap - 13), k.eye_height + 17), (side * (k.eye_gap + 13), k.eye_height + 18)], 2, tone
            )
        for row in (0, 13):
            self.stroke(
                [
                    (-42, -k.half_height * 0.60 + row),
                    (0, -k.half_height * 0.62 + row),
                    (42, -k.half_height * 0.60 + row),
                ],
                1.8,
                tone,
            )

    def spectacles(self) -> None:
        k = self.k
        if not k.glasses:
            return
        s, frame = self.scale, (44, 42, 48)
        rx, ry = k.eye_size * 1.62, k.eye_size * (1.42 if k.glasses == 1 else 1.12)
        for side in (-1, 1):
            x, y = self.cx + side * (k.eye_gap + 1) * s, self.cy + (k.eye_height + 3) * s
            box = (x - rx * s, y - ry * s, x + rx * s, y + ry * s)
            if k.glasses == 1:
                self.draw.ellipse(box, outline=frame, width=round(3 * s))
            else:
                self.draw.rounded_rectangle(box, 7 * s, outline=frame, width=round(3 * s))
            self.stroke(
                [(side * (k.eye_gap + rx), k.eye_height), (side * (k.half_width - 1), k.eye_height - 4)], 3, frame
            )
        gap = k.eye_gap - rx
        self.stroke([(-gap, k.eye_height), (0, k.eye_height - 4), (gap, k.eye_height)], 3, frame)
