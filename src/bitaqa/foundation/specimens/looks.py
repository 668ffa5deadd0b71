"""How an invented person looks: measures and tones drawn from the seed, kept apart from the pen that draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bitaqa.foundation.specimens.streams import stream

Colour = tuple[int, int, int]

_SKINS: Final[tuple[Colour, ...]] = (
    (242, 214, 190), (236, 203, 174), (226, 188, 156), (214, 172, 138),
    (198, 152, 116), (178, 132, 98), (150, 108, 78), (118, 82, 58),
)  # fmt: skip
_HAIRS: Final[tuple[Colour, ...]] = (
    (28, 24, 24),
    (46, 34, 28),
    (66, 46, 34),
    (92, 62, 40),
    (38, 30, 34),
    (112, 78, 50),
)
_GREYS: Final[tuple[Colour, ...]] = ((196, 194, 192), (168, 166, 166), (132, 130, 132), (222, 220, 216))
_CLOTHS: Final[tuple[Colour, ...]] = (
    (72, 98, 122), (112, 84, 78), (84, 104, 86), (132, 116, 92), (92, 84, 112), (150, 128, 110),
    (64, 72, 86), (128, 92, 100), (104, 122, 130), (170, 156, 134), (88, 66, 60), (60, 92, 94),
)  # fmt: skip
_SCARVES: Final[tuple[Colour, ...]] = (
    (196, 182, 164), (120, 132, 152), (158, 120, 124), (108, 126, 112), (216, 206, 194), (84, 88, 108),
    (172, 148, 120), (136, 112, 140), (98, 120, 132), (60, 62, 72), (188, 160, 156), (146, 154, 136),
)  # fmt: skip
_IRISES: Final[tuple[Colour, ...]] = ((52, 34, 24), (70, 46, 30), (40, 28, 24), (92, 70, 40), (82, 92, 70))


@dataclass(frozen=True, slots=True)
class Looks:
    """The measures of one face, in pixels of the 480 x 600 picture unless said otherwise."""

    half_width: float
    half_height: float
    jaw: float  # 0 pointed to 1 square
    eye_gap: float
    eye_size: float
    eye_tilt: float
    eye_height: float
    brow_weight: float
    brow_lift: float
    brow_arch: float
    nose_width: float
    nose_length: float
    mouth_width: float
    lip_weight: float
    mouth_drop: float
    ear: float
    skin: Colour
    hair: Colour
    iris: Colour
    cloth: Colour
    scarf: Colour | None
    hair_style: int
    long_hair: bool
    beard: int  # 0 none, 1 moustache, 2 short beard, 3 full
    glasses: int  # 0 none, 1 round, 2 square
    collar: int
    lines: float  # of age, 0 to 1


def looks_of(seed: int, *, female: bool, age: int) -> Looks:
    """The face of the person `seed`: always the same one for the same sex and age."""
    r = stream(seed, "looks")
    child = max(0.0, (13 - age) / 13)
    old = max(0.0, min(1.0, (age - 50) / 25))
    skin = mixed(r.choice(_SKINS), r.choice(_SKINS), r.random() * 0.6)
    hair = mixed(r.choice(_HAIRS), r.choice(_GREYS), min(1.0, old * r.uniform(0.6, 1.3)))
    covered = female and age >= 12 and r.random() < 0.35 + 0.45 * min(1.0, age / 70)
    bearded = not female and age >= 20
    return Looks(
        half_width=r.uniform(86, 110) - 4 * female + 3 * child,
        half_height=r.uniform(124, 147) - 4 * female - 18 * child,
        jaw=r.uniform(0.05, 0.75) * (0.6 if female else 1.0),
        eye_gap=r.uniform(38, 50),
        eye_size=r.uniform(16, 22) * (1 + 0.22 * child),
        eye_tilt=r.uniform(-3.5, 3.5),
        eye_height=r.uniform(-22, -6) + 16 * child,
        brow_weight=r.uniform(3.5, 6.5) if female else r.uniform(5.5, 10.5),
        brow_lift=r.uniform(19, 32),
        brow_arch=r.uniform(1, 10),
        nose_width=r.uniform(14, 27) * (1 - 0.25 * child),
        nose_length=r.uniform(44, 66) * (1 - 0.3 * child),
        mouth_width=r.uniform(27, 43) * (1 - 0.15 * child),
        lip_weight=r.uniform(5, 11),
        mouth_drop=r.uniform(24, 36) * (1 - 0.15 * child),
        ear=r.uniform(15, 25),
        skin=skin,
        hair=hair,
        iris=r.choice(_IRISES),
        cloth=r.choice(_CLOTHS),
        scarf=r.choice(_SCARVES) if covered else None,
        hair_style=(style := r.randrange(4)),
        long_hair=female and style < 3,
        beard=r.choice((0, 0, 0, 1, 2, 2, 3)) if bearded else 0,
        glasses=r.choice((1, 2)) if age >= 8 and r.random() < 0.12 + 0.2 * old else 0,
        collar=r.randrange(3),
        lines=old,
    )


def shaded(colour: Colour, by: float) -> Colour:
    r, g, b = (max(0, min(255, round(c * by))) for c in colour)
    return r, g, b


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    r, g, b = (round(a + (c - a) * share) for a, c in zip(one, other, strict=True))
    return r, g, b
