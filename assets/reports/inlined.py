"""Scripts and styles as text to be put inside a file: from the site's own static files, never from the network."""

import base64
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

SCRIPTS = (
    "leaflet/leaflet.js",
    "vendor/leaflet.markercluster/leaflet.markercluster.js",
    "reports/report.js",
)
STYLES = (
    "leaflet/leaflet.css",
    "vendor/leaflet.markercluster/MarkerCluster.css",
    "reports/report.css",
)
PICTURE = re.compile(r"""url\(\s*["']?([^"')#]+)["']?\s*\)""")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.M)


def everything() -> dict[str, SafeString]:
    """`scripts` and `styles`: all that the HTML report needs, ready to stand inside <script> and <style>."""
    return {
        "scripts": mark_safe("\n".join(map(script, SCRIPTS))),  # noqa: S308 - files of this site
        "styles": mark_safe("\n".join(map(style, STYLES))),  # noqa: S308
    }


@cache
def script(name: str) -> str:
    """A script as it may stand inside <script>: no end of one in it, no address of a map that is not there."""
    text = SOURCE_MAP.sub("", _found(name).read_text(encoding="utf-8"))
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def style(name: str) -> str:
    """A style sheet with the pictures it names inside it."""
    path = _found(name)

    def picture(match: re.Match) -> str:
        if match[1].startswith("data:"):
            return match[0]
        data = base64.b64encode((path.parent / match[1]).read_bytes()).decode()
        return f"url(data:image/png;base64,{data})"

    return PICTURE.sub(picture, path.read_text(encoding="utf-8")).replace("</style", "<\\/style")


def _found(name: str) -> Path:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"static file {name}")
    return Path(path)
