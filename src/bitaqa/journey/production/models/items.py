"""Work tables of production's steps: what waits to be ordered, stopped, certified, personalised."""

from __future__ import annotations

from typing import ClassVar

from bitaqa.backbone.jobs.door import WorkItem


class OrderItem(WorkItem):
    """An approved application waiting to be ordered."""

    STEP: ClassVar[str] = "order"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "production_order_item"


class ReplaceItem(WorkItem):
    """A packed card that never reached its holder, waiting to be ordered again."""

    STEP: ClassVar[str] = "order-again"
    SUBJECT_KIND: ClassVar[str] = "card"

    class Meta(WorkItem.Meta):
        db_table = "production_replace_item"


class StopItem(WorkItem):
    """A stopped application whose order is to be cancelled."""

    STEP: ClassVar[str] = "order-stop"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "production_stop_item"


class CertificateItem(WorkItem):
    """An approved application for a document that is a signed PDF."""

    STEP: ClassVar[str] = "certificate"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "production_certificate_item"


class PersonaliseItem(WorkItem):
    """A formed batch waiting to be personalised."""

    STEP: ClassVar[str] = "personalise"
    SUBJECT_KIND: ClassVar[str] = "batch"

    class Meta(WorkItem.Meta):
        db_table = "production_personalise_item"
