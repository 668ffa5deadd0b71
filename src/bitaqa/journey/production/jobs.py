"""Production's steps, in the order a card travels; each takes a batch from its work table."""

from __future__ import annotations

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, work_batch
from bitaqa.backbone.vault.door import destroy_owner_keys

from . import policy
from .acts.form_batches import form_batches
from .acts.issue_certificates import issue_certificates
from .acts.order_again import order_again
from .acts.order_documents import order_documents
from .acts.personalise import personalise_batches
from .acts.stop_orders import stop_orders
from .models import Batch, CertificateItem, OrderItem, PersonaliseItem, ReplaceItem, StopItem


@step("order", every_seconds=10)
def order() -> int:
    """Orders what was approved."""
    return work_batch(OrderItem, 500, lambda ids: order_documents(ids, by="worker:order", at=now()))


@step("order-again", every_seconds=10)
def replace() -> int:
    """Orders again what was lost or damaged after packing."""
    return work_batch(ReplaceItem, 500, lambda ids: order_again(ids, by="worker:order-again", at=now()))


@step("order-stop", every_seconds=10)
def stop() -> int:
    """Cancels the orders of stopped applications."""
    return work_batch(StopItem, 500, lambda ids: stop_orders(ids, by="worker:order-stop", at=now()))


@step("certificate", every_seconds=10)
def certify() -> int:
    """Makes signed PDF documents."""
    return work_batch(CertificateItem, 20, lambda ids: issue_certificates(ids, by="worker:certificate", at=now()))


@step("batch", every_seconds=10, alone=True)
def batch() -> int:
    """Forms the batches that are due."""
    return len(form_batches(by="worker:batch", at=now()))


@step("personalise", every_seconds=5)
def personalise() -> int:
    """Personalises one batch: memory holds the portraits of fifty people and no more."""
    return work_batch(PersonaliseItem, 1, lambda ids: personalise_batches(ids, by="worker:personalise", at=now()))


@step("print-files", every_seconds=3600, alone=True)
def erase_print_files() -> int:
    """Erases the faces of batches closed long enough ago: the cards exist, the copies are not needed."""
    before = now() - policy.floor_policy().print_files_kept
    old = list(Batch.objects.filter(closed_at__lt=before, print_file__isnull=False).values_list("id", flat=True)[:200])
    if old:
        destroy_owner_keys(old, by="worker:print-files", because="print-file-expired")
        Batch.objects.filter(pk__in=old).update(print_file=None)
    return len(old)
