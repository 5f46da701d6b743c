"""What stood at the end of a day, from the history: values, places, classes' own fields, ends, districts."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from assets.registry.models import Manhole, Pipe
from tests.exports.test_formats import read
from tests.factories import ManholeFactory, PipeFactory, point

pytestmark = pytest.mark.django_db

EVENTS = ("registry_assetevent", "registry_manholeevent", "registry_pipeevent")
FORMATS = ["gpkg", "zip", "geojson", "csv", "xlsx"]


def date_new_events(day: datetime) -> None:
    """All of a test happens in one transaction, so at one moment: the events written since the last call get this one."""
    with connection.cursor() as cursor:
        for table in EVENTS:
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_created_at > %s", [day, day])


@pytest.fixture
def edited(districts):
    """Two manholes and a pipe in 2020; one moved, renamed and regraded in 2022, one deleted; a third made in 2024."""
    one = ManholeFactory(code="M1", name="旧名", depth_m=1.5, condition=2, geometry=point(465_000))
    two = ManholeFactory(code="M2", geometry=point(465_050))
    pipe = PipeFactory(code="P1", start_node=one, end_node=two, diameter_mm=300, extra={"批次": "2020"})
    date_new_events(datetime(2020, 5, 1, 4, tzinfo=UTC))
    Manhole.objects.filter(code="M1").update(name="新名", depth_m=2.5, condition=5, geometry=point(475_000))
    Pipe.objects.filter(pk=pipe.pk).update(end_node=None, diameter_mm=600)
    two.delete()
    date_new_events(datetime(2022, 5, 1, 4, tzinfo=UTC))
    ManholeFactory(code="M3", geometry=point(465_100))
    date_new_events(datetime(2024, 5, 1, 4, tzinfo=UTC))


def codes(path, layer=None) -> set[str]:
    return set(read(path, layer))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2020-05-01", {"M1", "M2", "P1"}),
        ("2022-04-30", {"M1", "M2", "P1"}),
        ("2022-05-01", {"M1", "P1"}),
        ("2024-05-01", {"M1", "P1", "M3"}),
    ],
)
def test_what_there_was(edited, export, day, found):
    assert codes(export("geojson", as_of=day)) == found


def test_an_edit_is_seen_from_its_day_on(edited, export):
    before, after = (
        export("gpkg", name="before", as_of="2022-04-30"),
        export("gpkg", name="after", as_of="2022-05-01"),
    )
    old, new = read(before, "manhole")["M1"], read(after, "manhole")["M1"]
    assert (old["name"], old["depth_m"], old["condition"], old["district"]) == ("旧名", 1.5, 2, "440507")
    assert (new["name"], new["depth_m"], new["condition"], new["district"]) == ("新名", 2.5, 5, "440511")
    assert (old["geometry"].x, new["geometry"].x) == (465_000, 475_000)
    old, new = read(before, "pipe")["P1"], read(after, "pipe")["P1"]
    assert (old["diameter_mm"], old["start_node"], old["end_node"]) == (300, "M1", "M2")
    assert (new["diameter_mm"], new["start_node"], new["end_node"]) == (600, "M1", None)
    assert old["length_m"] == pytest.approx(50)
    assert old["created_at"].startswith("2020-05-01")
    assert (old["updated_at"][:4], new["updated_at"][:4]) == ("2020", "2022")


def test_filters_ask_the_past_too(edited, export):
    assert codes(export("geojson", as_of="2022-04-30", district="440507", asset_class="manhole")) == {
        "M1",
        "M2",
    }
    assert codes(export("geojson", as_of="2024-05-01", district="440507", asset_class="manhole")) == {"M3"}
    assert codes(export("geojson", as_of="2022-04-30", condition="2")) == {"M1"}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_tell_the_past(edited, export, form):
    path = export(form, as_of="2022-04-30", asset_class="manhole")
    assert codes(path) == {"M1", "M2"}


def test_who_is_tied_sees_of_the_past_what_lay_there_then(edited, export, users, districts):
    users["gis"].districts.set([districts["440507"]])
    assert codes(export("geojson", user=users["gis"], as_of="2022-04-30")) == {"M1", "M2", "P1"}
    assert codes(export("geojson", user=users["gis"], as_of="2022-05-01")) == {"P1"}
