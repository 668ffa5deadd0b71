"""Icons drawn inside the page, taken one by one from the vendor sprite: no icon font, no extra request.

Why: a 130 KB icon font for twenty signs is what makes a page slow on a village link. An icon is decoration: the word
beside it carries the meaning, so it is hidden from assistive technology, and a missing sprite leaves the word alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

SPRITE: Final = "vendor/bootstrap-icons/bootstrap-icons.svg"
_SYMBOL = re.compile(r'<symbol[^>]*?viewBox="([^"]+)"[^>]*?id="([a-z0-9-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)

MIRRORED: Final = frozenset(
    {"arrow-return-left", "arrow-right", "arrow-left", "chevron-right", "chevron-left", "box-arrow-right", "truck"}
)
"""Icons that point along the line of reading: turned over in Arabic."""


@lru_cache(maxsize=1)
def _symbols() -> dict[str, tuple[str, str]]:
    found = finders.find(SPRITE)
    if not isinstance(found, str):
        return {}
    text = Path(found).read_text(encoding="utf-8")
    return {name: (box, " ".join(body.split())) for box, name, body in _SYMBOL.findall(text)}


def icon_names() -> frozenset[str]:
    """Every icon that can be drawn; empty before set-up."""
    return frozenset(_symbols())


def icon_svg(name: str) -> SafeString:
    """The drawing of one icon, or nothing when there is none of that name."""
    known = _symbols().get(name)
    if known is None:
        return SafeString("")
    box, body = known
    turned = " bq-icon-mirrored" if name in MIRRORED else ""
    return mark_safe(  # noqa: S308 - the sprite is ours, checked by the lock file, and holds no reader's text
        f'<svg class="bq-icon{turned}" viewBox="{box}" fill="currentColor" aria-hidden="true" focusable="false">'
        f"{body}</svg>"
    )
