"""The PostgreSQL cluster of the checkout: made once, reached through a socket only its owner can enter."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy import postgresql
from deploy.cluster_home import SOCKET_NAME, ClusterHome
from deploy.console import Refusal, end_of_log, run_step, say
from deploy.folders import Folders, write_whole

SUPERUSER = "registry"
DATABASE = "registry"
SETTINGS_FILE = "registry.conf"
TIMEOUT_S = 60
PATIENCE_S = 10
MIB_PER_GIB = 1024

# What the registry asks of PostgreSQL wherever it runs (the container's command line says the same).
SETTINGS = {
    "jit": "off",  # a tile's query ends before a compiler has begun to pay
    "random_page_cost": "1.1",
    "work_mem": "32MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "max_connections": "200",
}
# What was acknowledged is on the disk; said aloud because a cluster made by hand may have it off.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True)
class Cluster:
    """One cluster with the programs of its version."""

    home: ClusterHome
    installation: postgresql.Installation

    @property
    def database_url(self) -> str:
        """What gis_registry/environment.py reads; the socket's folder percent-encoded."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.home.socket))}"

    def is_running(self) -> bool:
        """Whether the postmaster of exactly this data folder runs, whatever its pid file says."""
        pid = self._pid_in(self.home.data / "postmaster.pid")
        return pid is not None and _is_postmaster_of(pid, self.home.data)

    def start(self) -> None:
        """Start the cluster, or do nothing where it runs. Raises Refusal with the end of its log."""
        if self.is_running():
            return
        self._remove_stale_pid_files()
        self._write_settings()
        log = self.home.log_file
        deadline = time.monotonic() + PATIENCE_S
        while not self._pg_ctl("start", "-l", str(log), "-t", str(TIMEOUT_S)):
            # The children of a postmaster that was killed take a moment to notice, and hold its memory.
            if "shared memory block" not in end_of_log(log) or time.monotonic() > deadline:
                raise Refusal(f"The database did not start; {log} ends:\n{end_of_log(log)}")
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop the cluster, or do nothing where it does not run."""
        if self.is_running() and not self._pg_ctl("stop", "-m", "fast", "-t", str(TIMEOUT_S)):
            raise Refusal(f"The database did not stop; {self.home.log_file} says why.")

    def ensure_database(self) -> None:
        """Make the database `registry` where it is missing."""
        if DATABASE not in self.sql("SELECT datname FROM pg_database").splitlines():
            self.sql(f"CREATE DATABASE {DATABASE}")

    def sql(self, statement: str) -> str:
        """Run one statement in the maintenance database; its unformatted output."""
        psql = [self.installation.program("psql"), "--no-psqlrc", "--tuples-only", "--no-align", "--quiet"]
        target = ["--host", str(self.home.socket), "--username", SUPERUSER, "--dbname", "postgres"]
        command = self.home.as_owner(*psql, *target, "--set", "ON_ERROR_STOP=1", "--command", statement)
        return run_step(command, "The database refused:", cwd="/", env=_plain_environment()).strip()

    def _pg_ctl(self, verb: str, *options: str) -> bool:
        """Run pg_ctl; whether it did its work."""
        # Its output goes to a file, not a pipe: the server would inherit the pipe and keep it open for ever.
        command = [self.installation.program("pg_ctl"), verb, "-w", "-s", "-D", str(self.home.data), *options]
        done = subprocess.run(
            self.home.as_owner(*command),
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who then stop the cluster in good order
            check=False,
        )
        return done.returncode == 0

    def _write_settings(self) -> None:
        """Say our settings in a file of their own, read last: so they hold in a cluster made by hand too."""
        lines = [f"{name} = {value}" for name, value in self._settings().items()]
        path = self.home.data / SETTINGS_FILE
        write_whole(path, "\n".join(["# Written at each start by deploy/cluster.py.", *lines, ""]))
        self.home.give_to_owner(path, 0o600)
        main = self.home.data / "postgresql.conf"
        include = f"include = '{SETTINGS_FILE}'"
        text = main.read_text(encoding="utf-8")
        if include not in text.splitlines():
            write_whole(main, f"{text.rstrip()}\n{include}\n")
            self.home.give_to_owner(main, 0o600)

    def _settings(self) -> dict[str, str]:
        folder = str(self.home.socket).replace('"', '""').replace("'", "''")
        return {
            "listen_addresses": "''",
            "port": "5432",
            "unix_socket_directories": f"""'"{folder}"'""",
            "unix_socket_permissions": "0700",
            **memory_settings(total_memory_mib()),
            **SETTINGS,
            **DURABLE,
        }

    def _remove_stale_pid_files(self) -> None:
        """
        Remove the pid files of a postmaster that is gone.

        PostgreSQL does so itself unless the number is taken, by another program of the same user or by the
        postmaster's own zombie (in a container nobody may be there to bury it): then it would refuse to start.
        """
        for path in (self.home.data / "postmaster.pid", self.home.socket / f"{SOCKET_NAME}.lock"):
            pid = self._pid_in(path)
            if pid is not None and not _is_postmaster_of(pid, self.home.data):
                path.unlink(missing_ok=True)

    @staticmethod
    def _pid_in(path: Path) -> int | None:
        try:
            return int(path.read_text(encoding="utf-8").splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None


def find(home: ClusterHome) -> Cluster:
    """The cluster at `home`. Raises Refusal where it is none, or its PostgreSQL is not installed."""
    try:
        version = (home.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise Refusal(f"{home.data} holds files but no PostgreSQL cluster: move them away.") from None
    installation = postgresql.with_postgis(version)
    if installation is None:
        raise Refusal(
            f"The database in {home.data} was made by PostgreSQL {version}: "
            f"install it with `apt-get install postgresql-{version}-postgis-3`."
        )
    return Cluster(home, installation)


def find_or_make(home: ClusterHome) -> Cluster:
    """The cluster at `home`, made where there is none; what a making that was cut off left is removed."""
    if home.data.is_dir() and any(home.data.iterdir()):
        return find(home)
    installation = postgresql.newest_with_postgis()
    if installation is None:
        raise Refusal("PostgreSQL with PostGIS is missing: `apt-get install postgresql-postgis` brings it.")
    say(f"Making the database cluster (PostgreSQL {installation.version}) ...")
    draft = home.data.with_name("pg.making")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir()
    home.give_to_owner(draft, 0o700)
    initdb = [installation.program("initdb"), "-D", str(draft), "-U", SUPERUSER, "-A", "trust"]
    flags = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    failure = "The database cluster could not be made."
    run_step(home.as_owner(*initdb, *flags), failure, cwd="/", env=_plain_environment())
    if home.data.is_dir():
        home.data.rmdir()
    draft.rename(home.data)
    return Cluster(home, installation)


def write_database_url(folders: Folders, cluster: Cluster) -> None:
    """Tell manage.py, in any shell, where the database is."""
    write_whole(folders.database_url, cluster.database_url + "\n")


def memory_settings(total_mib: int) -> dict[str, str]:
    """Buffers by the machine's memory: an eighth of it shared, between 128 MB and 2 GB."""
    shared_mib = min(max(total_mib // 8, 128), 2 * MIB_PER_GIB)
    return {
        "shared_buffers": f"{shared_mib}MB",
        "maintenance_work_mem": f"{min(max(total_mib // 16, 64), 512)}MB",
        "effective_cache_size": f"{max(total_mib // 2, 256)}MB",
    }


def total_memory_mib() -> int:
    """The machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _is_postmaster_of(pid: int, data: Path) -> bool:
    """A postmaster is called so and works in its data folder; a zombie works nowhere."""
    process = Path("/proc") / str(pid)
    try:
        name = (process / "comm").read_text(encoding="utf-8").strip()
        return name in {"postgres", "postmaster"} and (process / "cwd").readlink() == data
    except OSError:
        return False


def _plain_environment() -> dict[str, str]:
    """The environment without PGHOST, PGDATA and their like, which would lead the programs elsewhere."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        "LC_ALL": "C.UTF-8",
    }
