"""Documents: one issued thing with a number and a legal life; and what was said of its loss or theft."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import LIVING, DocumentState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass
from bitaqa.foundation.rules.reports import Teller


class Document(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "person",
                "application",
                "document_type",
                "type_version",
                "issued_on",
                "expires_on",
                "issued_by",
                "state",
                "state_at",
            ],
            OPEN,
        ),
        "number": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT)
    application = models.UUIDField(null=True, db_index=True)
    document_type = models.CharField(max_length=40)
    type_version = models.CharField(max_length=40)
    issued_on = models.DateField()
    expires_on = models.DateField()
    issued_by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default=DocumentState.ISSUED)
    state_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "document"
        indexes = [
            models.Index(fields=["person", "state"], name="document_by_person"),
            models.Index(
                fields=["expires_on"],
                condition=models.Q(state__in=[s.value for s in LIVING]),
                name="document_living_by_last_day",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in DocumentState]), name="document_state_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Report(models.Model):
    """Someone said that a document is lost or stolen: in a file, or to the centre without one."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "document", "application", "ground", "teller", "reported_at", "reported_by", "ended_at", "ended_by",
            "end",
        ],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    application = models.UUIDField(null=True, db_index=True)
    ground = models.CharField(max_length=20)
    teller = models.CharField(max_length=20)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    end = models.CharField(max_length=30, blank=True)

    class Meta:
        db_table = "document_report"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "application"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="report_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="", end="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="") & ~models.Q(end="")),
                name="report_end_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=["loss", "theft"], teller__in=[t.value for t in Teller]),
                name="report_codes_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
