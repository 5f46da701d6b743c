"""The difference on the map: what moves has an arrow; filters, windows and single rows."""

import pytest
import shapely
from django.db import connection

from assets.intake import difference
from assets.registry.errors import Malformed
from tests.intake.conftest import manholes, pack, shapefile

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.fixture
def moved(send_manholes, deliver, tmp_path):
    """Of four manholes one moves 12 m east, one 5 cm, one stays, one has a bad geometry; a fifth is new."""
    places, columns = manholes(4)
    send_manholes(places, columns)
    places, columns = manholes(5)
    places[0] = shapely.Point(465_012, 2_580_000)
    places[1] = shapely.Point(465_010.05, 2_580_000)
    places[3] = None
    return deliver(
        pack(tmp_path / "b.zip", shapefile(tmp_path / "b", "管点", places, columns)), "manhole", "survey"
    )


def drawn(delivery, **filters) -> list[tuple[str, str]]:
    found = difference.map_features(delivery, **filters)["features"]
    return sorted((one["properties"]["code"], one["properties"]["state"]) for one in found)


def test_what_moves_tells_how_far_and_the_way(moved):
    features = {
        one["properties"]["code"]: one["properties"]
        for one in difference.map_features(moved)["features"]
        if one["properties"]["state"] == "updated"
    }
    assert (features["P0001"]["moved_m"], features["P0002"]["moved_m"]) == (12.0, 0.05)
    (from_lon, from_lat), (to_lon, to_lat) = features["P0001"]["arrow"]
    assert to_lon > from_lon and abs(to_lat - from_lat) < 1e-5


def test_filters_by_state_problem_window_and_row(moved):
    assert drawn(moved, state="updated") == [
        ("P0001", "before"),
        ("P0001", "updated"),
        ("P0002", "before"),
        ("P0002", "updated"),
    ]
    assert drawn(moved, state="created") == [("P0005", "created")]
    assert drawn(moved, problem="geometry_missing") == []
    (new,) = (
        one for one in difference.map_features(moved)["features"] if one["properties"]["code"] == "P0005"
    )
    lon, lat = new["geometry"]["coordinates"]
    assert drawn(moved, bbox=(lon - 1e-5, lat - 1e-5, lon + 1e-5, lat + 1e-5)) == [("P0005", "created")]
    assert drawn(moved, rid=new["properties"]["rid"]) == [("P0005", "created")]
    assert difference.map_features(moved, 1)["truncated"] is True
    with pytest.raises(Malformed):
        difference.map_features(moved, state="lost")


def test_rows_by_state_and_problem_together(moved):
    assert [row.code for row in difference.rows(moved, "rejected", "geometry_missing")] == ["P0004"]
    assert difference.rows(moved, "updated", "geometry_missing") == []
    assert [row.code for row in difference.rows(moved, "changes")] == ["P0001", "P0002", "P0004", "P0005"]
    assert {row.state for row in difference.rows(moved, "changes", "geometry_missing")} == {"rejected"}


def test_what_catches_errors_is_kept_out_of_parallel_plans(db):
    """A subtransaction in a parallel worker is an error: seen with 100,000 rows, where plans become parallel."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proparallel FROM pg_proc WHERE proname = 'intake_transformed'")
        assert cursor.fetchone()[0] == "u"
