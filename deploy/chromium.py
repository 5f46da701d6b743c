"""Where the browser for the browser tests is."""

import os
import shutil

VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: CHROMIUM where it is set, else the first one found; None without."""
    told = os.environ.get(VARIABLE, "").strip()
    return shutil.which(told) if told else next(filter(None, map(shutil.which, NAMES)), None)
