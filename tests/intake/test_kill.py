"""A process killed at any moment of an import leaves all of it or none of it, and a retry makes no duplicate."""

import os
import signal
import subprocess
import sys
import time
from itertools import groupby

import psycopg2
import pytest
from django.conf import settings as site
from django.db import connection, connections

from assets.intake import abandoned, apply, deliveries, progress, reading, staging
from assets.intake.models import Delivery
from assets.registry.models import Asset, Manhole
from tests.intake.conftest import manholes, pack, shapefile, states

pytestmark = [pytest.mark.started_readers, pytest.mark.django_db(transaction=True)]
PATIENCE_S = 30


def url() -> str:
    known = connection.settings_dict
    return f"postgresql://{known['USER']}@/{known['NAME']}?host={known['HOST']}"


@pytest.fixture
def table_lock():
    """A connection of its own: what it locks, the import waits for; let go at the end."""
    blocker = psycopg2.connect(url())
    yield blocker
    blocker.close()


def until(condition) -> None:
    """Wait until `condition()` holds."""
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def waits_for_lock(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = %s::regclass AND NOT granted)", [table]
        )
        return cursor.fetchone()[0]


def verb(code: str, tmp_path) -> subprocess.Popen:
    """A process of its own that runs `code` with the site set up."""
    environment = {
        **os.environ,
        "DATABASE_URL": url(),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "gis_registry.settings",
    }
    setup = "import django; django.setup()\nfrom assets.intake import apply, reading\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + code], cwd=site.BASE_DIR, env=environment, start_new_session=True
    )


def kill(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def received(tmp_path):
    path = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(50)))
    return deliveries.receive_path(path, "manhole")


@pytest.mark.parametrize("table", ["registry_asset", "registry_manhole", "registry_changeset"])
def test_killed_while_applying(received, tmp_path, table_lock, table):
    reading.read(received.pk)
    table_lock.cursor().execute(f"LOCK TABLE {table} IN SHARE MODE")
    process = verb(f"apply.run({received.pk})", tmp_path)
    until(lambda: waits_for_lock(table))
    kill(process)
    table_lock.rollback()
    until(lambda: not progress.being_worked_on(received.pk))
    assert not Asset.objects.exists()
    assert states(apply.run(received.pk)) == (50, 0, 0, 0)
    assert Manhole.objects.count() == 50
    assert apply.run(received.pk).state == Delivery.State.APPLIED
    assert Manhole.objects.count() == 50


def test_killed_while_reading_is_found_and_read_again(received, tmp_path, table_lock):
    table_lock.cursor().execute("LOCK TABLE intake_finding IN ACCESS EXCLUSIVE MODE")
    process = verb(f"reading.read({received.pk})", tmp_path)
    until(lambda: waits_for_lock("intake_finding"))
    assert progress.being_worked_on(received.pk)
    assert abandoned.recover_abandoned() == []
    kill(process)
    table_lock.rollback()
    until(lambda: not progress.being_worked_on(received.pk))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE intake.d999999999_rows ()")  # of a delivery long gone
    assert abandoned.recover_abandoned() == [received.pk]
    assert not staging.exists("intake.d999999999_rows")
    assert reading.read(received.pk).state == Delivery.State.REVIEW
    assert states(Delivery.objects.get(pk=received.pk)) == (50, 0, 0, 0)


def test_progress_is_seen_before_the_commit(received):
    seen = []

    def listen(phase, done, total):
        other = connections.create_connection("default")  # as another process sees it
        with other.cursor() as cursor:
            cursor.execute("SELECT phase FROM intake_progress WHERE delivery = %s", [received.pk])
            seen.append((phase, cursor.fetchone()[0]))
        other.close()

    reading.read(received.pk, listen)
    assert deliveries.progress_of(received)["phase"] == "review"
    # A slow machine tells a long phase more than once.
    assert [phase for phase, _ in groupby(seen, key=lambda told: str(told[0]))] == [
        "looking",
        "reading",
        "understanding",
        "converting",
        "checking",
        "comparing",
        "review",
    ]
    assert all(phase == told for phase, told in seen)


def test_cancelled_while_being_read(received, tmp_path):
    def cancel_at_checking(phase, done, total):
        if phase == "checking":
            other = connections.create_connection("default")
            other.cursor().execute("UPDATE intake_delivery SET cancel_requested = true")
            other.close()

    delivery = reading.read(received.pk, cancel_at_checking)
    assert (delivery.state, delivery.refusal_code) == (Delivery.State.CANCELLED, "cancelled")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'intake' AND tablename LIKE %s",
            [f"d{received.pk}\\_%"],
        )
        assert cursor.fetchone()[0] == 0
