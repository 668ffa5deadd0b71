"""Documents suspended before reports stood by themselves get the report that suspended them.

Without one, nothing could end the suspension: neither an adjudicator who is shown the card, nor the refusal of the file.
The journal says since when, by whom and on which ground; the file is the one that arrived in the same act and claims
the document's number or its holder's. Where none is found the report stands without a file, and people end it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations

from bitaqa.foundation.kernel.ids import new_id

GROUNDS = {"reported_lost": "loss", "reported_stolen": "theft"}
"""Why a document was suspended, and what its report says: as they were when this was written."""


def fill(apps: Any, schema_editor: Any) -> None:
    report = apps.get_model("documents", "Report")
    report.objects.bulk_create(list(_missing(apps, report)), batch_size=1000)


def _missing(apps: Any, report: Any) -> Iterator[Any]:
    entries = apps.get_model("journal", "JournalEntry").objects
    standing = report.objects.filter(ended_at=None).values("document")
    suspended = apps.get_model("documents", "Document").objects.filter(state="suspended").exclude(pk__in=standing)
    for document in suspended.select_related("person").order_by("id"):
        told = entries.filter(subject=document.pk, event="document.suspended").order_by("-id").first()
        if told is None or told.because not in GROUNDS:
            continue
        ground = GROUNDS[told.because]
        yield report(
            id=new_id(),
            document_id=document.pk,
            application=_file(apps, document, ground, entries.filter(act=told.act).values("subject")),
            ground=ground,
            teller="applicant",
            reported_at=told.acted_at,
            reported_by=told.actor,
        )


def _file(apps: Any, document: Any, ground: str, arrived: Any) -> Any:
    """The id of the file that claims this document, among those that arrived with its suspension; else None."""
    files = apps.get_model("applications", "Application").objects.filter(
        pk__in=arrived, kind="duplicate", ground=ground, document_type=document.document_type
    )
    for id_, body in files.order_by("id").values_list("id", "body"):
        claimed = body.get("claimed") or {}
        if claimed.get("document_number") == document.number:
            return id_
        number = claimed.get("national_number")
        if number and number == document.person.national_number:
            return id_
    return None


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_reports"),
        ("applications", "0004_recapture_and_referral"),
        ("persons", "0004_name_keys"),
        ("journal", "0002_append_only"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
