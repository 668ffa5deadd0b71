"""`bitaqa localpg start|stop|status|reset|env|hold`: the local cluster by hand, or held by another program.

`hold` is for a program that may not import this room: it starts the cluster, prints one line of JSON (host, port),
and keeps it in use until its standard input ends, then stops it unless someone else uses it. A parent that is
killed closes that input too, so nothing is left running.
"""

from __future__ import annotations

import json
import signal
import sys

from bitaqa.backbone.localpg.cluster import LocalCluster
from bitaqa.backbone.localpg.errors import LocalPostgresError
from bitaqa.backbone.localpg.folders import cluster_root

USAGE = "usage: bitaqa localpg start|stop|status|reset|env|hold [run|test]"


def main(arguments: list[str]) -> int:
    """Answers an exit code: 0 done (for `status`: running), 1 not running or failed, 2 wrong usage."""
    if not arguments or arguments[0] not in VERBS or len(arguments) > 2:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return VERBS[arguments[0]](LocalCluster(cluster_root(*arguments[1:])))
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


def hold(cluster: LocalCluster) -> int:
    """Ctrl-C reaches the whole group of programs: the parent decides when this ends, by closing the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with cluster.in_use() as address:
        print(json.dumps({"host": address.host, "port": address.port}), flush=True)
        sys.stdin.read()
    return 0


VERBS = {"start": start, "stop": stop, "status": status, "reset": reset, "env": env, "hold": hold}
