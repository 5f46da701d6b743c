"""
Where the cluster's data and socket lie, and whose they are.

Both lie in var/ where they can. Two things may forbid it, and then var/pg or var/sock is a symbolic link
to where they lie instead:

- a socket's path may have 107 bytes, and a checkout's path may be longer than that allows;
- PostgreSQL refuses to run as root. Started by root it runs as `postgres`, who may not be able to
  enter the checkout (root's own home is closed to all others).
"""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.console import Refusal
from deploy.folders import Folders

SOCKET_PATH_LIMIT_BYTES = 107
SOCKET_NAME = ".s.PGSQL.5432"
SYSTEM_USER = "postgres"
SYSTEM_HOME = Path("/var/lib/postgresql")


@dataclass(frozen=True)
class ClusterHome:
    """The real paths of one cluster, and the account it runs under."""

    data: Path
    socket: Path
    log_file: Path
    owner: pwd.struct_passwd

    def as_owner(self, *command: str) -> list[str]:
        """The command line that runs `command` as the cluster's owner (to be run from `/`)."""
        if self.owner.pw_uid == os.geteuid():
            return list(command)
        return ["runuser", "-u", self.owner.pw_name, "--", *command]

    def give_to_owner(self, path: Path, mode: int) -> None:
        """Make a file or folder the owner's."""
        if path.stat().st_uid != self.owner.pw_uid:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        path.chmod(mode)


def settle(folders: Folders) -> ClusterHome:
    """
    Find, or decide and make, the home of the checkout's cluster; the data folder itself is not made.

    Raises Refusal where the cluster belongs to someone whose programs we may not start.
    """
    owner = _owner(folders)
    outside = SYSTEM_HOME / f"gis-registry-{_short_digest(folders.root)}"
    if not folders.data.is_symlink() and not folders.data.exists() and not _may_enter(owner, folders.var):
        outside.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(outside, owner.pw_uid, owner.pw_gid)
        folders.data.symlink_to(outside / "pg")
    data = folders.data.resolve()
    log_file = (folders.log if data.parent == folders.var else data.parent) / "pg.log"
    home = ClusterHome(data, _settle_socket(folders, owner, data.parent), log_file, owner)
    log_file.touch(exist_ok=True)
    home.give_to_owner(log_file, 0o640)
    return home


def existing(folders: Folders) -> ClusterHome | None:
    """The home of a cluster that was made before; None where there is none."""
    return settle(folders) if folders.data.exists() else None


def _owner(folders: Folders) -> pwd.struct_passwd:
    if folders.data.exists():
        uid = folders.data.stat().st_uid
        try:
            owner = pwd.getpwuid(uid)
        except KeyError:
            raise Refusal(
                f"{folders.data} belongs to user number {uid}, whom this machine does not know."
            ) from None
        if os.geteuid() not in (0, uid):
            raise Refusal(
                f"The database in {folders.data} belongs to {owner.pw_name}: "
                "start this as that user, or with sudo if root made it."
            )
        if uid == 0:
            raise Refusal(f"{folders.data} belongs to root, as whom PostgreSQL does not run: move it away.")
        return owner
    return pwd.getpwnam(SYSTEM_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _may_enter(owner: pwd.struct_passwd, folder: Path) -> bool:
    """Whether the owner reaches the folder; asked of the kernel, which also knows of ACLs and mounts."""
    if owner.pw_uid == os.geteuid():
        return True
    command = ["runuser", "-u", owner.pw_name, "--", "test", "-x", str(folder)]
    return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 0


def _settle_socket(folders: Folders, owner: pwd.struct_passwd, beside: Path) -> Path:
    """The socket's folder, made if missing: beside the data, or a short one in /tmp linked from var/."""
    link = folders.socket
    if link.is_symlink():
        remembered = link.readlink()
        if fits(remembered) and _is_private(remembered, owner):
            return remembered
        link.unlink()  # /tmp is emptied at each boot
    folder = link if beside == folders.var else beside / "sock"
    if not fits(folder):
        folder = Path(tempfile.mkdtemp(prefix="gis-registry-", dir="/tmp"))
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, owner.pw_uid, -1)
    folder.chmod(0o700)
    if folder != link:
        link.symlink_to(folder)
    return folder


def fits(folder: Path) -> bool:
    """Whether PostgreSQL can make its socket there: the limit is in bytes, a Chinese letter is three."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT_BYTES


def _is_private(folder: Path, owner: pwd.struct_passwd) -> bool:
    """Whether the folder is there and its owner's alone: in /tmp a stranger may have taken the name."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner.pw_uid and not found.st_mode & 0o077


def _short_digest(root: Path) -> str:
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:10]
