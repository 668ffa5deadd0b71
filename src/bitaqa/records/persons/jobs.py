"""Loading a register file that came through the screen: by the worker, from the vault, batch by batch."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step
from bitaqa.backbone.vault.door import blob_store, destroy_owner_keys

from .import_models import RegisterImport
from .imports.loading import load_file

ACTOR = "worker:register-import"


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
