"""Prints a certificate on the shared press. A layout is a data file, `layouts/<layout>/certificate.typ`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from bitaqa.ui.printing.render import Press, qr_svg

from ..errors import CertificateLayoutUnknownError

_LAYOUTS: Final = Path(__file__).with_name("layouts")


def certificate_layouts() -> tuple[str, ...]:
    """Layouts there are, such as `extract/v1`."""
    return tuple(sorted(str(p.parent.relative_to(_LAYOUTS)) for p in _LAYOUTS.rglob("certificate.typ")))


def render_certificate(layout: str, data: Mapping[str, Any], *, token: str) -> bytes:
    """The PDF. `data`: title_ar, title_fr, number, rows [{ar, fr, value | value_ar, value_fr}], keys of every sheet.

    Raises CertificateLayoutUnknownError, PrintingError subclasses.
    """
    if layout not in certificate_layouts():
        raise CertificateLayoutUnknownError(layout=layout)
    return _press().pdf(f"{layout}/certificate", {**data, "code": "code.svg"}, pictures={"code.svg": qr_svg(token)})


@cache
def _press() -> Press:
    return Press(_LAYOUTS)
