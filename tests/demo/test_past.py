"""The demonstration's five years: what the registry says of a past day is what its events say."""

import hashlib
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.utils import timezone

from assets.demo.city import seed_city
from assets.demo.past import live_through
from assets.demo.records import record_years
from assets.districts.figures import figures_of
from assets.districts.period import Period
from assets.districts.recount import recount
from assets.registry.models import Asset, District
from assets.registry.scope import EVERYTHING
from tests.undone import undone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)
AS_OF = """
SELECT coalesce(condition, 0), count(*) FROM (
    SELECT DISTINCT ON (pgh_obj_id) pgh_label, condition, status, district_id
      FROM registry_assetevent WHERE pgh_created_at <= %s ORDER BY pgh_obj_id, pgh_id DESC) latest
 WHERE pgh_label <> 'delete' AND status <> 'removed' AND district_id IS NOT NULL
 GROUP BY 1
"""
EVENTS = """
SELECT asset.source_code, event.pgh_label, event.status, event.condition, event.condition_reason, event.pgh_created_at
  FROM registry_assetevent event JOIN registry_asset asset ON asset.id = event.pgh_obj_id
 ORDER BY event.pgh_created_at, asset.source_code, event.pgh_id
"""


def rows(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.fixture
def city(districts) -> int:
    seed_city(1500, seed=7, today=TODAY)
    record_years(7, TODAY)
    return live_through(7, TODAY)


def test_as_of_past_days_the_figures_are_what_the_events_say(city):
    top = District.objects.get(code="440500")
    counts = []
    for year in (2021, 2022, 2023, 2024, 2025):
        end = timezone.make_aware(datetime.combine(date(year, 12, 31), time.max))
        found = figures_of([top], EVERYTHING, Period(date(2025, 1, 1), date(2025, 12, 31)), end)[top.pk].total
        said = dict(rows(AS_OF, end))
        assert {grade: count for grade, count in found.condition.items() if count} == {
            str(grade or "unknown"): count for grade, count in said.items()
        }
        counts.append(found.count)
    assert min(counts) > 500 and len(set(counts)) > 2
    assert recount().ok


def test_the_last_event_of_an_asset_is_its_row_and_the_first_its_survey(city):
    assert city > Asset.objects.count()
    assert rows(
        "SELECT count(*) FROM registry_asset asset JOIN LATERAL (SELECT * FROM registry_assetevent event"
        " WHERE event.pgh_obj_id = asset.id ORDER BY pgh_id DESC LIMIT 1) last ON true"
        " WHERE (asset.condition, asset.status, asset.condition_reason, asset.condition_assessed_on,"
        " asset.condition_method, asset.district_id, asset.extra) IS DISTINCT FROM (last.condition, last.status,"
        " last.condition_reason, last.condition_assessed_on, last.condition_method, last.district_id, last.extra)"
    ) == [(0,)]
    assert rows(
        "SELECT count(DISTINCT pgh_obj_id), count(*) FROM registry_assetevent WHERE pgh_label = 'insert'"
    ) == [(Asset.objects.count(), Asset.objects.count())]
    first = rows("SELECT min(pgh_created_at) FROM registry_assetevent")[0][0]
    assert 4.7 < (TODAY - first.date()).days / 365.25 < 5.3
    assert rows(
        "SELECT count(*) FROM registry_pipeevent WHERE pgh_created_at > now() - interval '1 day'"
    ) == [(0,)]


def test_every_reason_of_a_change_is_there_and_some_things_are_gone(city):
    reasons = {
        reason
        for (reason,) in rows(
            "SELECT DISTINCT condition_reason FROM registry_assetevent WHERE pgh_label = 'update'"
        )
    }
    assert {"aged", "inspected", "repaired", "resurveyed"} <= reasons
    assert Asset.objects.filter(status="removed").exists()


def test_the_same_seed_has_the_same_past(districts):
    prints = []
    for _ in range(2):
        with undone():
            seed_city(800, seed=7, today=TODAY)
            record_years(7, TODAY)
            live_through(7, TODAY)
            prints.append(hashlib.sha256(repr(rows(EVENTS)).encode()).hexdigest())
    assert prints[0] == prints[1]
