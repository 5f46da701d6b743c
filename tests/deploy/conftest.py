"""Places to try the deploy commands in, far from the checkout that is being tested."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from deploy.folders import Folders


@pytest.fixture
def open_folder():
    """A folder that every user may enter (pytest's own are closed, and PostgreSQL does not run as root)."""
    folder = Path(tempfile.mkdtemp(prefix="registry 测试 ", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def checkout(open_folder) -> Folders:
    """A checkout with nothing in it, its path with spaces and Chinese letters."""
    here = Folders(open_folder / "资产 登记")
    here.root.mkdir()
    here.make()
    return here


@pytest.fixture
def no_database_url(monkeypatch):
    """As in a shell where nothing is set."""
    for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("PG")]:
        monkeypatch.delenv(name)
