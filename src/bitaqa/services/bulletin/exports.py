"""A bulletin on paper and for spreadsheets: PDF in Arabic and French together, CSV in UTF-8.

The CSV opens with a byte order mark and is separated by semicolons, as office programs set to French expect. A cell
that a spreadsheet could take for a formula is written with an apostrophe before it (OWASP, CSV injection): names of
places and campaigns are typed by people.
"""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from django.conf import settings

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.ui.printing.render import render_pdf

from .queries import BulletinValue

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
HEAD: Final = ("table", "event", "row", "label_ar", "label_fr", "count", "total", "as_at", "journal_position")


def safe_cell(text: str) -> str:
    """The text as a spreadsheet will not compute it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def csv_of(bulletin: BulletinValue) -> bytes:
    """One line per row of every table; `count` is empty where a place was served without a count."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    as_at = bulletin.as_at.astimezone(PLACE_ZONE).isoformat(timespec="minutes")
    for table in bulletin.body["tables"]:
        for row in table["rows"]:
            texts = (table["code"], table["event"], row["code"], row["label"]["ar"], row["label"]["fr"])
            count = "" if row["count"] is None else row["count"]
            writer.writerow([*map(safe_cell, texts), count, table["total"], as_at, bulletin.position])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def pdf_of(bulletin: BulletinValue) -> bytes:
    """The A4 sheet `bulletin` of the printing room."""
    body = bulletin.body
    data: dict[str, Any] = {
        "specimen": not settings.BITAQA_PRODUCTION,
        "made_at": _local(now()),
        "title_ar": body["title"]["ar"],
        "title_fr": body["title"]["fr"],
        "as_at": _local(bulletin.as_at),
        "draft": bulletin.state == "draft",
        "position": bulletin.position,
        "paragraphs": [{"ar": text["ar"], "fr": text["fr"]} for text in body["prose"]],
        "tables": [
            {
                "ar": table["title"]["ar"],
                "fr": table["title"]["fr"],
                "counts_ar": table["counts"]["ar"],
                "counts_fr": table["counts"]["fr"],
                "rows": [
                    {"ar": row["label"]["ar"], "fr": row["label"]["fr"], "count": row["count"]} for row in table["rows"]
                ],
                "total": table["total"],
            }
            for table in body["tables"]
        ],
        "shares": [
            {"day": share["day"], "handed_over": share["handed_over"], "percent": share["percent"]}
            for share in body["shares"]
        ],
        "requests": body["tables"][0]["total"],
    }
    return render_pdf("bulletin", data)


def _local(at: Any) -> str:
    return str(at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"))
