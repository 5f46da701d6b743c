"""The map of a past day: at every zoom what the history says, after edits, moves, deletions, imports and reverts."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assets.maps import upkeep
from assets.registry.models import Asset
from assets.work.models import Inspection
from tests import factories
from tests.factories import line, point
from tests.maps.drawing import added_up, answered, dated, get, small_city, stood, tile_at
from tests.maps.tile_reader import layers_of
from tests.undone import undone

pytestmark = pytest.mark.django_db

FIRST = date(2024, 11, 20)
ZOOMS = [8, 11, 13, 14, 15]


def end_of(day: date):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day)) + timedelta(
        days=1, microseconds=-1
    )


def expected(day: date, wanted=lambda *state: True) -> dict[int, int]:
    """Assets by condition at the end of a day, from the events one by one."""
    bands = dict.fromkeys(range(6), 0)
    for condition, *rest in stood(end_of(day)).values():
        if wanted(condition, *rest):
            bands[condition] += 1
    return bands


def a_past() -> list[date]:
    """Five days on each of which something happened, years apart, over the ends of months and years."""
    days = [FIRST, FIRST + timedelta(days=1), date(2024, 12, 31), date(2025, 6, 30), date(2026, 1, 1)]
    made = small_city()
    dated(days[0])
    for asset in made[:8]:
        asset.condition, asset.condition_reason = 5, "inspected"
        asset.save()
    dated(days[1])
    for asset in made[8:14]:
        if asset.asset_class in ("manhole", "outfall"):
            asset.geometry = point(469_111, 2_582_500)
            asset.save()
    dated(days[2])
    for asset in made[16:22]:
        type(asset).objects.get(pk=asset.pk)
        Inspection.objects.filter(asset_id=asset.pk).delete()
        asset.work_orders.all().delete()
        asset.delete()
    pipe = next(asset for asset in made if asset.asset_class == "pipe" and asset.material == "concrete")
    pipe.material, pipe.diameter_mm = "hdpe", 1500
    pipe.save()
    dated(days[3])
    Asset.objects.filter(pk__in=[asset.pk for asset in made[24:30]]).update(status="removed", owner="新主")
    factories.ManholeFactory.create_batch(3, geometry=point(470_100, 2_580_000), condition=3)
    dated(days[4])
    return days


@pytest.mark.parametrize("compacted", [False, True])
def test_every_past_day_is_as_the_history_says_at_every_zoom(compacted, login, districts, tmp_path):
    days = a_past()
    if compacted:
        upkeep.compact()
        upkeep.compact()
    client = login("planner")
    seen = set()
    for day in [*days, days[1] + timedelta(days=10), days[3] - timedelta(days=1), date(2025, 1, 15)]:
        bands = expected(day)
        seen.add(tuple(bands.values()))
        for zoom in ZOOMS:
            assert added_up(client, zoom, tmp_path / f"{day}-{zoom}", f"?as_of={day}") == bands, (day, zoom)
        counts = client.get(f"/api/v1/map/counts/?as_of={day}").json()
        assert counts["total"] == sum(bands.values())
    assert len(seen) >= 4
    now = added_up(client, 11, tmp_path / "now")
    assert sum(now.values()) == Asset.objects.count()


def test_filters_and_measures_hold_on_a_past_day(login, districts, tmp_path):
    days = a_past()
    client = login("planner")
    day = days[2]
    filters = {
        "status=in_service": lambda c, status, *_: status == "in_service",
        "asset_class=manhole,outfall": lambda c, s, d, kind, *_: kind in ("manhole", "outfall"),
        "owner=%E6%B0%B4%E5%8A%A1%E5%B1%80": lambda c, s, d, k, i, owner, *_: owner == "水务局",
        "year_from=1990": lambda c, s, d, k, installed, *_: installed is not None and installed.year >= 1990,
        "district=440511": lambda c, s, district, *_: district == districts["440511"].pk,
    }
    for query, wanted in filters.items():
        for zoom in (9, 13, 14):
            found = added_up(client, zoom, tmp_path / f"{zoom}-{query[:8]}", f"?as_of={day}&{query}")
            assert found == expected(day, wanted), (query, zoom)
    total = sum(expected(day).values())
    for measure in ("age", "inspected", "maintained", "works", "cost", "overdue"):
        low = added_up(client, 9, tmp_path / f"low{measure}", f"?as_of={day}&measure={measure}")
        high = added_up(client, 14, tmp_path / f"high{measure}", f"?as_of={day}&measure={measure}")
        assert low == high
        assert sum(low.values()) == total


def test_a_pipes_material_and_size_are_those_of_the_day(login, districts, tmp_path):
    pipe = factories.PipeFactory(
        geometry=line((465_000, 2_580_000), (465_050, 2_580_000)), material="concrete", diameter_mm=300
    )
    dated(FIRST)
    pipe.material, pipe.diameter_mm = "hdpe", 1500
    pipe.save()
    dated(FIRST + timedelta(days=30))
    client = login("planner")
    then = FIRST + timedelta(days=3)
    for zoom in (9, 13, 15):
        for query, count in (("material=concrete", 1), ("material=hdpe", 0), ("diameter_max=400", 1)):
            found = added_up(client, zoom, tmp_path / f"{zoom}{query}", f"?as_of={then}&{query}")
            assert sum(found.values()) == count, (zoom, query)
    tile = tile_at(15, pipe)
    [drawn] = layers_of(get(client, tile, f"?as_of={then}"), tile, tmp_path)["assets_lines"]
    assert drawn["size_mm"] == 300
    tile = tile_at(12, pipe)
    assert "mains" not in layers_of(get(client, tile, f"?as_of={then}"), tile, tmp_path / "then")
    assert layers_of(get(client, tile), tile, tmp_path / "now")["mains"][0]["pipes"] == 1


def test_inspections_and_work_count_only_once_they_were_done(login, districts, tmp_path):
    manhole = factories.ManholeFactory(geometry=point(465_000))
    dated(FIRST)
    done = end_of(FIRST + timedelta(days=100))
    Inspection.objects.create(asset_id=manhole.pk, inspected_at=done, inspector_name="陈伟")
    client = login("planner")
    for zoom in (9, 16):
        for days, band in ((50, 0), (100, 1), (250, 2), (700, 4)):
            query = f"?measure=inspected&as_of={FIRST + timedelta(days=days)}"
            found = added_up(client, zoom, tmp_path / f"{zoom}-{days}", query)
            assert found[band] == sum(found.values()) == 1, (zoom, days)


def test_a_day_before_the_registry_is_refused_with_its_first_day(login, districts):
    factories.ManholeFactory()
    dated(FIRST)
    for zoom in (9, 16):
        response = login("planner").get(f"/tiles/{zoom}/0/0.mvt?as_of={FIRST - timedelta(days=1)}")
        assert response.status_code == 400
        assert answered(response)["code"] == "before_the_registry"
        assert FIRST.isoformat() in answered(response)["detail"]


def test_an_edit_today_leaves_tiles_of_past_days_in_the_cache(login, districts):
    manhole = factories.ManholeFactory(condition=1)
    dated(FIRST)
    client = login("planner")
    for zoom in (9, 15):
        tile = tile_at(zoom, manhole)
        query = f"?as_of={FIRST + timedelta(days=5)}"
        first = get(client, tile, query)
        manhole.condition, manhole.condition_reason = 6 - manhole.condition, "inspected"
        manhole.save()
        again = get(client, tile, query)
        assert again["X-Tile"] == "cache"
        assert again["ETag"] == first["ETag"]
        # Recorded late: it was done before that day, so that day's map must know.
        Inspection.objects.create(
            asset_id=manhole.pk, inspected_at=end_of(FIRST + timedelta(days=1)), inspector_name="林晓东"
        )
        assert get(client, tile, query)["X-Tile"] == "drawn"


def test_tied_people_see_of_a_past_day_what_lay_in_their_district_then(login, users, districts, tmp_path):
    stayed = factories.ManholeFactory(geometry=point(469_990, 2_580_000), code="STAYED")
    came = factories.ManholeFactory(geometry=point(470_010, 2_580_000), code="CAME")
    went = factories.ManholeFactory(geometry=point(469_980, 2_580_000), code="WENT")
    dated(FIRST)
    came.geometry, went.geometry = point(469_970, 2_580_000), point(470_020, 2_580_000)
    came.save()
    went.save()
    users["crew"].districts.set([districts["440507"]])
    client = login("crew")

    def codes(query: str) -> set[str]:
        found = set()
        for dx in (-1, 0, 1):
            z, x, y = tile_at(16, stayed)
            tile = (z, x + dx, y)
            layers = layers_of(get(client, tile, query), tile, tmp_path / query.strip("?="))
            found |= {feature["code"] for feature in layers.get("assets_points", [])}
        return found

    assert codes(f"?as_of={FIRST}") == {"STAYED", "WENT"}
    assert codes("") == {"STAYED", "CAME"}
    for query, count in ((f"?as_of={FIRST}", 2), ("", 2), (f"?as_of={FIRST}&measure=age", 2)):
        assert sum(added_up(client, 10, tmp_path / f"low{query[1:9]}", query).values()) == count
        assert sum(added_up(login("planner"), 10, tmp_path / f"all{query[1:9]}", query).values()) == 3


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
@example(seed=244)  # moved to another tile on the day it came
def test_any_past_is_told_alike_by_cells_facts_and_assets(seed, login, districts, tmp_path_factory):
    """Random edits, moves, deletions and new assets over some days; all ways to draw a day agree with the events."""
    dice = Random(seed)
    with undone():
        day = date(2025, 1, 1)
        days = []
        for _turn in range(5):
            for _step in range(dice.randint(1, 4)):
                standing = list(Asset.objects.all())
                what = dice.choice(["new", "new", "grade", "move", "delete", "status"])
                if what == "new" or not standing:
                    factories.ManholeFactory(
                        geometry=point(469_000 + dice.randint(0, 2000)),
                        condition=dice.choice([None, 1, 3, 5]),
                    )
                    continue
                asset = dice.choice(standing)
                if what == "grade":
                    asset.condition, asset.condition_reason = dice.randint(1, 5), "inspected"
                    asset.save()
                elif what == "move":
                    asset.geometry = point(469_000 + dice.randint(0, 2000), 2_580_000 + dice.randint(0, 1500))
                    asset.save()
                elif what == "status":
                    asset.status = "out_of_service"
                    asset.save()
                else:
                    asset.manhole.delete()
            dated(day)
            days.append(day)
            if dice.random() < 0.5:
                upkeep.compact()
            day += timedelta(days=dice.choice([1, 3, 40, 400]))
            day = min(day, timezone.localdate() - timedelta(days=6 - len(days)))
            if day <= days[-1]:
                break
        client = login("planner")
        folder = tmp_path_factory.mktemp("past")
        for asked in days:
            bands = expected(asked)
            for zoom in (10, 14):
                found = added_up(client, zoom, folder / f"{asked}{zoom}", f"?as_of={asked}")
                assert found == bands, (asked, zoom)
            facts = added_up(
                client, 10, folder / f"{asked}facts", f"?as_of={asked}&inspected_before=2100-01-01"
            )
            assert facts == bands


def test_a_past_written_by_hand_is_told_at_every_zoom(login, districts, tmp_path):
    """Whoever writes history calls maps_rebuild_counts(); the rows themselves may say they were made today."""
    pipe = factories.PipeFactory(geometry=line((469_000, 2_580_000), (469_050, 2_580_000)), condition=4)
    factories.ManholeFactory(geometry=point(469_000, 2_580_000), condition=2)
    with connection.cursor() as cursor:
        for table in ("asset", "pipe", "manhole"):
            cursor.execute(f"UPDATE registry_{table}event SET pgh_created_at = %s", [end_of(FIRST)])
        cursor.execute(
            "UPDATE registry_assetevent SET condition = 1, condition_reason = 'resurveyed' WHERE pgh_obj_id = %s",
            [pipe.pk],
        )
        cursor.execute("SELECT maps_rebuild_counts()")
    client = login("planner")
    for zoom in ZOOMS:
        for query in ("", "&year_to=2100", "&inspected_before=2100-01-01"):
            found = added_up(client, zoom, tmp_path / f"{zoom}{query[1:5]}", f"?as_of={FIRST}{query}")
            assert found == dict.fromkeys(range(6), 0) | ({} if "year" in query else {1: 1, 2: 1}), (
                zoom,
                query,
            )
