"""Where things lie in a checkout."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders and files of one checkout that the commands read and write."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def data(self) -> Path:
        """The cluster's data, or a symbolic link to it where it could not lie here."""
        return self.var / "pg"

    @property
    def socket(self) -> Path:
        """The folder of the cluster's socket, or a symbolic link to it where the path would be too long."""
        return self.var / "sock"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def database_url(self) -> Path:
        """What manage.py reads when DATABASE_URL is not set (gis_registry/environment.py)."""
        return self.var / "database_url"

    @property
    def environment(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def make(self) -> None:
        """Make the folders under var/ that are missing."""
        # static is where production collects to; the demo serves from the sources, but WhiteNoise asks for it.
        for folder in (self.var, self.log, self.run, self.media, self.var / "static"):
            folder.mkdir(exist_ok=True)


def of_this_checkout() -> Folders:
    """The folders of the checkout these modules lie in."""
    return Folders(Path(__file__).resolve().parent.parent)


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a small file so that a reader sees the old text or the new one, never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.chmod(mode)
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
