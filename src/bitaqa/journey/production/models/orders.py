"""Orders and the batches they are personalised in: one order per application, and one more for each card lost after
packing; no card without its document."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, SECRET, FieldClass


class Batch(models.Model):
    """Orders personalised together at one issuing centre, of one document type and version; at most fifty."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "code",
            "issuing_centre",
            "document_type",
            "type_version",
            "shift",
            "formed_at",
            "personalised_at",
            "print_file",
            "released_at",
            "released_by",
            "chip_file",
            "lease_token",
            "lease_until",
            "pool",
            "held_at",
            "held_by",
            "held_because",
            "split_from",
            "closed_at",
            "closed_by",
            "spoiled",
            "sample",
            "returned",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    issuing_centre = models.CharField(max_length=40)
    document_type = models.CharField(max_length=40)
    type_version = models.CharField(max_length=40)
    shift = models.CharField(max_length=20)
    formed_at = models.DateTimeField()
    personalised_at = models.DateTimeField(null=True)
    print_file = models.UUIDField(null=True)
    """The vault's container of what was printed; its owner is the batch."""
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=120, blank=True)
    """Who let it be signed and made: a person, or the rule that formed it."""
    lease_token = models.BigIntegerField(default=0)
    """Only who has this number speaks for the batch; it only grows."""
    lease_until = models.DateTimeField(null=True)
    pool = models.CharField(max_length=40, blank=True)
    """Which of its centre's pools makes its cards."""
    held_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=120, blank=True)
    held_because = models.CharField(max_length=20, blank=True)
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    chip_file = models.UUIDField(null=True)
    """The vault's container of what goes onto the chips; gone at the closure."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    spoiled = models.PositiveSmallIntegerField(default=0)
    sample = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "production_batch"
        indexes = [models.Index(fields=["issuing_centre", "closed_at"], name="batch_by_centre")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="batch_closure_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, held_by="", held_because="")
                | (Q(held_at__isnull=False) & ~Q(held_by="") & ~Q(held_because="")),
                name="batch_hold_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """Make this document at that issuing centre. One order per application, whatever number of attempts it takes; a
    card lost or damaged after packing is ordered again, once."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "application",
                "person",
                "document_type",
                "type_version",
                "kind",
                "place",
                "campaign",
                "day",
                "issuing_centre",
                "batch",
                "page",
                "document",
                "card",
                "attempt",
                "remake_of",
                "replaces",
                "rank",
                "needed_by",
                "ordered_at",
                "promised_on",
                "passed_at",
                "state",
                "state_at",
                "problem",
            ],
            OPEN,
        ),
        "number": PERSONAL,
        "mrz": PERSONAL,
        "problem_facts": PERSONAL,
        "can": SECRET,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    application = models.UUIDField(db_index=True)
    person = models.UUIDField()
    document_type = models.CharField(max_length=40)
    type_version = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=80)
    campaign = models.UUIDField(null=True)
    day = models.DateField()
    issuing_centre = models.CharField(max_length=40, blank=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="orders")
    page = models.PositiveSmallIntegerField(default=0)
    """Its place in the batch, from 1."""
    document = models.UUIDField(null=True, unique=True)
    number = models.CharField(max_length=20, blank=True)
    card = models.UUIDField(null=True, unique=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    remake_of = models.UUIDField(null=True)
    """The cancelled document of the attempt, or of the packed card, before."""
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT)
    """The packed order whose card never reached its holder."""
    rank = models.SmallIntegerField()
    needed_by = models.DateField(null=True)
    ordered_at = models.DateTimeField()
    promised_on = models.DateField(null=True)
    """The day by which the card was forecast to pass its check when it was ordered, a day of grace included."""
    passed_at = models.DateTimeField(null=True)
    mrz = models.CharField(max_length=92, blank=True)
    can = models.CharField(max_length=6, blank=True)
    problem = models.CharField(max_length=80, blank=True)
    """Why the order waits aside, as an error's code; batches pass it over until someone tries it again."""
    problem_facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=OrderState.QUEUED)
    state_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "production_order"
        indexes = [
            models.Index(fields=["issuing_centre", "state", "rank", "needed_by"], name="order_queue"),
            models.Index(fields=["batch", "page"], name="order_in_batch"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in OrderState]), name="order_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["personalised", "passed", "packed"])
                | (Q(document__isnull=False, card__isnull=False, batch__isnull=False) & ~Q(number="")),
                name="order_card_has_document",
            ),
            models.CheckConstraint(condition=~Q(state="in_batch") | Q(batch__isnull=False), name="order_batch_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "assigned"]) | Q(batch=None, document=None, card=None, number=""),
                name="order_waiting_is_unmade",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(replaces=None), name="order_once_per_application"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="order_number_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
