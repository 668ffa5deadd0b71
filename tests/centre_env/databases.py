"""The centre's test databases: one migrated template, copied per process and per committing test.

The journal is append-only, so nothing is ever truncated: a test that commits for real gets a copy of its own
and the copy is dropped. Migrations run as `bitaqa_owner`; tests connect as `bitaqa_app`, like web and workers.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitaqa.backbone.localpg import APP, OWNER, LocalCluster

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bitaqa"
TEMPLATES_KEPT = 4


class TestDatabases:
    """Points Django's default connection at databases of the cluster, in this process."""

    __test__ = False

    def __init__(self, cluster: LocalCluster, *, process_name: str) -> None:
        self.cluster = cluster
        self.process_name = process_name
        self.address = cluster.ensure_started()
        self.template = ""
        self.current = ""
        self._copies = 0

    def prepare(self) -> None:
        """Make sure of the template, copy it for this process, and connect as the restricted role."""
        self.template = self._migrated_template()
        self.current = self._copy()
        self.connect(self.current)

    def finish(self) -> None:
        """Drop this process's copy and let the cluster go."""
        self._close()
        if self.current:
            self.cluster.drop_database(self.current)
        self.cluster.release()

    def connect(self, name: str, *, user: str = APP) -> None:
        """Point every later connection (of any thread) at database `name` as `user`."""
        from django.db import connections

        self._close()
        configured = connections.settings["default"]
        configured.update(HOST=self.address.host, PORT=str(self.address.port), NAME=name, USER=user, PASSWORD="")
        configured.setdefault("OPTIONS", {}).pop("pool", None)
        connections["default"].settings_dict.update(configured)
        # Programs that a test starts, and code that reads the variables, see the same database.
        os.environ.update(self.address.environment(name=name, user=user))

    @contextmanager
    def fresh_copy(self) -> Iterator[str]:
        """A copy of the template for one committing test; yields its name, drops it afterwards."""
        copy = self._copy()
        self.connect(copy)
        try:
            yield copy
        finally:
            self.connect(self.current)
            self.cluster.drop_database(copy)

    # --- inside ----------------------------------------------------------------------------------------------
    def _copy(self) -> str:
        self._copies += 1
        name = f"bitaqa_test_{self.process_name}_{os.getpid()}_{self._copies}"
        self.cluster.drop_database(name)
        self.cluster.create_database(name, template=self.template)
        return name

    def _migrated_template(self) -> str:
        name = f"bitaqa_template_{_schema_hash()}"
        with (self.cluster.root / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            names = self.cluster.database_names()
            self._drop_what_dead_processes_left(names)
            if name not in names:
                self._build(name)
                templates = [known for known in names if known.startswith("bitaqa_template_")]
                for old in templates[: -(TEMPLATES_KEPT - 1)]:
                    self.cluster.drop_database(old)
        return name

    def _build(self, name: str) -> None:
        from django.core.management import call_command

        building = f"bitaqa_building_{os.getpid()}"
        self.cluster.drop_database(building)
        self.cluster.create_database(building)
        try:
            self.connect(building, user=OWNER)
            call_command("migrate", verbosity=0, interactive=False)
            self._close()
            self.cluster.freeze_as_template(building, new_name=name)
        except BaseException:
            self._close()
            self.cluster.drop_database(building)
            raise

    def _drop_what_dead_processes_left(self, names: list[str]) -> None:
        for name in names:
            if name.startswith(("bitaqa_test_", "bitaqa_building_")):
                process = name.split("_")[-2 if name.startswith("bitaqa_test_") else -1]
                if not process.isdigit() or not Path(f"/proc/{process}").exists():
                    self.cluster.drop_database(name)

    def _close(self) -> None:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()


def _schema_hash() -> str:
    """Changes whenever a migrated database could: migration files, settings, country packs, Django, Procrastinate."""
    digest = hashlib.sha256()
    for package in ("django", "procrastinate"):
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    files = [*SOURCE.glob("**/migrations/**/*.*"), *SOURCE.glob("**/roles.py"), SOURCE / "centre" / "settings.py"]
    for file in sorted(files):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(str(file.relative_to(SOURCE)).encode() + b"\0" + file.read_bytes())
    # Permissions and content types follow the models.
    for file in sorted([*SOURCE.glob("**/models.py"), *SOURCE.glob("**/models/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
