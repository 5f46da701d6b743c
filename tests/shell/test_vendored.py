"""Third-party files are what VENDORED.md says, ask nothing of the network, and can be collected with hashed names."""

import hashlib
import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command

VENDOR = settings.BASE_DIR / "static" / "vendor"
LISTED = {
    name: (package, licence, checksum)
    for name, package, licence, checksum in re.findall(
        r"^\| (\S+) \| (npm [\w.-]+ [\w.]+) \| ([\w.-]+) \| ([0-9a-f]{64}) \|$",
        (VENDOR / "VENDORED.md").read_text("utf-8"),
        re.M,
    )
}
FREE = {"BSD-3-Clause", "BSD-2-Clause", "0BSD", "MIT", "ISC", "Apache-2.0"}


def test_every_file_is_listed_and_every_listed_file_is_there():
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"VENDORED.md"} == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_a_file_is_what_the_list_says(name):
    _package, licence, checksum = LISTED[name]
    assert licence in FREE
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum


def test_every_package_brings_its_licence():
    for folder in {name.split("/")[0] for name in LISTED}:
        assert any(name.startswith(f"{folder}/LICENSE") for name in LISTED), folder


@pytest.mark.parametrize("name", [name for name in LISTED if name.endswith((".js", ".mjs", ".css"))])
def test_a_file_names_no_delivery_network_and_no_missing_source_map(name):
    text = (VENDOR / name).read_text("utf-8")
    assert not re.search(r"unpkg\.com|jsdelivr\.net|cdnjs\.|googleapis\.com|gstatic\.com", text)
    assert "sourceMappingURL" not in text
    assert not re.search(r"""@import|url\(\s*["']?(?:https?:)?//""", text) or not name.endswith(".css")


def test_static_files_can_be_collected_with_hashed_names(settings, tmp_path):
    """As in production: a name in a style sheet that leads nowhere stops it."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text("utf-8"))["paths"]
    for name in (
        "shell/design.css",
        "shell/frame.js",
        "vendor/maplibre-gl/maplibre-gl.mjs",
        "leaflet/leaflet.js",
    ):
        assert (tmp_path / manifest[name]).is_file()
    # MapLibre looks for its worker by the plain name beside itself.
    assert (tmp_path / "vendor/maplibre-gl/maplibre-gl-worker.mjs").is_file()
