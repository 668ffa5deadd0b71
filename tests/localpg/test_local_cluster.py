"""The local PostgreSQL: it starts, is shared, survives kill -9, and gives each role only what is its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from bitaqa.backbone.localpg import APP, OWNER, LocalCluster, cluster_root, server
from bitaqa.backbone.localpg.binaries import find_postgres_binaries
from bitaqa.backbone.localpg.errors import (
    ClusterNotRunningError,
    ClusterStartError,
    PostgresBinariesMissingError,
    UnknownDatabaseNameError,
    UnreachableFolderError,
    UnsafeFolderError,
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    # Not below pytest's own folder, which is closed to the user who runs the server for root.
    with tempfile.TemporaryDirectory(prefix="bitaqa-localpg-") as folder:
        Path(folder).chmod(0o711)
        cluster = LocalCluster(Path(folder) / "pg")
        cluster.ensure_started()
        yield cluster
        cluster.destroy()


def _server_pid(cluster: LocalCluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_the_server_never_runs_as_root_and_opens_no_port(cluster: LocalCluster) -> None:
    pid = _server_pid(cluster)
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    with psycopg.connect(cluster.address.dsn(name="postgres", user="postgres")) as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone() for name in ("listen_addresses", "fsync")}
    assert shown == {"listen_addresses": ("",), "fsync": ("on",)}
    assert cluster.socket_folder.stat().st_mode & 0o077 == 0


def test_the_restricted_role_writes_rows_but_changes_no_table(cluster: LocalCluster) -> None:
    cluster.create_database("roles_a")
    with psycopg.connect(cluster.address.dsn(name="roles_a", user=OWNER)) as owner:
        owner.execute("CREATE TABLE note (id serial PRIMARY KEY, text text)")
    cluster.create_database("roles_b", template="roles_a")
    for name in ("roles_a", "roles_b"):
        with psycopg.connect(cluster.address.dsn(name=name, user=APP), autocommit=True) as app:
            app.execute("INSERT INTO note (text) VALUES ('one')")
            assert app.execute("SELECT count(*) FROM note").fetchone() == (1,)
            for refused in ("CREATE TABLE mine (id int)", "DROP TABLE note", "TRUNCATE note"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(refused)
    cluster.drop_database("roles_a")
    cluster.drop_database("roles_b")
    assert cluster.database_names() == []


def test_a_frozen_template_is_copied_but_not_opened(cluster: LocalCluster) -> None:
    cluster.create_database("building")
    cluster.freeze_as_template("building", new_name="frozen")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.address.dsn(name="frozen", user=OWNER))
    cluster.create_database("copied", template="frozen")
    psycopg.connect(cluster.address.dsn(name="copied", user=OWNER)).close()
    for name in ("copied", "frozen", "frozen"):  # dropping what is gone is no error
        cluster.drop_database(name)


def test_a_missing_database_is_said_so(cluster: LocalCluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(cluster.address.dsn(name="nowhere", user=APP))


@pytest.mark.parametrize("name", ["", "1st", "Bitaqa", 'x"; DROP ROLE y; --', "x" * 64])
def test_strange_database_names_are_refused(cluster: LocalCluster, name: str) -> None:
    with pytest.raises(UnknownDatabaseNameError):
        cluster.create_database(name)


def test_committed_rows_outlive_kill_minus_nine(cluster: LocalCluster) -> None:
    cluster.create_database("durable")
    with psycopg.connect(cluster.address.dsn(name="durable", user=OWNER)) as owner:
        owner.execute("CREATE TABLE note AS SELECT 7 AS id")
    os.kill(_server_pid(cluster), signal.SIGKILL)
    cluster.ensure_started()
    with psycopg.connect(cluster.address.dsn(name="durable", user=OWNER)) as owner:
        assert owner.execute("SELECT id FROM note").fetchone() == (7,)
    cluster.drop_database("durable")


def test_a_stale_pid_file_naming_another_living_process_does_not_stop_the_start(cluster: LocalCluster) -> None:
    pid_file = cluster.data / "postmaster.pid"
    stale = pid_file.read_text().splitlines()
    owner = pid_file.stat()
    cluster.stop()
    assert not cluster.running
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        pid_file.write_text("\n".join([str(other.pid), *stale[1:]]) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        cluster.ensure_started()
        assert cluster.running
        assert other.poll() is None
    finally:
        other.communicate(b"\n")


@pytest.fixture
def killed(cluster: LocalCluster) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`killed(number)`: the folder as kill -9 leaves it. The pid file names `number` (own: the process answered);
    a process of the server's user still works in the folder until its input is closed.
    """
    named = (cluster.data / "postmaster.pid").read_text().splitlines()[1:]
    owner = (cluster.data / "PG_VERSION").stat()
    cluster.stop()
    left: list[subprocess.Popen[bytes]] = []
    as_server = {"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 else {}

    def prepared(number: int | None = None) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd=cluster.data, **as_server)  # type: ignore[call-overload]
        left.append(child)
        pid_file = cluster.data / "postmaster.pid"
        pid_file.write_text("\n".join([str(number or child.pid), *named]) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        return child

    yield prepared
    for child in left:
        child.communicate()
    cluster.ensure_started()


def _zombie(like: Path) -> subprocess.Popen[bytes]:
    """A process of the user who owns `like` which has ended and whose end nobody has noticed."""
    owner = like.stat()
    as_server = {"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 else {}
    process = subprocess.Popen(["true"], **as_server)  # type: ignore[call-overload]
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process


def test_a_killed_server_that_is_still_in_the_process_table_is_waited_for(
    cluster: LocalCluster, killed: Callable[..., subprocess.Popen[bytes]]
) -> None:
    zombie = _zombie(cluster.data / "PG_VERSION")
    child = killed(zombie.pid)
    seen = cluster.log.stat().st_size
    starting = Thread(target=cluster.ensure_started)
    starting.start()
    look_again = Event()
    while b'"postmaster.pid" already exists' not in cluster.log.read_bytes()[seen:]:
        assert starting.is_alive(), "it gave up, or started beside a child of the killed server"
        look_again.wait(0.02)
    child.communicate()
    starting.join()
    assert cluster.running
    assert _server_pid(cluster) != zombie.pid
    zombie.wait()


def test_a_server_which_runs_and_does_not_answer_is_an_error(
    cluster: LocalCluster, killed: Callable[..., subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "OTHER_SERVER_SECONDS", 0.2)
    other = killed()
    with pytest.raises(ClusterStartError, match=f"PID {other.pid}"):
        cluster.ensure_started()
    assert other.poll() is None
    assert _server_pid(cluster) == other.pid


STARTER = """
import sys
from pathlib import Path
from bitaqa.backbone.localpg import LocalCluster
cluster = LocalCluster(Path(sys.argv[1]))
print(cluster.ensure_started().host, flush=True)
sys.stdin.readline()
print(cluster.release(), flush=True)
"""


def test_two_starters_share_one_server_and_the_last_one_out_stops_it(cluster: LocalCluster) -> None:
    cluster.stop()
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(cluster.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    hosts = {starter.stdout.readline().strip() for starter in starters if starter.stdout}
    assert hosts == {cluster.address.host}
    answers = [starter.communicate("\n")[0].strip() for starter in starters]
    assert answers == ["False", "True"]
    assert not cluster.running
    with pytest.raises(ClusterNotRunningError):
        cluster.create_database("nothing")
    with cluster.in_use():
        assert cluster.running
    assert not cluster.running
    cluster.ensure_started()


def test_a_server_that_cannot_start_says_why(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.stop()
    monkeypatch.setattr("bitaqa.backbone.localpg.server.SETTINGS", {"shared_buffers": "nonsense"})
    with pytest.raises(ClusterStartError, match="shared_buffers"):
        cluster.ensure_started()
    monkeypatch.undo()
    cluster.ensure_started()


def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path) -> None:
    cluster = LocalCluster(tmp_path / ("deep" * 30) / "pg")
    assert len(str(cluster.socket_folder)) < 90


def test_the_wheels_programs_serve_when_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITAQA_PG_BINDIR", "wheel")
    with tempfile.TemporaryDirectory(prefix="bitaqa-localpg-") as folder:
        Path(folder).chmod(0o711)
        cluster = LocalCluster(Path(folder) / "pg")
        # As if the virtual environment lay below root's home.
        reachable = type(cluster.user).can_reach
        monkeypatch.setattr(
            type(cluster.user),
            "can_reach",
            lambda user, path: "site-packages" not in str(path) and reachable(user, path),
        )
        cluster.ensure_started()
        cluster.create_database("one")
        assert cluster.database_names() == ["one"]
        assert (cluster.root / "binaries").is_dir()
        cluster.destroy()
        assert not cluster.root.exists()


def test_missing_programs_are_a_clear_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BITAQA_PG_BINDIR", str(tmp_path))
    with pytest.raises(PostgresBinariesMissingError, match="looked in"):
        find_postgres_binaries()
    monkeypatch.delenv("BITAQA_PG_BINDIR")
    with pytest.raises(PostgresBinariesMissingError):
        find_postgres_binaries(major=14)


def test_a_cluster_is_not_put_in_someone_elses_folder(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(UnsafeFolderError):
        LocalCluster(tmp_path / "link").ensure_started()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_is_told_when_the_folder_is_closed_to_the_server(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(UnreachableFolderError):
        LocalCluster(closed / "pg").ensure_started()


def test_a_checkout_keeps_its_cluster_and_a_fresh_clone_gets_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BITAQA_PG_ROOT", raising=False)
    monkeypatch.setattr("bitaqa.backbone.localpg.folders.OUTSIDE", tmp_path / "outside")
    (tmp_path / "outside").mkdir()
    checkout = tmp_path / "checkout"
    first = cluster_root("run", checkout=checkout)
    assert cluster_root("run", checkout=checkout) == first
    assert cluster_root("test", checkout=checkout) != first
    if os.geteuid() == 0:
        first.mkdir()
        (checkout / "build" / "pg-run.id").unlink()
        assert cluster_root("run", checkout=checkout) != first
        assert not first.exists()
    monkeypatch.setenv("BITAQA_PG_ROOT", str(tmp_path / "chosen"))
    assert cluster_root("run", checkout=checkout) == tmp_path / "chosen" / "run"
