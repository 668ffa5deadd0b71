"""How many cards may be signed for which batch: the signer takes from here before every signature.

An approval names a batch and a number of cards; a batch is approved once. Taking is one statement that either covers
the whole request or nothing, so two workers can never sign more than was approved. Taking belongs to the transaction
that writes the cards: when a worker dies both are undone, and what it signed was never let out; when its machine
vanishes, the database ends its session after two minutes (`DATABASES`, keepalives), and with it what it held. Refuses:
batches nobody approved, more than was approved, closed batches, taking outside a transaction.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.icao.trust_errors import BatchNotCoveredError
from bitaqa.foundation.kernel.ids import new_id

from .errors import BatchAlreadyApprovedError, MandateSizeError
from .models import SigningMandate

MOST_CARDS = 100_000


def approve_signing(batch: UUID, cards: int, *, by: str, at: datetime, because: str = "") -> None:
    """Let so many cards of a batch be signed. Raises BatchAlreadyApprovedError, MandateSizeError."""
    if not 0 < cards <= MOST_CARDS:
        raise MandateSizeError(cards=cards, most=MOST_CARDS)
    with transaction.atomic():
        try:
            with transaction.atomic():
                SigningMandate.objects.create(batch=batch, cards=cards, approved_by=by, approved_at=at)
        except IntegrityError:
            raise BatchAlreadyApprovedError(batch=batch) from None
        _tell("batch.signing_approved", batch, cards, by=by, at=at, because=because)


def lessen_signing(batch: UUID, cards: int, *, by: str, at: datetime, because: str) -> None:
    """So many cards of an approved batch are signed under another approval. Raises BatchNotCoveredError."""
    with transaction.atomic():
        changed = SigningMandate.objects.filter(
            batch=batch, closed_at=None, cards__gt=F("signed") + cards, cards__gte=cards + 1
        ).update(cards=F("cards") - cards)
        if not changed:
            raise BatchNotCoveredError(asked=cards, left=signatures_left(batch))
        _tell("batch.signing_lessened", batch, cards, by=by, at=at, because=because)


def close_signing(batch: UUID, *, by: str, at: datetime, because: str = "") -> int:
    """Take back what is left of an approval; answers how many signatures that was. Closing twice changes nothing."""
    with transaction.atomic():
        mandate = SigningMandate.objects.select_for_update().filter(batch=batch, closed_at=None).first()
        if mandate is None:
            return 0
        left = mandate.cards - mandate.signed
        mandate.closed_at = at
        mandate.save(update_fields=["closed_at"])
        _tell("batch.signing_closed", batch, left, by=by, at=at, because=because)
        return left


class BatchQuota:
    """The `Quota` of a `SodSigner`, in the database: taken before a signature is made, committed with the cards."""

    def take(self, batch: UUID, count: int) -> None:
        """Raises BatchNotCoveredError, TransactionManagementError where it would be kept without its cards."""
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("signatures are taken where the cards are written")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE vault_signing_mandate SET signed = signed + %(count)s"
                " WHERE batch = %(batch)s AND closed_at IS NULL AND signed + %(count)s <= cards RETURNING signed",
                {"batch": batch, "count": count},
            )
            if cursor.fetchone() is None:
                raise BatchNotCoveredError(asked=count, left=signatures_left(batch))

    def used(self, key_id: bytes) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT made FROM vault_key_use WHERE key = %s", [key_id])
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def count(self, key_id: bytes, made: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO vault_key_use (key, made) VALUES (%(key)s, %(made)s)"
                " ON CONFLICT (key) DO UPDATE SET made = vault_key_use.made + excluded.made",
                {"key": key_id, "made": made},
            )


def signatures_left(batch: UUID) -> int:
    """Of an approved batch that is not closed; else none."""
    found = SigningMandate.objects.filter(batch=batch, closed_at=None).values_list("cards", "signed").first()
    return found[0] - found[1] if found else 0


def _tell(event: str, batch: UUID, cards: int, *, by: str, at: datetime, because: str) -> None:
    journal.record(
        [
            journal.Entry(
                event=event,
                subject_kind="batch",
                subject=batch,
                acted_at=at,
                actor=by,
                act=new_id(),
                because=because,
                facts={"cards": cards},
            )
        ]
    )
