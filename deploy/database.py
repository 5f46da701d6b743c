"""The database the site is to use: the checkout's own cluster, or the server DATABASE_URL names."""

import os

from deploy import cluster, cluster_home, locks
from deploy.console import Refusal, run_step
from deploy.environment import without_foreign_packages
from deploy.folders import Folders

# In var/run: one of the two commands started the cluster, so its last user may stop it.
STARTED_MARK = "cluster_is_ours"

# Run by the environment's Python, which has a PostgreSQL driver; where it cannot go on it says one line.
CHECK_FOREIGN = """
import sys
sys.path.insert(0, sys.argv[1])
import psycopg2
from gis_registry import environment
from django.core.exceptions import ImproperlyConfigured
try:
    entry = environment.database(environment.text("DATABASE_URL"))
except ImproperlyConfigured as error:
    sys.exit(str(error))
try:
    connection = psycopg2.connect(
        dbname=entry["NAME"], user=entry["USER"] or None, password=entry["PASSWORD"] or None,
        host=entry["HOST"] or None, port=entry["PORT"] or None, connect_timeout=10, **entry["OPTIONS"])
except psycopg2.Error as error:
    sys.exit(f"it cannot be reached: {' '.join(str(error).split())}")
connection.autocommit = True
try:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
except psycopg2.Error as error:
    sys.exit(f"it has no PostGIS and does not let us add it: {' '.join(str(error).split())}")
"""


def is_foreign() -> bool:
    """Whether DATABASE_URL names a server of someone else's, so that no cluster is made here."""
    return bool(os.environ.get("DATABASE_URL", "").strip())


def check_foreign(folders: Folders) -> None:
    """Raise Refusal, in one sentence, where the server DATABASE_URL names cannot carry the registry."""
    command = [str(folders.python), "-c", CHECK_FOREIGN, str(folders.root)]
    try:
        run_step(command, "", cwd=folders.root, env=without_foreign_packages())
    except Refusal as refusal:
        reason = " ".join(str(refusal).split())
        raise Refusal(f"The database that DATABASE_URL names cannot be used: {reason}") from None


class ClusterUse:
    """This process's use of the checkout's cluster, counted with all others' by a shared lock."""

    def __init__(self, folders: Folders) -> None:
        self._mark = folders.run / STARTED_MARK
        self._lock = locks.Lock(folders.run / "cluster.lock")
        self._lock.take(shared=True, wait=True)
        self.cluster = cluster.find_or_make(cluster_home.settle(folders))
        self.started_here = not self.cluster.is_running()
        if self.started_here:
            self._mark.touch()
        self.cluster.start()
        self.cluster.ensure_database()
        cluster.write_database_url(folders, self.cluster)

    def end(self, *, stop: bool) -> bool:
        """Stop using the cluster; with `stop` the last user stops it. Whether it is stopped."""
        try:
            if stop and self._lock.take():
                self.cluster.stop()
                self._mark.unlink(missing_ok=True)
                return True
            return False
        finally:
            self._lock.close()

    @property
    def is_ours(self) -> bool:
        """Whether one of the two commands started the cluster (not someone by hand, who wants it kept)."""
        return self._mark.exists()


def stop_unused(folders: Folders) -> str:
    """Stop the checkout's cluster unless another process uses it: "stopped", "in use" or "not running"."""
    if not folders.run.is_dir():
        return "not running"
    home = cluster_home.existing(folders)
    if home is None:
        return "not running"
    own = cluster.find(home)
    lock = locks.Lock(folders.run / "cluster.lock")
    try:
        if not own.is_running():
            return "not running"
        if not lock.take():
            return "in use"
        own.stop()
        (folders.run / STARTED_MARK).unlink(missing_ok=True)
        return "stopped"
    finally:
        lock.close()
