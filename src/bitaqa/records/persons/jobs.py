"""Loading a register file that came through the screen: by the worker, from the vault, batch by batch; and forgetting
one that nobody confirmed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step
from bitaqa.backbone.vault.door import blob_store, destroy_owner_keys

from .import_models import RegisterImport
from .imports.loading import load_file

ACTOR = "worker:register-import"
UNCONFIRMED_FOR = timedelta(days=30)


@step("register-import", every_seconds=60, alone=True)
def load_next() -> int:
    """Loads the oldest file that was confirmed; its copy in the vault is erased once it is loaded."""
    found = RegisterImport.objects.filter(state="loading", file__isnull=False).order_by("at").first()
    if found is None or found.file is None:
        return 0
    with tempfile.TemporaryDirectory(prefix="bitaqa-import-") as folder:
        path = Path(folder) / "register"
        path.write_bytes(blob_store().read(found.file, "register"))
        load_file(path, found, by=found.by, at=now())
    destroy_owner_keys([found.id], by=ACTOR, because="register-loaded")
    RegisterImport.objects.filter(pk=found.pk).update(file=None)
    return 1


@step("register-import-forget", every_seconds=3600, alone=True)
def forget_unconfirmed() -> int:
    """A file that was looked at and not confirmed for thirty days goes: its copy, its rows set aside, its name."""
    old = RegisterImport.objects.filter(state="previewed", at__lt=now() - UNCONFIRMED_FOR)
    found = list(old.order_by("at").values_list("id", flat=True)[:100])
    destroy_owner_keys(found, by=ACTOR, because="import-not-confirmed")
    RegisterImport.objects.filter(pk__in=found, state="previewed").delete()
    return len(found)
