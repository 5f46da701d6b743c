"""Which PostgreSQL of the machine can carry the registry: one with PostGIS beside it."""

from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")
SHARED = Path("/usr/share/postgresql")


@dataclass(frozen=True)
class Installation:
    """One major version as Debian and Ubuntu lay it out."""

    version: str
    programs: Path

    def program(self, name: str) -> str:
        """Path of initdb, pg_ctl, psql ..."""
        return str(self.programs / name)


def with_postgis(version: str, programs: Path = PROGRAMS, shared: Path = SHARED) -> Installation | None:
    """The installation of a major version; None where the server or its PostGIS is missing."""
    folder = programs / version / "bin"
    complete = (folder / "initdb").exists() and (shared / version / "extension" / "postgis.control").exists()
    return Installation(version, folder) if complete else None


def newest_with_postgis(programs: Path = PROGRAMS, shared: Path = SHARED) -> Installation | None:
    """The newest installation that has PostGIS; None without one."""
    versions = [folder.name for folder in programs.glob("*") if folder.name.isdigit()]
    for version in sorted(versions, key=int, reverse=True):
        found = with_postgis(version, programs, shared)
        if found is not None:
            return found
    return None
