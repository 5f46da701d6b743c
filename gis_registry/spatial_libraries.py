"""Where GDAL and GEOS are: inside the wheels of pyogrio and shapely, so no system package is needed."""

import sysconfig
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def from_wheel(folder: str, pattern: str) -> str:
    """
    The one shared library in site-packages/`folder` that matches `pattern`.

    Raises ImproperlyConfigured where there is none or more than one (the names carry a hash, so we must look).
    """
    found = sorted((Path(sysconfig.get_paths()["platlib"]) / folder).glob(pattern))
    if len(found) != 1:
        raise ImproperlyConfigured(
            f"Expected exactly one {pattern} in {folder}, found {len(found)}: "
            "install requirements.txt into a fresh environment."
        )
    return str(found[0])


def gdal() -> str:
    """Path of the GDAL that pyogrio ships."""
    return from_wheel("pyogrio.libs", "libgdal*.so*")


def geos() -> str:
    """Path of the GEOS (C API) that shapely ships."""
    return from_wheel("shapely.libs", "libgeos_c*.so*")
