"""GCJ-02: suspected from what the file says and from where its places lie, undone where that is asked for."""

import numpy
import pytest
import shapely

from assets.intake import apply
from assets.intake.understanding import shifts
from assets.registry.models import Asset, Manhole
from assets.standards import web_map_shifts
from tests.intake.conftest import manholes, pack, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


def degrees(places: list) -> list:
    """Places of EPSG:4548 in longitude and latitude."""
    from django.contrib.gis.geos import GEOSGeometry

    found = []
    for place in places:
        moved = GEOSGeometry(place.wkt, srid=4548)
        moved.transform(4326)
        found.append(shapely.Point(moved.x, moved.y))
    return found


def shifted(places: list) -> list:
    return [shapely.Point(web_map_shifts.wgs84_to_gcj02(place.x, place.y)) for place in degrees(places)]


def test_many_at_once_are_as_the_standard_s_function_says():
    places = numpy.array([[116.2 + n / 50, 23.0 + n / 100] for n in range(50)])
    one_by_one = [web_map_shifts.gcj02_to_wgs84(lon, lat) for lon, lat in places.tolist()]
    assert numpy.abs(shifts.unshifted(places) - numpy.array(one_by_one)).max() < 1e-9


def test_it_is_suspected_by_the_registry_and_undone(send_manholes, deliver, tmp_path):
    places, columns = manholes(20)
    send_manholes(places, columns, source="2025")
    archive = pack(
        tmp_path / "g.zip", shapefile(tmp_path / "g", "管点", shifted(places), columns, crs="EPSG:4326")
    )
    delivery = deliver(archive, "manhole", "2025")
    suspected = delivery.findings["shift"]
    assert (suspected["tried"], suspected["as_sent"], suspected["undone_would"]) == (20, 0, 20)
    assert any("GCJ-02" in warning["message"] for warning in delivery.report["warnings"])

    undone = deliver(archive, "manhole", "2025", shift="gcj02")
    assert undone.findings["shift"] == {"undone": 20}
    assert states(undone) == (0, 20, 0, 0) or states(undone) == (0, 0, 20, 0)
    apply.run(undone.pk)
    for asset, place in zip(Manhole.objects.order_by("source_code"), places, strict=True):
        assert shapely.Point(asset.geometry.coords).distance(place) < 0.01


def test_what_lies_where_it_is_known_or_where_nothing_is_known_is_not_suspected(
    send_manholes, deliver, tmp_path
):
    places, columns = manholes(20)
    archive = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns))
    assert deliver(archive, "manhole", "2025").findings["shift"] is None
    send_manholes(places, columns, source="2025")
    assert deliver(archive, "manhole", "2025").findings["shift"] is None
    elsewhere = [shapely.Point(place.x, place.y + 3000) for place in places]
    other = pack(tmp_path / "b.zip", shapefile(tmp_path / "b", "管点", elsewhere, columns))
    assert deliver(other, "manhole", "2026").findings["shift"] is None


def test_a_file_that_says_so_is_believed_to_be_asked(deliver, tmp_path):
    places, columns = manholes(3)
    archive = pack(tmp_path / "高德导出.zip", shapefile(tmp_path / "a", "管点", places, columns))
    delivery = deliver(archive, "manhole", "x")
    assert delivery.findings["shift"] == {"named": "高德导出.zip"}


def test_lines_keep_their_corners(deliver, tmp_path, db):
    from django.contrib.gis.geos import GEOSGeometry

    line = shapely.LineString([(465_000, 2_580_000), (465_050, 2_580_020), (465_090, 2_580_000)])
    degrees_ = GEOSGeometry(line.wkt, srid=4548)
    degrees_.transform(4326)
    sent = shapely.LineString([web_map_shifts.wgs84_to_gcj02(lon, lat) for lon, lat in degrees_.coords])
    archive = pack(
        tmp_path / "l.zip", shapefile(tmp_path / "l", "管线", [sent], {"管段编号": ["L1"]}, crs="EPSG:4326")
    )
    apply.run(deliver(archive, "pipe", "x", shift="gcj02").pk)
    stored = shapely.LineString(Asset.objects.get().geometry.coords)
    assert shapely.hausdorff_distance(stored, line) < 0.01


def test_a_wild_row_stops_neither_the_suspicion_nor_the_undoing(send_manholes, deliver, tmp_path):
    places, columns = manholes(21)
    send_manholes(places[:20], {"点号": columns["点号"][:20]}, source="2025")
    sent = [*shifted(places[:20]), shapely.Point(1e30, -1e30)]
    archive = pack(tmp_path / "g.zip", shapefile(tmp_path / "g", "管点", sent, columns, crs="EPSG:4326"))
    assert deliver(archive, "manhole", "2025").findings["shift"]["undone_would"] == 20
    undone = deliver(archive, "manhole", "2025", shift="gcj02")
    assert undone.state == "review" and undone.counts["rejected"] == 1
