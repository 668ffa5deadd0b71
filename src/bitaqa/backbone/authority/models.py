"""Tables of the authority: what was certified, what was revoked, and the ceremonies at which it happened.

Everything here is public except the names of those who held a ceremony. Keys are in tokens, named by `key`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass

from .domain import CeremonyKind, CertificateKind


class Ceremony(models.Model):
    """One ceremony as its transcript tells it. `holders` are names, `steps` codes with public facts."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            ["id", "number", "kind", "specimen", "held_at", "needed", "steps", "transcript", "digest", "by"], OPEN
        ),
        **dict.fromkeys(["holders", "witness", "place"], PERSONAL),
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20)
    specimen = models.BooleanField()
    held_at = models.DateTimeField()
    needed = models.PositiveSmallIntegerField()
    """How many of the holders open the token."""
    holders = models.JSONField(default=list)
    """Those present, as they gave their names."""
    witness = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    steps = models.JSONField(default=list)
    transcript = models.UUIDField(null=True)
    """The vault's container of the sheet."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the sheet."""
    by = models.CharField(max_length=120)

    class Meta:
        db_table = "authority_ceremony"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in CeremonyKind]), name="authority_ceremony_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class SigningCertificate(models.Model):
    """A certificate of ours, in DER, with what is asked of it most often."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "kind", "key", "issuing_centre", "serial", "fingerprint", "der", "algorithm", "starts", "key_until",
            "ends", "ceremony", "revoked_at", "revoked_because",
        ],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    """How its token calls the key."""
    issuing_centre = models.CharField(max_length=40, blank=True)
    serial = models.CharField(max_length=40, unique=True)
    """In hexadecimal."""
    fingerprint = models.CharField(max_length=64, unique=True)
    der = models.BinaryField()
    algorithm = models.CharField(max_length=20)
    starts = models.DateTimeField()
    key_until = models.DateTimeField()
    ends = models.DateTimeField()
    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="certificates")
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "authority_certificate"
        indexes: ClassVar = [models.Index(fields=["kind", "issuing_centre", "starts"], name="authority_cert_choice")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in CertificateKind]), name="authority_cert_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="authority_cert_revoked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class PublishedList(models.Model):
    """A revocation list, or a master list; numbers of one kind and CSCA only grow."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "kind", "csca", "number", "issued_at", "next_at", "der", "ceremony"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20)
    csca = models.ForeignKey(SigningCertificate, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When the next revocation list is due at the latest."""
    der = models.BinaryField()
    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="lists")

    class Meta:
        db_table = "authority_list"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "csca", "number"], name="authority_list_number_once"),
            models.CheckConstraint(condition=Q(kind__in=["revocation", "master"]), name="authority_list_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
