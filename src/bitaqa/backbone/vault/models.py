"""Tables of the vault: one data key per owner, one row per sealed container, one approval per batch to sign.

Bytes stand in the blob store, keys that sign in a token.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.fields import FieldClass


class DataKey(models.Model):
    """The key that seals everything one owner (an application file) has; wrapped by the master key.

    Deleting the row destroys what it seals, wherever copies of the bytes may be.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": FieldClass.OPEN,
        "owner": FieldClass.OPEN,
        "wrapped": FieldClass.SECRET,
        "master": FieldClass.OPEN,
        "made_at": FieldClass.OPEN,
    }

    id = models.UUIDField(primary_key=True)
    owner = models.UUIDField(unique=True)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "vault_data_key"

    def __str__(self) -> str:
        return str(self.owner)


class BlobContainer(models.Model):
    """Where one sealed container stands: `size` bytes at `offset` of the segment named by the hash of its content.

    `digest` is the SHA-256 of the sealed bytes; `key` the data key that opens them, gone once the owner is erased.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ("id", "owner", "key", "segment", "offset", "size", "digest", "kept_at"), FieldClass.OPEN
    )

    id = models.UUIDField(primary_key=True)
    owner = models.UUIDField(db_index=True)
    key = models.UUIDField(db_index=True)
    segment = models.CharField(max_length=64, db_index=True)
    offset = models.BigIntegerField()
    size = models.BigIntegerField()
    digest = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "vault_blob_container"

    def __str__(self) -> str:
        return str(self.id)


class SigningMandate(models.Model):
    """So many cards of a batch may be signed; `signed` only grows, and never beyond `cards`."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ("batch", "cards", "signed", "approved_by", "approved_at", "closed_at"), FieldClass.OPEN
    )

    batch = models.UUIDField(primary_key=True)
    cards = models.IntegerField()
    signed = models.IntegerField(default=0)
    approved_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_signing_mandate"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(signed__gte=0, signed__lte=models.F("cards"), cards__gt=0),
                name="vault_signing_mandate_covers",
            )
        ]

    def __str__(self) -> str:
        return str(self.batch)


class KeyUse(models.Model):
    """How many signatures a document signer's key has made: it is replaced after a number of them."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(("key", "made"), FieldClass.OPEN)

    key = models.BinaryField(primary_key=True)
    made = models.BigIntegerField()

    class Meta:
        db_table = "vault_key_use"

    def __str__(self) -> str:
        return bytes(self.key).hex()
