"""
The stores, recounted from the rows and the history: nothing is believed that cannot be counted again.

One transaction of REPEATABLE READ sees stores and rows at the same moment, so that edits meanwhile make no difference.
What differs is recorded with its key (models.Recount), never quietly put right: `repair` makes the stores anew and says
so. Lengths and areas may differ by rounding (TOLERANCE): sums of floats depend on their order.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.districts import tally
from assets.districts.models import Recount
from assets.registry.errors import DomainError

SQL = Path(__file__).parent / "sql" / "recount"
KEPT_DAYS = 400
ONE_AT_A_TIME = 0x7EC0  # the advisory lock of a recount; any number no one else uses

# The statements by store: each gives what differs, as key (JSON), what is kept, and what is counted (JSON or null).
STORES = ("upkeep", "assets", "history", "history_months", "work", "months", "due", "due_months")
COUNTS = {
    "work_upkeep": "SELECT count(*) FROM work_upkeep",
    "assets": "SELECT count(*) FROM registry_asset",
    "events": "SELECT count(*) FROM registry_assetevent",
    "inspections": "SELECT count(*) FROM work_inspection",
    "work_orders": "SELECT count(*) FROM work_workorder",
}


class RecountRunning(DomainError):
    """Two at once would only slow each other down."""

    code = "recount_running"
    status = 409
    message = _("A recount is running already: wait for its result.")


def latest_recount() -> Recount | None:
    """The newest recount that came to its end; None before the first."""
    return Recount.objects.filter(finished_at__isnull=False).order_by("-started_at", "-pk").first()


def recount(repair: bool = False) -> Recount:
    """
    Recount every store and record the result; with `repair`, make the stores anew where they differ.

    Must not lie inside a transaction. Raises RecountRunning.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise RecountRunning
    try:
        return _recount(repair)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [ONE_AT_A_TIME])


def _recount(repair: bool) -> Recount:
    done = Recount.objects.create(started_at=timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # a test's transaction has begun already and keeps its own level
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        found, listed = 0, []
        for store in STORES:
            for number, difference in enumerate(_differences(cursor, store)):
                found += 1
                if number < Recount.LISTED:
                    listed.append(difference)
        counted = {}
        for name, sql in COUNTS.items():
            cursor.execute(sql)
            counted[name] = cursor.fetchone()[0]
    done.finished_at = timezone.now()
    done.found, done.differences, done.counted, done.ok = found, listed, counted, not found
    if found and repair:
        tally.rebuild()
        done.repaired = True
    done.save()
    Recount.objects.filter(started_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
    return done


def _differences(cursor, store: str) -> Iterator[dict]:
    sql = (SQL / f"{store}.sql").read_text(encoding="utf-8")
    if store == "upkeep":
        cursor.execute("SELECT work_upkeep_counted('IS NOT NULL')")
        sql = sql.replace("{counted}", cursor.fetchone()[0])
    if store.startswith("due"):
        cursor.execute(
            "SELECT districts_order_turns($$SELECT 1 AS sign, asset.district_id, asset.asset_class, work.state,"
            " work.asked_at, work.due_on, work.finished_at, work.updated_at FROM work_workorder work"
            " JOIN registry_asset asset ON asset.id = work.asset_id$$)"
        )
        sql = sql.replace("{orders}", cursor.fetchone()[0])
    cursor.execute(sql)
    for key, kept, counted in cursor:
        yield {
            "store": store,
            "key": json.loads(key),
            "kept": json.loads(kept or "null"),
            "counted": json.loads(counted or "null"),
        }
