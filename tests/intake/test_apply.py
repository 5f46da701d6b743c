"""Applying: only what the file brings, never over a colleague's change, whole or not at all, harmless to repeat."""

import pytest
import shapely
from django.db import connection

from assets.intake import apply, difference, staging
from assets.intake.errors import ApplyRefused, WrongState
from assets.registry import history
from assets.registry.models import Asset, Changeset, Manhole, Pipe
from tests.factories import ManholeFactory
from tests.intake.conftest import manholes, pack, problems, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


def test_only_columns_of_the_file_are_written(send_manholes):
    send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0], 权属单位=["甲", "乙", "丙"]))
    Manhole.objects.filter(source_code="P0002").update(kind="drop", road="金砂路")
    again = send_manholes(*manholes(3, 井深=[1.0, 2.5, 3.0]))
    assert states(again) == (0, 1, 2, 0)
    manhole = Manhole.objects.get(source_code="P0002")
    assert (manhole.depth_m, manhole.owner, manhole.kind, manhole.road) == (2.5, "乙", "drop", "金砂路")


def test_an_empty_cell_empties_nothing(send_manholes):
    send_manholes(*manholes(2, 权属单位=["甲", "乙"]))
    again = send_manholes(*manholes(2, 权属单位=["", "乙"]))
    assert states(again) == (0, 0, 2, 0)
    assert Manhole.objects.get(source_code="P0001").owner == "甲"


def test_columns_that_find_no_field_are_kept_and_texts_not_understood_too(send_manholes):
    places, columns = manholes(2, 井深=["1.5", "约两米"], 神秘列=["甲", "乙"])
    delivery = send_manholes(places, columns)
    second = Manhole.objects.get(source_code="P0002")
    assert second.depth_m is None
    assert second.extra == {"井深": "约两米", "神秘列": "乙"}
    assert problems(delivery) == {2: ["number_unreadable"]}
    mended = send_manholes(places, {**columns, "井深": ["1.5", "2.0"]})
    assert states(mended) == (0, 1, 1, 0)
    second.refresh_from_db()
    assert (second.depth_m, second.extra) == (2.0, {"神秘列": "乙"})


def test_what_was_changed_since_the_check_is_a_conflict_never_overwritten(deliver, send_manholes, tmp_path):
    send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    places, columns = manholes(3, 井深=[9.0, 9.0, 9.0])
    path = pack(tmp_path / "new.zip", shapefile(tmp_path / "new", "管点", places, columns))
    delivery = deliver(path, "manhole", source="survey")
    assert delivery.counts["updated"] == 3
    with (
        connection.cursor() as cursor
    ):  # a colleague, a second later (now() stands still in a test's transaction)
        cursor.execute(
            "UPDATE registry_manhole SET depth_m = 5 FROM registry_asset WHERE id = asset_ptr_id AND source_code = 'P0002'"
        )
        cursor.execute("ALTER TABLE registry_asset DISABLE TRIGGER asset_before_update")
        cursor.execute(
            "UPDATE registry_asset SET updated_at = now() + interval '1 second' WHERE source_code = 'P0002'"
        )
        cursor.execute("ALTER TABLE registry_asset ENABLE TRIGGER asset_before_update")
    applied = apply.run(delivery.pk)
    assert states(applied) == (0, 2, 0, 1)
    assert problems(applied) == {2: ["changed_meanwhile"]}
    assert dict(Manhole.objects.values_list("source_code", "depth_m")) == {
        "P0001": 9.0,
        "P0002": 5.0,
        "P0003": 9.0,
    }


def test_two_imports_of_the_same_survey_reviewed_side_by_side(deliver, tmp_path):
    places, columns = manholes(3)
    path = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns))
    first, second = deliver(path, "manhole", source="s"), deliver(path, "manhole", source="s")
    assert states(apply.run(first.pk)) == (3, 0, 0, 0)
    assert states(apply.run(second.pk)) == (0, 0, 3, 0), "what the first made is what the second says"
    assert Manhole.objects.count() == 3


def test_applying_again_does_nothing(deliver, tmp_path):
    path = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(3)))
    delivery = deliver(path, "manhole")
    apply.run(delivery.pk)
    events = Asset.pgh_event_model.objects.count()
    assert apply.run(delivery.pk).state == delivery.State.APPLIED
    assert Asset.pgh_event_model.objects.count() == events
    assert not staging.exists(staging.Tables(delivery.pk)["rows"]), "staging is dropped after the commit"


def test_history_says_who_and_through_which_changeset(send_manholes):
    delivery = send_manholes(*manholes(1))
    assert Changeset.objects.get(pk=delivery.pk).state == Changeset.State.APPLIED
    from pghistory.models import Context

    assert Context.objects.get().metadata == {"changeset": delivery.pk, "through": "import"}
    assert history.sources() is not None


@pytest.mark.parametrize(("way", "outcome"), [("skip", (0, 0, 3, 0)), ("update", (0, 1, 2, 0))])
def test_known_assets_are_updated_or_skipped(send_manholes, way, outcome):
    send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    again = send_manholes(*manholes(3, 井深=[1.0, 2.0, 4.0]), on_conflict=way)
    assert states(again) == outcome


def test_known_assets_may_stop_the_import(send_manholes, deliver, tmp_path):
    send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    path = pack(tmp_path / "x.zip", shapefile(tmp_path / "x", "管点", *manholes(3, 井深=[1.0, 2.0, 4.0])))
    delivery = deliver(path, "manhole", source="survey", on_conflict="fail")
    assert (delivery.state, delivery.refusal_code) == ("refused", "asset_exists")
    assert "P0003" in delivery.refusal


def test_on_error_abort_applies_nothing(deliver, tmp_path):
    places, columns = manholes(3)
    columns["点号"][2] = "P0001"
    path = pack(tmp_path / "x.zip", shapefile(tmp_path / "x", "管点", places, columns))
    delivery = deliver(path, "manhole", on_error="abort")
    assert (delivery.state, delivery.refusal_code) == ("refused", "row_problems")
    with pytest.raises(WrongState):
        apply.run(delivery.pk)
    assert not Asset.objects.exists()


def test_codes_are_the_sources_while_free_then_the_registrys(send_manholes):
    ManholeFactory(code="P0001")
    send_manholes(*manholes(2))
    codes = dict(Manhole.objects.exclude(source="").values_list("source_code", "code"))
    assert codes["P0002"] == "P0002"
    assert codes["P0001"].startswith("440507") and len(codes["P0001"]) == 16


def test_a_number_with_a_slash_or_a_quote_becomes_no_address(send_manholes):
    places, columns = manholes(3)
    columns["点号"] = ["A/1", "O'Hara", "100%"]
    send_manholes(places, columns)
    assert all(len(code) == 16 for code in Manhole.objects.values_list("code", flat=True))
    assert set(Manhole.objects.values_list("source_code", flat=True)) == {"A/1", "O'Hara", "100%"}


def test_rows_without_numbers_are_known_again_by_their_place(send_manholes):
    places, columns = manholes(3)
    del columns["点号"]
    columns["井深"] = [1.0, 2.0, 3.0]
    assert states(send_manholes(places, columns)) == (3, 0, 0, 0)
    assert states(send_manholes(places, columns)) == (0, 0, 3, 0)


def test_the_district_is_settled_and_follows_a_move(send_manholes, districts):
    places, columns = manholes(2)
    send_manholes(places, columns)
    assert set(Asset.objects.values_list("district__code", flat=True)) == {"440507"}
    places[1] = shapely.Point(475_000, 2_580_000)
    moved = send_manholes(places, columns)
    assert states(moved) == (0, 1, 1, 0)
    assert Asset.objects.get(source_code="P0002").district.code == "440511"


def test_a_new_grade_says_it_was_resurveyed(send_manholes):
    send_manholes(*manholes(1, 完好程度=["2"]))
    send_manholes(*manholes(1, 完好程度=["4"]))
    manhole = Manhole.objects.get()
    assert (manhole.condition, manhole.condition_reason) == (4, "resurveyed")


def test_the_database_has_the_last_word_in_a_sentence(deliver, tmp_path, monkeypatch):
    path = pack(tmp_path / "x.zip", shapefile(tmp_path / "x", "管点", *manholes(2)))
    delivery = deliver(path, "manhole")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {staging.Tables(delivery.pk)['rows']} SET geometry = ST_SetSRID('POINT EMPTY'::geometry, 4548)"
        )
    with pytest.raises(ApplyRefused) as refused:
        apply.run(delivery.pk)
    assert refused.value.code == "database_refused"
    assert "asset_geometry_not_empty" in refused.value.detail()
    delivery.refresh_from_db()
    assert delivery.state == delivery.State.REVIEW
    assert not Asset.objects.exists()


def test_the_difference_shows_before_and_after(send_manholes, deliver, tmp_path):
    places, columns = manholes(3, 井深=[1.0, 2.0, 3.0])
    send_manholes(places, columns)
    places[2] = shapely.Point(465_020, 2_580_003)
    columns["井深"] = [1.0, 2.5, 3.0]
    columns["点号"].append("P0004")
    columns["井深"].append(4.0)
    places.append(shapely.Point(465_100, 2_580_000))
    path = pack(tmp_path / "x.zip", shapefile(tmp_path / "x", "管点", places, columns))
    delivery = deliver(path, "manhole", source="survey")
    told = difference.summary(delivery)
    assert told["by_class"] == {"manhole": {"created": 1, "updated": 2, "unchanged": 1}}
    updated = difference.rows(delivery, state="updated")
    assert [(row.code, row.changes, row.moved_m) for row in updated] == [
        ("P0002", {"depth_m": [2.0, 2.5]}, None),
        ("P0003", {}, 3.0),
    ]
    (created,) = difference.rows(delivery, state="created")
    assert created.changes["depth_m"] == [None, 4.0]
    features = difference.map_features(delivery)
    assert [feature["properties"]["state"] for feature in features["features"]] == [
        "before",
        "updated",
        "updated",
        "created",
        "unchanged",
    ]
    assert features["features"][0]["geometry"]["coordinates"] == pytest.approx([116.657, 23.32], abs=0.01)
    assert difference.rows(delivery, after=updated[0].rid, state="updated", limit=1)[0].code == "P0003"


def test_a_box_section_and_the_pipes_ends(bring_in, tmp_path):
    points = shapefile(tmp_path / "d", "管点", *manholes(3, 附属物=["检查井", "雨水口", ""]))
    lines = shapefile(
        tmp_path / "d",
        "管线",
        [
            shapely.LineString([(465_000, 2_580_000), (465_010, 2_580_000)]),
            shapely.LineString([(465_010.2, 2_580_000), (465_020, 2_580_000)]),
            shapely.LineString([(465_020, 2_580_000), (465_090, 2_580_050)]),
        ],
        {
            "管线编号": ["L1", "", "L3"],
            "起点点号": ["P0001", "", "P0003"],
            "终点点号": ["P0002", "", "P9999"],
            "断面尺寸": ["1200X800", "DN300", "300-500"],
        },
    )
    delivery = bring_in(pack(tmp_path / "d.zip", points + lines), "drainage_survey")
    assert states(delivery) == (6, 0, 0, 0)
    box = Pipe.objects.get(source_code="L1")
    assert (box.width_mm, box.height_mm, box.shape) == (1200, 800, "box")
    by_place = Pipe.objects.get(source_code="")
    assert (by_place.start_node.source_code, by_place.end_node.source_code) == ("P0002", "P0003")
    open_end = Pipe.objects.get(source_code="L3")
    assert (open_end.start_node.asset_class, open_end.end_node) == ("junction", None)
    found = {(finding.problem, finding.field) for finding in delivery.row_findings.filter(layer=2)}
    assert ("end_node_missing", "end_node") in found
    assert ("size_range", "diameter_mm") in found
    assert ("code_missing", "") in found
    again = bring_in(tmp_path / "d.zip", "drainage_survey")
    assert states(again) == (0, 0, 6, 0)
