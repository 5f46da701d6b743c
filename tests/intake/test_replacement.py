"""A delivery that is the whole of a district: what it lacks is proposed as removed, seen, applied, taken back."""

import json

import pytest
import shapely
from django.contrib.gis.geos import Polygon

from assets.intake import apply, deliveries, difference, revert
from assets.intake.errors import AreaNotYours, SecondEyesNeeded
from assets.registry.errors import Malformed, NotAllowed
from assets.registry.models import Asset, Manhole
from tests.intake.conftest import manholes, pack, shapefile, states


@pytest.fixture
def whole_district(tmp_path, deliver, districts):
    """`whole_district(rows)`: a checked delivery of the first `rows` manholes as all there is in 440507."""

    def send(rows, user=None, **options):
        places, columns = manholes(rows)
        folder = tmp_path / f"r{rows}"
        archive = pack(tmp_path / f"r{rows}.zip", shapefile(folder, "管点", places, columns))
        return deliver(archive, "manhole", "survey", user, replace_district="440507", **options)

    return send


def test_what_the_file_lacks_is_removed_never_deleted_and_a_revert_restores_it(send_manholes, whole_district):
    send_manholes(*manholes(5))
    delivery = whole_district(3)
    assert states(delivery) == (0, 0, 3, 0)
    assert delivery.counts["removed"] == 2
    assert difference.missing(delivery) == [("manhole", "P0004"), ("manhole", "P0005")]
    drawn = [one["properties"] for one in difference.map_features(delivery)["features"]]
    assert {one["code"] for one in drawn if one["state"] == "removed"} == {"P0004", "P0005"}

    applied = apply.run(delivery.pk)
    assert applied.counts["removed"] == 2
    assert Manhole.objects.count() == 5
    assert set(Asset.objects.filter(status="removed").values_list("code", flat=True)) == {"P0004", "P0005"}

    revert.run(delivery.pk)
    assert not Asset.objects.filter(status="removed").exists()


def test_another_district_another_class_and_a_plain_import_lose_nothing(
    send_manholes, whole_district, deliver
):
    send_manholes(*manholes(3))
    send_manholes(*manholes(2), source="inlets", asset_class="inlet")
    Asset.objects.filter(code="P0003").update(geometry="SRID=4548;POINT (475000 2580000)")
    elsewhere = Asset.objects.get(code="P0003").district
    assert elsewhere is None or elsewhere.code != "440507"
    delivery = whole_district(1)
    assert [code for _, code in difference.missing(delivery)] == ["P0002"]


def test_a_rejected_row_is_not_missing(send_manholes, tmp_path, deliver, districts):
    send_manholes(*manholes(3))
    places, columns = manholes(3)
    places[2] = None
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey", replace_district="440507")
    assert states(delivery) == (0, 0, 2, 1)
    assert delivery.counts["removed"] == 0


def test_what_was_touched_since_it_was_found_missing_stays(send_manholes, whole_district):
    send_manholes(*manholes(3))
    delivery = whole_district(1)
    Asset.objects.filter(code="P0002").update(
        updated_at="2020-01-01T00:00:00+08:00"
    )  # any other moment than the one seen
    assert apply.run(delivery.pk).counts["removed"] == 1
    assert set(Asset.objects.filter(status="removed").values_list("code", flat=True)) == {"P0003"}


def test_an_unknown_district_is_refused_and_one_that_is_not_the_sender_s_too(
    whole_district, users, tmp_path, deliver, districts
):
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    with pytest.raises(Malformed):
        deliver(archive, "manhole", replace_district="999999")
    users["gis"].districts.set([districts["440511"]])
    refused = whole_district(1, user=users["gis"])
    assert refused.state == refused.State.REFUSED
    assert refused.refusal_code == NotAllowed.code


def test_where_second_eyes_are_wanted_the_sender_cannot_apply_and_a_colleague_can(
    settings, tmp_path, deliver, users, districts
):
    settings.REGISTRY_IMPORT_SECOND_EYES = True
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey", users["gis"])
    with pytest.raises(SecondEyesNeeded):
        apply.request(delivery, users["gis"])
    with pytest.raises(SecondEyesNeeded):
        apply.run(delivery.pk, users["gis"])
    delivery.refresh_from_db()
    assert delivery.state == delivery.State.REVIEW
    assert not Asset.objects.exists()
    assert apply.run(delivery.pk, users["administrator"]).state == delivery.State.APPLIED


def test_the_machine_s_administrator_is_no_second_person_to_itself(settings, tmp_path, deliver, districts):
    settings.REGISTRY_IMPORT_SECOND_EYES = True
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey")
    with pytest.raises(SecondEyesNeeded):
        apply.run(delivery.pk)


AREA = (464_995, 2_579_990, 465_025, 2_580_010)  # round the first three of conftest.manholes


def area(box=AREA) -> dict:
    """A box of EPSG:4548 as a GeoJSON polygon in WGS84."""
    shape = Polygon.from_bbox(box)
    shape.srid = 4548
    shape.transform(4326)
    return json.loads(shape.geojson)


@pytest.fixture
def whole_area(tmp_path, deliver, districts):
    """`whole_area(rows)`: a checked delivery of the first `rows` manholes as all there is in the drawn area."""

    def send(rows, user=None, drawn=None, asset_class="manhole"):
        places, columns = manholes(rows)
        archive = pack(tmp_path / f"a{rows}.zip", shapefile(tmp_path / f"a{rows}", "管点", places, columns))
        return deliver(archive, asset_class, "survey", user, replace_area=drawn or area())

    return send


def test_in_a_drawn_area_only_what_is_wholly_inside_is_removed_and_comes_back(send_manholes, whole_area):
    send_manholes(*manholes(6))
    delivery = whole_area(1)
    assert difference.missing(delivery) == [("manhole", "P0002"), ("manhole", "P0003")]
    assert [row.code for row in difference.rows(delivery, "removed")] == ["P0002", "P0003"]
    assert apply.run(delivery.pk).counts["removed"] == 2
    assert set(Asset.objects.filter(status="removed").values_list("code", flat=True)) == {"P0002", "P0003"}
    revert.run(delivery.pk)
    assert not Asset.objects.filter(status="removed").exists()


def test_a_line_that_leaves_the_area_stays(bring_in, deliver, tmp_path, districts):
    inside = shapely.LineString([(465_000, 2_580_000), (465_010, 2_580_000)])
    leaving = shapely.LineString([(465_010, 2_580_000), (465_100, 2_580_000)])
    lines = shapefile(tmp_path / "l", "管线", [inside, leaving], {"管段编号": ["L1", "L2"]})
    bring_in(pack(tmp_path / "l.zip", lines), "pipe", "lines")
    other = shapely.LineString([(465_000, 2_580_005), (465_010, 2_580_005)])
    new = shapefile(tmp_path / "n", "管线", [other], {"管段编号": ["L3"]})
    delivery = deliver(pack(tmp_path / "n.zip", new), "pipe", "lines", replace_area=area())
    assert [code for _, code in difference.missing(delivery)] == ["L1"]


def test_who_is_tied_removes_nothing_of_other_districts(send_manholes, whole_area, users, districts):
    places, columns = manholes(4)
    places[2], places[3] = shapely.Point(469_995, 2_580_000), shapely.Point(470_005, 2_580_000)
    send_manholes(places, columns)
    users["gis"].districts.set([districts["440507"]])
    assert whole_area(1, users["gis"]).counts["removed"] == 1
    over_the_border = area((469_990, 2_579_990, 470_010, 2_580_010))
    refused = whole_area(1, users["gis"], over_the_border)
    assert (refused.state, refused.refusal_code) == ("refused", "area_not_yours")
    assert "1" in refused.refusal
    # Sent by one who may, applied by one who may not.
    delivery = whole_area(1, users["administrator"], over_the_border)
    assert delivery.counts["removed"] == 2
    with pytest.raises(AreaNotYours):
        apply.run(delivery.pk, users["gis"])
    assert not Asset.objects.filter(status="removed").exists()


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[116.6, 23.3], [116.7, 23.4], [116.7, 23.3], [116.6, 23.4], [116.6, 23.3]]],
}
MANY = [[116.6 + n / 1e6, 23.3 + (n % 2) / 1e3] for n in range(2500)]


@pytest.mark.parametrize(
    "given",
    [
        "not json",
        "[1, 2]",
        {"type": "Point", "coordinates": [116.6, 23.3]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[["x", 1]]]},
        {
            "type": "Polygon",
            "coordinates": [[[465000, 2580000], [465100, 2580000], [465100, 2580100], [465000, 2580000]]],
        },
        {"type": "FeatureCollection", "features": []},
        {"type": "Polygon", "coordinates": [[*MANY, MANY[0]]]},
        BOWTIE,
    ],
    ids=["text", "list", "point", "empty", "letters", "metres", "nothing", "too many corners", "bow tie"],
)
def test_what_is_no_area_is_refused_with_a_sentence(given, db):
    with pytest.raises(Malformed) as refused:
        deliveries.checked_options({"replace_area": given})
    assert refused.value.detail()


def test_an_area_and_a_district_together_are_refused(districts):
    with pytest.raises(Malformed):
        deliveries.checked_options({"replace_area": area(), "replace_district": "440507"})


def test_a_feature_and_a_collection_of_one_are_taken_too(db):
    feature = {"type": "Feature", "properties": {}, "geometry": area()}
    for given in (feature, {"type": "FeatureCollection", "features": [feature]}, json.dumps(feature)):
        assert deliveries.checked_options({"replace_area": given})["replace_area"] == area()
