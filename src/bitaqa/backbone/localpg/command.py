"""`bitaqa localpg start|stop|status|reset|env|hold|drop|drop-all`: the local cluster by hand, or held by a program.

`hold` is for a program that may not import this room: it starts the cluster, prints one line of JSON (host, port),
and keeps it in use until its standard input ends, then stops it unless someone else uses it. A parent that is
killed closes that input too, so nothing is left running. `hold run NAME` also makes the database NAME when it is
missing; `drop run NAME` removes it, with whoever is connected to it; `drop-all run PREFIX` removes those whose names
begin so.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable

from bitaqa.backbone.localpg.cluster import LocalCluster
from bitaqa.backbone.localpg.errors import LocalPostgresError
from bitaqa.backbone.localpg.folders import cluster_root

USAGE = (
    "usage: bitaqa localpg start|stop|status|reset|env [run|test] · hold [run|test [DATABASE]]"
    " · drop run|test DATABASE · drop-all run|test PREFIX"
)


def main(arguments: list[str]) -> int:
    """Answers an exit code: 0 done (for `status`: running), 1 not running or failed, 2 wrong usage."""
    verb, purpose, databases = arguments[0] if arguments else "", arguments[1:2], arguments[2:]
    if verb not in VERBS or len(databases) not in DATABASES_NAMED.get(verb, (0,)):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return VERBS[verb](LocalCluster(cluster_root(*purpose)), *databases)
    except LocalPostgresError as error:
        print(error, error.next_step % error.facts, file=sys.stderr)
        return 1


def start(cluster: LocalCluster) -> int:
    """Runs on after this program ends, until `stop` or until the last user of it leaves."""
    print(f"PostgreSQL answers at {cluster.ensure_started().host}")
    return 0


def stop(cluster: LocalCluster) -> int:
    cluster.stop()
    print("PostgreSQL is stopped")
    return 0


def status(cluster: LocalCluster) -> int:
    running = cluster.running
    print(f"{cluster.root}: {'running' if running else 'not running'}")
    return 0 if running else 1


def reset(cluster: LocalCluster) -> int:
    cluster.destroy()
    print(f"{cluster.root} is empty again")
    return 0


def env(cluster: LocalCluster) -> int:
    """Lines for a shell: `eval $(bitaqa localpg env)`."""
    for name, value in cluster.ensure_started().environment(name="bitaqa").items():
        print(f"export {name}='{value}'")
    return 0


def drop(cluster: LocalCluster, database: str) -> int:
    with cluster.in_use():
        cluster.drop_database(database)
    return 0


def drop_all(cluster: LocalCluster, prefix: str) -> int:
    if not cluster.data.exists():  # never started: nothing to drop, and no reason to make one
        return 0
    with cluster.in_use():
        for database in cluster.database_names():
            if database.startswith(prefix):
                cluster.drop_database(database)
    return 0


def hold(cluster: LocalCluster, database: str = "") -> int:
    """Ctrl-C reaches the whole group of programs: the parent decides when this ends, by closing the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with cluster.in_use() as address:
        if database and database not in cluster.database_names():
            cluster.create_database(database)
        print(json.dumps({"host": address.host, "port": address.port}), flush=True)
        sys.stdin.read()
    return 0


VERBS: dict[str, Callable[..., int]] = {
    "start": start, "stop": stop, "status": status, "reset": reset, "env": env, "hold": hold, "drop": drop,
    "drop-all": drop_all,
}  # fmt: skip
DATABASES_NAMED = {"hold": (0, 1), "drop": (1,), "drop-all": (1,)}
