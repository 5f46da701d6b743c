"""Whether this server can print: WeasyPrint needs Pango from the system, and a font with Chinese letters."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core import checks
from django.utils.translation import gettext as _

from assets.exports.errors import ExportRefused

# Library to the package that brings it (Debian, Ubuntu).
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
FONT_PACKAGE = "fonts-noto-cjk"
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def missing() -> dict[str, str]:
    """What lacks for printing: its name to the package that brings it; empty where nothing does."""
    lacking = {name: package for name, package in LIBRARIES.items() if not _loads(name)}
    if not has_chinese_font():
        lacking[_("a font with Chinese letters")] = FONT_PACKAGE
    return lacking


def require_printing() -> None:
    """Raise ExportRefused (503) naming what this server lacks for printing."""
    lacking = missing()
    if lacking:
        refusal = ExportRefused(
            "printing_missing", missing=", ".join(lacking), packages=" ".join(lacking.values())
        )
        refusal.status = 503
        raise refusal


def has_chinese_font() -> bool:
    """Whether Chinese would be printed as letters, not as boxes, which no one would be told of."""
    lister = shutil.which("fc-list")
    if lister is None:
        return any(any(folder.glob("**/NotoSansCJK*")) for folder in FONTS)
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False)  # noqa: S603
    return bool(listed.stdout.strip())


def missing_for_printing(
    app_configs: Iterable[Any] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """The system check: a warning, since all else works without."""
    lacking = missing()
    if not lacking:
        return []
    return [
        checks.Warning(
            f"PDF sheets cannot be made: {', '.join(lacking)} missing.",
            hint=f"apt-get install --no-install-recommends {' '.join(lacking.values())}",
            id="reports.W001",
        )
    ]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
