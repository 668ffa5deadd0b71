"""What the vault does by itself."""

from __future__ import annotations

from bitaqa.backbone.jobs.door import step

from .blobs import blob_store


@step("vault.sweep", every_seconds=3600, alone=True)
def sweep_orphans() -> int:
    """Removes segments nobody can read. Says it moved nothing: one pass is enough."""
    blob_store().sweep()
    return 0
