"""Whom the register ranked, what somebody without papers was asked and answered, and who vouched for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, PERSONAL, FieldClass


class IdentitySearch(models.Model):
    """The last search made for a case: persons in their order, with what spoke for each. Never a template."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "case", "by", "at"], OPEN),
        "ranked": BIOMETRIC,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField("screening.Case", on_delete=models.PROTECT, related_name="identity_search")
    by = models.UUIDField()
    at = models.DateTimeField()
    ranked = models.JSONField(default=list)

    class Meta:
        db_table = "screening_identity_search"

    def __str__(self) -> str:
        return str(self.case_id)


class Interview(models.Model):
    """One applicant asked about one person, once a case. `questions`: codes, drawn when it begins; the right answers
    stand in no row."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "case", "person", "by", "begun_at", "ended_at", "questions"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey("screening.Case", on_delete=models.PROTECT, related_name="interviews")
    person = models.UUIDField()
    by = models.UUIDField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    questions = models.JSONField(default=list)

    class Meta:
        db_table = "screening_interview"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="interview_once")]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """One answer, said once: what the person said, and whether it is what the register holds."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "interview", "question", "verdict", "at"], OPEN),
        "said": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=20)
    said = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        db_table = "screening_answer"
        constraints = [
            models.UniqueConstraint(fields=["interview", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["right", "wrong", "declined"]), name="answer_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.verdict}"


class Witness(models.Model):
    """A person of the register who vouches that the applicant is `person`; `relation` is a code."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "case", "person", "witness", "relation", "by", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey("screening.Case", on_delete=models.PROTECT, related_name="witnesses")
    person = models.UUIDField()
    witness = models.UUIDField(db_index=True)
    relation = models.CharField(max_length=20)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "screening_witness"
        constraints = [
            models.UniqueConstraint(fields=["case", "witness"], name="witness_once"),
            models.CheckConstraint(condition=~Q(person=models.F("witness")), name="witness_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.witness} {self.relation}"
