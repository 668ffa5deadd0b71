"""The local PostgreSQL: `LocalCluster(cluster_root()).ensure_started()` and nothing to install by hand.

Serves demonstrations, development and tests. A deployment brings its own PostgreSQL and sets `BITAQA_DB_*`.
"""

from bitaqa.backbone.localpg.cluster import ClusterAddress, LocalCluster
from bitaqa.backbone.localpg.databases import APP, OWNER
from bitaqa.backbone.localpg.errors import LocalPostgresError
from bitaqa.backbone.localpg.folders import cluster_root

__all__ = ["APP", "OWNER", "ClusterAddress", "LocalCluster", "LocalPostgresError", "cluster_root"]
