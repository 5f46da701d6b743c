"""
The container way is kept honest against the settings, the requirements and the commands it names.

No container engine runs in these tests: what a file says is checked, not what an engine makes of it.
"""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from deploy import cluster, healthcheck
from deploy.demo_command import SITE_THREADS, SITE_WORKERS

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SETTINGS = (ROOT / "gis_registry" / "settings.py").read_text(encoding="utf-8")
# What the settings read, by the typed readers of gis_registry/environment.py.
READ_BY_SETTINGS = set(
    re.findall(r'environment\.(?:text|integer|flag|words|one_of)\(\s*"([A-Z_]+)"', SETTINGS)
) | {"DATABASE_URL"}
OURS = ("migrate", "site", "worker")


def default_of(value: str) -> str:
    """What compose puts for `${NAME:-default}` where NAME is not set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_one_the_settings_read(service):
    assert set(SERVICES[service]["environment"]) - READ_BY_SETTINGS == set()


def test_the_images_own_variables_are_read_too():
    told = set(re.findall(r"^(?:ENV|   ) *([A-Z_]+)=", CONTAINERFILE, re.MULTILINE))
    python_own = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    build_only = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"}
    assert told - python_own - READ_BY_SETTINGS - build_only == set()
    assert "REGISTRY_MODE" in told


@pytest.mark.parametrize("service", OURS)
def test_production_gets_all_it_refuses_to_start_without(service):
    told = SERVICES[service]["environment"]
    assert told["REGISTRY_MODE"] == "production"
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        assert re.fullmatch(rf"\$\{{{name}:\?.+\}}", told[name]), "a secret has no default, and is asked for"
    assert "${POSTGRES_PASSWORD:?" in told["DATABASE_URL"]


def test_no_secret_is_written_down():
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"(SECRET_KEY|PASSWORD)\w*: ", line):
            assert "${" in line


def test_the_defaults_are_the_settings_own():
    told = SERVICES["site"]["environment"]
    for name in ("REGISTRY_SRID", "REGISTRY_CITY_CODE", "REGISTRY_PUBLIC_CLASSES", "TIME_ZONE", "LOG_LEVEL"):
        reader = re.search(rf'"{name}"(?:, "?([^",)]*)"?)?', SETTINGS)
        assert reader is not None
        assert default_of(told[name]) == (reader.group(1) or ""), name


def test_the_ports_agree():
    assert SERVICES["site"]["ports"] == ["127.0.0.1:${REGISTRY_PORT:-8000}:8000"]
    assert "EXPOSE 8000" in CONTAINERFILE and '"--port", "8000"' in CONTAINERFILE
    assert SERVICES["site"]["healthcheck"]["test"][-1] == "8000"
    assert "@database:5432/" in SERVICES["site"]["environment"]["DATABASE_URL"]
    assert "proxy_pass http://127.0.0.1:8000;" in nginx()


def nginx() -> str:
    return (ROOT / "deploy" / "nginx.conf.example").read_text(encoding="utf-8")


def test_the_site_is_served_as_the_demo_serves_it():
    command = " ".join(re.findall(r'"([^"]+)"', CONTAINERFILE[CONTAINERFILE.index("CMD [") :]))
    assert f"--workers {SITE_WORKERS} --blocking-threads {SITE_THREADS}" in command
    assert command.startswith("granian --interface wsgi")
    assert command.endswith("gis_registry.wsgi:application")


def test_the_commands_exist():
    for service in ("migrate", "worker"):
        program, script, name, *_ = SERVICES[service]["command"]
        assert (program, script) == ("python", "manage.py") and name in get_commands()
    check = SERVICES["worker"]["healthcheck"]["test"]
    assert check == ["CMD", "python", "manage.py", "run_worker", "--check"]
    assert SERVICES["site"]["healthcheck"]["test"][1:4] == ["python", "-m", healthcheck.__name__]


def test_what_is_copied_into_the_image_is_there():
    for sources in re.findall(r"^COPY (.+)$", CONTAINERFILE, re.MULTILINE):
        for source in shlex.split(sources)[:-1]:
            assert (ROOT / source).exists(), source
    assert (ROOT / "deploy" / "Containerfile").samefile(ROOT / SERVICES["site"]["build"]["dockerfile"])


def test_the_images_python_is_one_the_project_supports():
    image = re.search(r"^FROM python:3\.(\d+)-slim-bookworm$", CONTAINERFILE, re.MULTILINE)
    lowest = re.search(
        r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert image and lowest and image.group(1) == lowest.group(1)


def test_the_images_requirements_are_those_above_the_tests_heading():
    listed = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    heading = re.search(r"sed '/(\^# .+)/,\$d'", CONTAINERFILE)
    assert heading
    runtime = re.split(heading.group(1), listed, flags=re.MULTILINE)[0]
    assert "granian==" in runtime and "Django==" in runtime
    assert "pytest" not in runtime and "playwright" not in runtime


def test_the_database_is_pinned_and_set_as_the_checkouts_own():
    assert re.fullmatch(r"postgis/postgis:\d+-\d+\.\d+", SERVICES["database"]["image"])
    told = dict(
        option.split("=", 1) for option in SERVICES["database"]["command"] if re.match(r"[a-z_]+=", option)
    )
    assert {name: told.get(name) for name in cluster.SETTINGS} == cluster.SETTINGS
    assert "fsync" not in told


def test_everything_that_stays_up_is_watched_and_restarted():
    for name in ("database", "site", "worker"):
        assert SERVICES[name]["restart"] == "unless-stopped"
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    for name in ("site", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_data_and_photos_live_in_volumes_that_are_declared():
    used = {volume.split(":")[0] for name in SERVICES for volume in SERVICES[name].get("volumes", [])}
    assert used == set(COMPOSE["volumes"]) == {"database", "media"}
    media = re.search(r"MEDIA_ROOT=(\S+)", CONTAINERFILE)
    assert media and SERVICES["site"]["volumes"] == [f"media:{media.group(1)}"]


def test_an_upload_the_settings_allow_passes_the_web_server():
    limit = re.search(r'"REGISTRY_UPLOAD_LIMIT_MB", (\d+)', SETTINGS)
    passes = re.search(r"client_max_body_size (\d+)m;", nginx())
    assert limit and passes and int(passes.group(1)) > int(limit.group(1))


def test_the_image_is_not_made_from_the_checkouts_own_data():
    ignored = (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".venv", "var"} <= set(ignored)
