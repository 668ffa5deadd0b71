"""Cases that people decide, and the work table of screening."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.backbone.accounts.door import Proposal
from bitaqa.backbone.jobs.door import WorkItem
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, PERSONAL, FieldClass


class CaseState(models.TextChoices):
    OPEN = "open"
    PROPOSED = "proposed"
    SETTLED = "settled"


class Case(models.Model):
    """One doubt about one application. A refusal has two people: who proposed and who confirmed, never the same."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "application",
                "opened_at",
                "needed_by",
                "reasons",
                "candidates",
                "level",
                "state",
                "proposed_by",
                "proposed_at",
                "proposed_ground",
                "settled_by",
                "settled_at",
                "outcome",
                "person",
                "ground",
                "appeal_of",
                "excluded",
                "letter",
                "missing_papers",
            ],
            OPEN,
        ),
        "missing_proof": PERSONAL,
        "missing_proof_fr": PERSONAL,
        "remark": PERSONAL,
        "evidence": BIOMETRIC,
        "as_shown": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    application = models.UUIDField(db_index=True)
    opened_at = models.DateTimeField()
    needed_by = models.DateField(null=True)
    reasons = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    level = models.CharField(max_length=12, default="candidate")
    """`candidate`, or `hit`: what the policy's line says of the surest of the candidates."""
    evidence = models.JSONField(default=dict)
    """By candidate: the policy's line that fitted, weights, and the fingers that are alike with their scores."""
    as_shown = models.JSONField(default=dict)
    """What the register held of each candidate when the case was decided: what a blind opinion looks at."""
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.OPEN)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_ground = models.CharField(max_length=40, blank=True)
    missing_papers = models.JSONField(default=list)
    """Codes of the papers that would have proven it: the letter names them in its two languages."""
    missing_proof = models.TextField(blank=True)
    """What no paper code says, in Arabic; beside it in French."""
    missing_proof_fr = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    person = models.UUIDField(null=True)
    ground = models.CharField(max_length=40, blank=True)
    appeal_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="appeals")
    excluded = models.JSONField(default=list)
    letter = models.UUIDField(null=True)

    class Meta:
        db_table = "screening_case"
        indexes = [models.Index(fields=["state", "needed_by", "opened_at"], name="case_queue")]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=~Q(state="settled"), name="case_one_open"),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True, proposed_ground="")
                | (Q(proposed_by__isnull=False, proposed_at__isnull=False) & ~Q(proposed_ground="")),
                name="case_proposal_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, state="settled") & ~Q(outcome="")),
                name="case_settlement_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "referred"])
                | (Q(proposed_by__isnull=False, settled_by__isnull=False) & ~Q(proposed_by=F("settled_by"))),
                name="case_refused_by_two",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Join(Proposal):
    """Two entries of the register said to be one person, until a second adjudicator confirms or declines."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **Proposal.FIELD_CLASSES,
        **dict.fromkeys(["alias", "into", "because", "moved", "parts"], OPEN),
    }

    alias = models.UUIDField()
    into = models.UUIDField()
    because = models.CharField(max_length=40)
    moved = models.JSONField(default=list)
    """Entries that led to the alias before, and lead to the other since: what parting them again gives back."""
    parts = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    """The joining that this proposal undoes."""

    class Meta:
        db_table = "screening_join"
        constraints = [
            models.UniqueConstraint(fields=["alias"], condition=Q(outcome=""), name="join_one_open"),
            models.CheckConstraint(condition=~Q(alias=F("into")), name="join_of_two"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, outcome="")
                | (
                    Q(settled_by__isnull=False, settled_at__isnull=False)
                    & Q(outcome__in=["joined", "parted", "declined"])
                ),
                name="join_settlement_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["joined", "parted"]) | ~Q(proposed_by=F("settled_by")),
                name="join_by_two_people",
            ),
        ]


class ScreeningItem(WorkItem):
    """An application waiting to be screened."""

    STEP: ClassVar[str] = "screening"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "screening_item"
        abstract = False


from .audit_models import AuditPair, AuditRun  # noqa: E402 - one module of models
from .finger_models import FingerErasure, FingerErasureItem, FingerItem, FingerSet, Identification  # noqa: E402 - one module of models
from .identity_models import Answer, IdentitySearch, Interview, Witness  # noqa: E402
from .opinion_models import Opinion  # noqa: E402

__all__ = [
    "Answer", "AuditPair", "AuditRun", "Case", "CaseState", "FingerErasure", "FingerErasureItem", "FingerItem",
    "FingerSet", "Identification", "IdentitySearch", "Interview", "Join", "Opinion", "ScreeningItem", "Witness",
]  # fmt: skip
