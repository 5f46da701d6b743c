"""Tiles: what is in them, that counts add up at every zoom, that an edit is on the next one, that they are cached."""

import gzip

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from assets.maps import tiles, upkeep
from assets.registry.models import Asset
from assets.work.models import Inspection
from tests import factories
from tests.factories import line, point, square
from tests.maps.drawing import get, tile_at
from tests.maps.tile_reader import layers_of

pytestmark = pytest.mark.django_db


def counted(client, zoom: int, folder, query="") -> tuple[int, dict[int, int]]:
    """All cells of all tiles of a zoom that hold anything, added up: the total and by condition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT x >> (14 - %s), y >> (14 - %s) FROM maps_tilechange WHERE x >= 0", [zoom, zoom]
        )
        places = cursor.fetchall()
    total, by_condition = 0, dict.fromkeys(range(6), 0)
    for x, y in places:
        response = get(client, (zoom, x, y), query)
        for cell in layers_of(response, (zoom, x, y), folder).get("cells", []):
            total += cell["assets"]
            for condition, name in enumerate(("unknown", "c1", "c2", "c3", "c4", "c5")):
                by_condition[condition] += cell[name]
    return total, by_condition


def scatter() -> None:
    """Some of everything, spread over both districts, of every condition."""
    for number in range(24):
        east, north = 461_000 + number * 790, 2_571_000 + (number * 7 % 24) * 780
        factories.ManholeFactory(geometry=point(east, north), condition=(number % 6) or None)
        factories.PipeFactory(geometry=line((east, north), (east + 60, north + 40)), condition=1 + number % 5)
        factories.ParkFactory(geometry=square(east + 100, north, 50), condition=(number % 4) or None)


@pytest.mark.parametrize("zoom", [5, 8, 9, 10, 11, 12, 13])
def test_counts_by_condition_add_up_to_the_assets_at_every_low_zoom(zoom, login, districts, tmp_path):
    scatter()
    client = login("planner")
    total, by_condition = counted(client, zoom, tmp_path)
    assert total == Asset.objects.count() == 72
    for condition in range(6):
        assert by_condition[condition] == Asset.objects.filter(condition=condition or None).count()


def test_counts_add_up_to_what_the_filters_select(login, districts, tmp_path):
    scatter()
    total, _by = counted(
        login("planner"), 10, tmp_path, "?asset_class=pipe,park&condition=unknown,4,5&district=440511"
    )
    wanted = Asset.objects.filter(asset_class__in=["pipe", "park"], district__code="440511")
    assert total == wanted.filter(condition__in=[4, 5]).count() + wanted.filter(condition=None).count() > 0


def test_counts_stay_true_over_edits_moves_and_deletions(login, districts, tmp_path):
    scatter()
    client = login("planner")
    manholes = list(Asset.objects.filter(asset_class="manhole"))
    for manhole in manholes[:6]:
        manhole.condition, manhole.condition_reason = 5, "inspected"
        manhole.save()
    for manhole in manholes[6:9]:
        manhole.geometry = point(475_500, 2_588_500)
        manhole.save()
    Asset.objects.get(pk=manholes[10].pk).manhole.delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_asset SET status = 'removed' WHERE asset_class = 'park'")
    upkeep.compact()
    for query, wanted in (
        ("", Asset.objects.all()),
        ("?status=in_service", Asset.objects.filter(status="in_service")),
    ):
        total, by_condition = counted(client, 11, tmp_path, query)
        assert total == wanted.count()
        assert by_condition[5] == wanted.filter(condition=5).count()


def test_from_zoom_14_each_asset_is_drawn_with_what_styles_it(login, districts, tmp_path):
    pipe = factories.PipeFactory(
        geometry=line((465_000, 2_580_000), (465_050, 2_580_000)),
        condition=4,
        category="storm",
        diameter_mm=800,
    )
    manhole = factories.ManholeFactory(geometry=point(465_000, 2_580_000), name="井一")
    tile = tile_at(15, manhole)
    layers = layers_of(get(login("planner"), tile), tile, tmp_path)
    [drawn] = [feature for feature in layers["assets_lines"] if feature["code"] == pipe.code]
    assert (drawn["condition"], drawn["category"], drawn["size_mm"]) == (4, "storm", 800)
    [node] = layers["assets_points"]
    assert (node["name"], node["asset_class"], node["condition"]) == ("井一", "manhole", 0)
    assert "cells" not in layers


def test_large_pipes_are_drawn_as_mains_at_low_zooms_and_small_ones_are_not(login, districts, tmp_path):
    factories.PipeFactory(
        geometry=line((465_000, 2_580_000), (465_900, 2_580_000)), diameter_mm=1200, condition=5
    )
    small = factories.PipeFactory(geometry=line((465_000, 2_580_100), (465_900, 2_580_100)), diameter_mm=300)
    tile = tile_at(12, small)
    layers = layers_of(get(login("planner"), tile), tile, tmp_path)
    assert [(main["condition"], main["pipes"]) for main in layers["mains"]] == [(5, 1)]


def test_districts_are_drawn_with_both_names_and_marked_schematic(login, districts, tmp_path):
    manhole = factories.ManholeFactory()
    tile = tile_at(9, manhole)
    outlines = layers_of(get(login("planner"), tile), tile, tmp_path)["districts"]
    assert ("龙湖区", "Longhu", "schematic") in {
        (outline["name"], outline["name_en"], outline["accuracy"]) for outline in outlines
    }


def test_an_edit_is_on_the_very_next_tile_at_every_zoom(login, districts, tmp_path):
    manhole = factories.ManholeFactory(condition=1)
    client = login("planner")
    for zoom in (9, 13, 14, 17):
        tile = tile_at(zoom, manhole)
        before = get(client, tile)
        manhole.condition = 1 if manhole.condition == 5 else 5
        manhole.condition_reason = "inspected"
        manhole.save()
        after = get(client, tile)
        assert after["ETag"] != before["ETag"]
        assert after["X-Tile"] == "drawn"
        assert gzip.decompress(after.content) != gzip.decompress(before.content)


def test_a_wider_pipe_is_on_the_next_tile_although_only_the_class_row_changed(login, districts):
    pipe = factories.PipeFactory(diameter_mm=300)
    client, tile = login("planner"), tile_at(12, pipe)
    before = get(client, tile)["ETag"]
    with connection.cursor() as cursor:
        # Another transaction's clock: in this one now() stands still, and updated_at with it.
        cursor.execute("UPDATE registry_asset SET updated_at = updated_at - interval '1 minute'")
        cursor.execute("UPDATE registry_pipe SET diameter_mm = 1500 WHERE asset_ptr_id = %s", [pipe.pk])
    assert get(client, tile)["ETag"] != before


def test_a_tile_that_an_edit_did_not_touch_comes_from_the_cache(login, districts):
    here = factories.ManholeFactory(geometry=point(461_000))
    far = factories.ManholeFactory(geometry=point(478_000))
    client, tile = login("planner"), tile_at(15, here)
    assert get(client, tile)["X-Tile"] == "drawn"
    far.name = "changed"
    far.save()
    assert get(client, tile)["X-Tile"] == "cache"


@pytest.mark.parametrize(("beyond_m", "redrawn"), [(1, True), (60, True), (200, False)])
@pytest.mark.parametrize("change", ["asset", "inspection"])
def test_a_change_in_a_tile_s_margin_is_on_it_and_one_further_off_is_not(
    beyond_m, redrawn, change, login, districts
):
    inside = tile_at(14, factories.ManholeFactory(geometry=point(465_000)))
    edge_m = (inside[1] + 1) * 40075016.68557849 / 2**14 - 20037508.342789244
    beyond = Point(edge_m + beyond_m, factories.point(465_000).transform(3857, clone=True).y, srid=3857)
    manhole = factories.ManholeFactory(geometry=beyond.transform(settings.REGISTRY_SRID, clone=True))
    assert tile_at(14, manhole) == (14, inside[1] + 1, inside[2])
    client = login("planner")
    assert get(client, inside)["X-Tile"] == "drawn"
    if change == "asset":
        manhole.name = "changed"
        manhole.save()
    else:
        Inspection.objects.create(asset_id=manhole.pk, inspected_at=timezone.now(), inspector_name="陈伟")
    assert (get(client, inside)["X-Tile"] == "drawn") is redrawn
    assert get(client, tile_at(14, manhole))["X-Tile"] == "drawn"


def test_a_tile_that_would_be_too_large_is_drawn_without_codes_and_names(
    login, districts, tmp_path, monkeypatch
):
    manhole = factories.ManholeFactory(name="长平路检查井")
    client, tile = login("planner"), tile_at(14, manhole)
    [whole] = layers_of(get(client, tile), tile, tmp_path)["assets_points"]
    assert (whole["code"], whole["name"]) == (manhole.code, "长平路检查井")
    monkeypatch.setattr(tiles, "LARGEST_BYTES", 100)
    Asset.objects.filter(pk=manhole.pk).update(note="changed")
    [bare] = layers_of(get(client, tile), tile, tmp_path)["assets_points"]
    assert not bare.get("code") and not bare.get("name")
    assert bare["condition"] == whole["condition"]


def test_far_out_an_asset_tells_its_band_and_nearer_its_value(login, districts, tmp_path):
    manhole = factories.ManholeFactory(installed_on="2000-01-01")
    client = login("planner")
    for zoom, has_value in ((14, False), (15, True)):
        tile = tile_at(zoom, manhole)
        [drawn] = layers_of(get(client, tile, "?measure=age"), tile, tmp_path)["assets_points"]
        assert drawn["band"] > 0 and ("value" in drawn) is has_value


def test_a_reader_who_has_the_tile_gets_304_and_no_body(login, districts):
    manhole = factories.ManholeFactory()
    client, tile = login("planner"), tile_at(15, manhole)
    tag = get(client, tile)["ETag"]
    again = get(client, tile, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_merging_changes_never_brings_an_old_version_back(login, districts):
    manhole = factories.ManholeFactory()
    client, tile = login("planner"), tile_at(14, manhole)
    seen = set()
    for name in ("a", "b", "c"):
        manhole.name = name
        manhole.save()
        seen.add(get(client, tile)["ETag"])
        upkeep.compact()
        seen.add(get(client, tile)["ETag"])
    assert len(seen) == 6


def test_tied_people_find_nothing_of_other_districts_in_tile_or_cache(login, users, districts, tmp_path):
    own = factories.ManholeFactory(geometry=point(469_990))
    other = factories.ManholeFactory(geometry=point(470_010))
    users["crew"].districts.set([districts["440507"]])
    tile = tile_at(13, own)
    assert tile == tile_at(13, other)
    everything = get(login("planner"), tile)
    limited = get(login("crew"), tile)
    total = sum(cell["assets"] for cell in layers_of(everything, tile, tmp_path / "all")["cells"])
    mine = sum(cell["assets"] for cell in layers_of(limited, tile, tmp_path / "own")["cells"])
    assert (total, mine) == (2, 1)
    assert everything["ETag"] != limited["ETag"]
    close = tile_at(17, own)
    codes = {
        feature["code"] for feature in layers_of(get(login("crew"), close), close, tmp_path)["assets_points"]
    }
    assert codes == {own.code}
    assert {outline["code"] for outline in layers_of(limited, tile, tmp_path / "own")["districts"]} == {
        "440507"
    }


def test_a_stranger_gets_no_tile(login, db):
    response = get(login(None), (10, 844, 443))
    assert response.status_code == 401
    assert response.json()["detail"]


def test_a_stranger_sees_public_classes_and_nothing_else(login, districts, settings, tmp_path):
    settings.REGISTRY_PUBLIC_CLASSES = ["park"]
    park = factories.ParkFactory()
    factories.ManholeFactory(geometry=point(463_000))
    tile = tile_at(13, park)
    layers = layers_of(get(login(None), tile), tile, tmp_path)
    assert sum(cell["assets"] for cell in layers["cells"]) == 1


@pytest.mark.parametrize("tile", [(23, 0, 0), (3, 8, 0), (3, 0, 8), (0, 1, 0)])
def test_a_tile_outside_the_pyramid_is_refused_with_a_sentence(tile, login, db):
    response = get(login("planner"), tile)
    assert response.status_code == 404
    assert "22" in response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    ["?asset_class=telegraph_pole", "?condition=6", "?condition=bad", "?status=gone", "?district=999999", "?district=44'--"],
)  # fmt: skip
def test_a_filter_that_is_not_known_is_refused_with_a_sentence(query, login, districts):
    response = get(login("planner"), (10, 844, 443), query)
    assert response.status_code == 400
    assert response.json()["detail"]


def test_the_legends_counts_are_the_registrys(login, districts):
    scatter()
    counts = login("planner").get("/api/v1/map/counts/?asset_class=pipe,manhole").json()
    assert counts["total"] == 48
    assert counts["by_class"] == {"pipe": 24, "manhole": 24}
    assert (
        counts["by_condition"]["5"]
        == Asset.objects.filter(condition=5, asset_class__in=["pipe", "manhole"]).count()
    )


def test_the_map_page_is_for_those_who_may_see(login, districts):
    assert login("viewer").get("/").status_code == 200
    assert login(None).get("/").status_code == 302


def test_a_recount_finds_what_is_wrong_and_repair_mends_it(districts):
    scatter()
    assert upkeep.differences() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE maps_cellcount SET assets = assets + 2 WHERE grid = 11 AND asset_class = 'park'"
        )
    with pytest.raises(CommandError, match="differ"):
        call_command("compact_tiles", check=True)
    assert {one.asset_class for one in upkeep.differences()} == {"park"}
    call_command("compact_tiles", repair=True, check=True)


def test_counts_worked_out_from_the_history_are_those_the_triggers_kept(districts):
    scatter()
    for manhole in Asset.objects.filter(asset_class="manhole")[:5]:
        manhole.geometry = point(475_500, 2_588_500)
        manhole.condition, manhole.condition_reason = 5, "inspected"
        manhole.save()
    Asset.objects.filter(asset_class="park").first().park.delete()

    def kept() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, sum(assets),"
                " round(sum(east_m)::numeric, 2) FROM maps_cellcount GROUP BY 1, 2, 3, 4, 5, 6, 7"
                " HAVING sum(assets) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7"
            )
            counts = cursor.fetchall()
            cursor.execute("SELECT asset_id, x, y FROM maps_left ORDER BY 1, 2, 3")
            return counts, cursor.fetchall()

    before = kept()
    upkeep.repair()
    assert kept() == before


def test_the_workers_round_builds_ahead_after_a_large_change(districts, monkeypatch):
    monkeypatch.setattr(upkeep, "MOST_UNMERGED", 10)
    monkeypatch.setattr(upkeep, "MOST_STALE", 3)
    scatter()
    upkeep.tidy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM maps_cellcount WHERE on_day IS NOT NULL")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM maps_fact")
        assert cursor.fetchone()[0] == Asset.objects.count()
