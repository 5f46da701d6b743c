"""The room's statements: read from files, table names filled in."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def text(name: str) -> str:
    """The statement in `name`.sql."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str, **names: str) -> str:
    """The statement in `name`.sql with its `{table}` places filled by `names` (our own words, never a user's)."""
    return text(name).format(**names)
