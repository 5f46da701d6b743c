"""Typed readers of environment variables: a wrong value stops the start with the variable's name."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's text, or `default`; with neither, ImproperlyConfigured names the variable."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: the registry cannot start without it.")
    return value


def integer(name: str, default: int, lowest: int | None = None) -> int:
    """The variable as a whole number of at least `lowest`; anything else stops the start."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None
    if lowest is not None and value < lowest:
        raise ImproperlyConfigured(f"{name} must be at least {lowest}, not {value}.")
    return value


def flag(name: str, default: bool) -> bool:
    """The variable as yes or no (1/0, true/false, yes/no, on/off); anything else stops the start."""
    raw = text(name, "yes" if default else "no").lower()
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def words(name: str, default: str = "") -> list[str]:
    """The variable as a comma-separated list of words, empty ones dropped."""
    return [word.strip() for word in text(name, default or " ").split(",") if word.strip()]


def one_of(name: str, allowed: list[str], default: str) -> str:
    """The variable where it is one of `allowed`; anything else stops the start."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def database(url: str) -> dict:
    """
    A Django DATABASES entry for `postgresql://user:password@host:port/name?host=/socket/folder`.

    A socket folder may stand percent-encoded in the host or in the query's `host`.
    Raises ImproperlyConfigured where the URL is not a PostgreSQL one or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql", "postgis"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    query = dict(parse_qsl(parts.query))
    host = unquote(query.pop("host", "") or parts.netloc.rpartition("@")[2].partition(":")[0])
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "OPTIONS": query,
    }


def database_url(base: Path) -> str:
    """DATABASE_URL, or the project's own cluster as `./deploy/demo` wrote it to var/database_url."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        return url
    own = base / "var" / "database_url"
    if own.is_file():
        return own.read_text(encoding="utf-8").strip()
    raise ImproperlyConfigured(
        "There is no database yet: run ./deploy/demo (it makes one under var/), "
        "or set DATABASE_URL=postgresql://user:password@host:5432/name."
    )
