"""Who may import what: the role, and only rows in one's own districts."""

import pytest
import shapely

from assets.intake import apply, deliveries, reading
from assets.registry.errors import NotAllowed
from assets.registry.models import Asset
from tests.intake.conftest import manholes, pack, problems, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.fixture
def two_districts(tmp_path):
    """A delivery of a point in 440507, one in 440511 and one in the sea off both."""
    places, columns = manholes(3)
    places[1] = shapely.Point(475_000, 2_580_000)
    places[2] = shapely.Point(481_000, 2_580_000)
    return pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("viewer", False),
        ("crew", False),
        ("manager", False),
        ("planner", False),
        ("gis", True),
        ("administrator", True),
    ],
)
def test_roles(two_districts, users, role, allowed):
    if allowed:
        delivery = deliveries.receive_path(two_districts, "manhole", user=users[role])
        reading.read(delivery.pk)
        assert states(apply.run(delivery.pk, users[role])) == (3, 0, 0, 0)
        assert delivery.changeset.proposed_by == users[role]
    else:
        with pytest.raises(NotAllowed):
            deliveries.receive_path(two_districts, "manhole", user=users[role])


def test_rows_outside_ones_districts_are_rejected(two_districts, deliver, users, districts):
    users["gis"].districts.add(districts["440507"])
    delivery = deliver(two_districts, "manhole", user=users["gis"])
    assert problems(delivery) == {2: ["district_not_yours"], 3: ["district_not_yours"]}
    apply.run(delivery.pk, users["gis"])
    assert Asset.objects.get().district.code == "440507"


def test_who_applies_needs_the_districts_too(two_districts, deliver, users, districts):
    delivery = deliver(two_districts, "manhole")
    users["gis"].districts.add(districts["440507"])
    with pytest.raises(NotAllowed):
        apply.run(delivery.pk, users["gis"])
    assert not Asset.objects.exists()


def test_an_asset_of_another_district_cannot_be_moved_into_ones_own(
    send_manholes, deliver, users, districts, tmp_path
):
    places, columns = manholes(1)
    send_manholes([shapely.Point(475_000, 2_580_000)], columns)
    users["gis"].districts.add(districts["440507"])
    path = pack(tmp_path / "b.zip", shapefile(tmp_path / "b", "管点", places, columns))
    delivery = deliver(path, "manhole", source="survey", user=users["gis"])
    assert (delivery.state, delivery.refusal_code) == ("refused", "nothing_usable")
    assert problems(delivery) == {1: ["district_not_yours"]}
