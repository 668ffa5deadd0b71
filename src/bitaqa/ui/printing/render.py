"""Lays out sheets and card faces with typst, for both programs: the same paper at a station and at the centre.

A template is a data file, `templates/<name>.typ`; it receives one plain mapping and pictures by name. The compiler
and the fonts are read once per process; each sheet costs milliseconds. Pictures are handed over as files in a
private folder in memory when the machine has one, and removed at once, since they may be portraits.
Refuses: an unknown template, a picture with a path for a name or of another type than JPEG, PNG or SVG.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tempfile
import threading
import warnings
import weakref
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst

from . import errors as e
from .fonts import fonts

_TEMPLATES: Final = Path(__file__).with_name("templates")
_PICTURE_NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(?:jpg|png|svg|pdf)$")
_MAGIC: Final = {".jpg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n", ".svg": b"<", ".pdf": b"%PDF-"}
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

Pictures = Mapping[str, bytes]

LARGE: Final = 512 * 1024
"""Bytes of pictures from which a compilation is not worth remembering: no second one has the same portraits."""
REMEMBERED: Final = 10
"""How many compilations typst remembers the results of; it forgets one generation with each compilation."""


class Press:
    """One folder of templates with its compilers. A compile takes the press for itself (typst keeps one world)."""

    def __init__(self, folder: Path) -> None:
        memory = Path("/dev/shm")  # noqa: S108 — only the parent of a private folder made by mkdtemp
        self._root = Path(tempfile.mkdtemp(prefix="press-", dir=memory if memory.is_dir() else None))
        self._root.chmod(0o700)
        weakref.finalize(self, _clear, self._root, os.getpid())
        self._folder = folder
        shutil.copytree(folder, self._root, dirs_exist_ok=True)
        # Card templates outside this room import the shared letterhead and marks by absolute path.
        for shared in _TEMPLATES.glob("*.typ"):
            if not (self._root / shared.name).exists():
                shutil.copy(shared, self._root / shared.name)
        for drawing in self._root.rglob("*.svg"):
            # Embedded once per file as PDF, but once per page as SVG: a batch shrinks and prints ten times faster.
            source: Any = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{drawing.name}")'.encode()
            typst.compile(
                source,
                output=str(drawing.with_suffix(".pdf")),
                root=str(drawing.parent),
                pdf_tags=False,
                timestamp=_EPOCH,
            )
        self._compilers: dict[str, typst.Compiler] = {}
        self._lock = threading.Lock()

    def templates(self) -> tuple[str, ...]:
        """Names of the sheets, without `.typ`; names starting with `_` are parts, not sheets."""
        return tuple(
            sorted(
                str(path.relative_to(self._folder).with_suffix(""))
                for path in self._folder.rglob("*.typ")
                if not path.name.startswith("_")
            )
        )

    def pdf(self, template: str, data: Mapping[str, Any], *, pictures: Pictures | None = None) -> bytes:
        return self._compile(template, data, pictures or {}, {"format": "pdf"})[0]

    def png(
        self, template: str, data: Mapping[str, Any], *, pictures: Pictures | None = None, ppi: float = 144
    ) -> list[bytes]:
        return self._compile(template, data, pictures or {}, {"format": "png", "ppi": ppi})

    def _compile(
        self, template: str, data: Mapping[str, Any], pictures: Pictures, options: dict[str, Any]
    ) -> list[bytes]:
        if template not in self.templates():
            raise e.TemplateUnknownError(template=template)
        inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
        with self._lock:
            desk = Path(tempfile.mkdtemp(dir=self._root, prefix="pictures-"))
            try:
                for name, picture in pictures.items():
                    _check_picture(name, picture)
                    (desk / name).write_bytes(picture)
                inputs["pictures"] = f"/{desk.name}/"
                compiler = self._compilers.get(template)
                if compiler is None:
                    main = str(self._root / f"{template}.typ")
                    compiler = typst.Compiler(main, root=str(self._root), font_paths=fonts(), ignore_system_fonts=True)
                    self._compilers[template] = compiler
                with warnings.catch_warnings():
                    warnings.simplefilter("error", typst.TypstWarning)
                    # A fixed creation date: the same data give the same bytes, which custody and tests rely on.
                    made = compiler.compile(sys_inputs=inputs, timestamp=_EPOCH, pdf_tags=False, **options)
            except (typst.TypstError, typst.TypstWarning) as fault:
                # The first line names the template's line; the rest may quote personal data.
                reason = str(fault).splitlines()[0] if str(fault) else "unknown"
                raise e.TemplateFaultError(template=template, reason=reason) from None
            finally:
                shutil.rmtree(desk, ignore_errors=True)
            if sum(map(len, pictures.values())) > LARGE:
                _forget_compilations()
        pages = made if isinstance(made, list) else [made]
        return [page for page in pages if page is not None]


def _forget_compilations() -> None:
    """Lets typst's memory of past compilations go: a batch of 50 cards leaves 60 MB, and ten are kept otherwise."""
    for _ in range(REMEMBERED + 1):
        typst.compile(b"", ignore_system_fonts=True)


def _clear(root: Path, owner: int) -> None:
    """A forked worker that ends must not clear the folder its parent and siblings print from."""
    if os.getpid() == owner:
        shutil.rmtree(root, ignore_errors=True)


_press: Press | None = None
_starting: Final = threading.Lock()


def _sheets() -> Press:
    global _press
    with _starting:
        if _press is None:
            _press = Press(_TEMPLATES)
        return _press


def sheet_names() -> tuple[str, ...]:
    """The sheets this room can print."""
    return _sheets().templates()


def render_pdf(template: str, data: Mapping[str, Any], *, pictures: Pictures | None = None) -> bytes:
    """One PDF of the sheet `template` filled with `data` (see README for each sheet's keys).

    `pictures`: file name → bytes, named again inside `data`. Raises PrintingError subclasses.
    """
    return _sheets().pdf(template, data, pictures=pictures)


def render_png(
    template: str, data: Mapping[str, Any], *, pictures: Pictures | None = None, ppi: float = 144
) -> list[bytes]:
    """The same sheet as one PNG per page, `ppi` dots per inch, for a preview on a screen."""
    return _sheets().png(template, data, pictures=pictures, ppi=ppi)


def qr_svg(text: str, *, mask: int | None = None) -> bytes:
    """A QR code (error correction M, no border) as SVG, to hand over as a picture.

    `mask` 0–7 skips the search for the best of eight patterns, five sixths of the work; every reader reads any.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False, mask=mask).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue()


def picture_names(pictures: Iterable[str]) -> tuple[str, ...]:
    """The names, checked. Raises PictureNameError."""
    names = tuple(pictures)
    if not all(_PICTURE_NAME.match(name) for name in names):
        raise e.PictureNameError()
    return names


def _check_picture(name: str, picture: bytes) -> None:
    picture_names([name])
    if not picture.startswith(_MAGIC[Path(name).suffix]):
        raise e.PictureTypeError()
