"""The history of an asset: one line a transaction, both tables merged, upper rooms' entries among them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from assets.registry import history
from assets.registry.history import Entry, acting
from assets.registry.models import Changeset, Manhole, Pipe
from assets.registry.timeline import timeline
from tests import factories
from tests.factories import line, point

pytestmark = pytest.mark.django_db


def a_day_passes() -> None:
    """Date all history so far a day back: what a test does next is another transaction's, as the history sees it."""
    with connection.cursor() as cursor:
        for table in ("asset", "manhole", "pipe"):
            cursor.execute(
                f"UPDATE registry_{table}event SET pgh_created_at = pgh_created_at - interval '1 day'"
            )


@pytest.fixture(autouse=True)
def only_what_is_recorded(monkeypatch):
    """Upper rooms tell nothing here unless a test lets them."""
    monkeypatch.setattr(history, "_sources", [])


def test_one_transaction_is_one_line_with_both_tables_fields(users):
    pipe = factories.PipeFactory(code="P", diameter_mm=400)
    a_day_passes()
    with acting(user=users["gis"], through="test"), transaction.atomic():
        Pipe.objects.filter(pk=pipe.pk).update(name="a", diameter_mm=500)
        Pipe.objects.filter(pk=pipe.pk).update(diameter_mm=600)
    newest, first = timeline(pipe, 10)
    assert (newest.kind, newest.who) == ("changed", "gis")
    assert newest.changes == {"name": ["", "a"], "diameter_mm": [400, 600]}
    assert (first.kind, first.changes) == ("created", {})


def test_a_value_set_and_put_back_in_one_transaction_is_no_change():
    pipe = factories.PipeFactory(diameter_mm=400)
    a_day_passes()
    with transaction.atomic():
        Pipe.objects.filter(pk=pipe.pk).update(diameter_mm=500, barrels=2)
        Pipe.objects.filter(pk=pipe.pk).update(diameter_mm=400)
    assert timeline(pipe, 10)[0].changes == {"barrels": [1, 2]}


def test_a_move_tells_how_far():
    manhole = factories.ManholeFactory(geometry=point(465_000, 2_580_000))
    a_day_passes()
    Manhole.objects.filter(pk=manhole.pk).update(geometry=point(465_003, 2_580_004))
    entry = timeline(manhole, 1)[0]
    assert entry.detail["moved_m"] == 5
    assert set(entry.changes) == {"geometry"}
    pipe = factories.PipeFactory(geometry=line((0, 0), (10, 0)))
    a_day_passes()
    Pipe.objects.filter(pk=pipe.pk).update(geometry=line((0, 0), (10, 2)))
    assert timeline(pipe, 1)[0].detail["moved_m"] == 2


def test_a_shape_drawn_the_other_way_round_is_a_change_of_place_zero():
    pipe = factories.PipeFactory(geometry=line((0, 0), (10, 0)))
    a_day_passes()
    Pipe.objects.filter(pk=pipe.pk).update(geometry=line((10, 0), (0, 0)))
    assert timeline(pipe, 1)[0].detail["moved_m"] == 0


def test_districts_and_nodes_are_named_by_their_codes(districts):
    node = factories.ManholeFactory(code="A")
    pipe = factories.PipeFactory()
    a_day_passes()
    Pipe.objects.filter(pk=pipe.pk).update(start_node=node)
    assert timeline(pipe, 1)[0].changes["start_node"] == [None, "A"]
    a_day_passes()
    Manhole.objects.filter(pk=node.pk).update(geometry=point(475_000))
    assert timeline(node, 1)[0].changes["district"] == ["440507", "440511"]


def test_a_changeset_is_named(users):
    changeset = Changeset.objects.create(kind="import", title="普查 2025", proposed_by=users["gis"])
    with acting(user=users["gis"], changeset=changeset.pk):
        manhole = factories.ManholeFactory()
    (entry,) = timeline(manhole, 10)
    assert entry.changeset == changeset.pk
    assert entry.detail["changeset_title"] == "普查 2025"


def test_an_assets_history_holds_no_other_assets():
    first, second = factories.PipeFactory(), factories.PipeFactory()
    a_day_passes()
    Pipe.objects.filter(pk=second.pk).update(diameter_mm=1)
    assert len(timeline(first, 10)) == 1


def test_pages_follow_without_gap_also_through_entries_of_one_moment(monkeypatch):
    manhole = factories.ManholeFactory()
    for number in range(5):
        a_day_passes()
        Manhole.objects.filter(pk=manhole.pk).update(name=str(number))
    noon = datetime(2020, 1, 1, 12, tzinfo=timezone.get_current_timezone())
    told = [Entry(noon - timedelta(days=day // 3), "inspection", str(day)) for day in range(9)]
    history.add_source(lambda asset, limit: told[:limit])
    whole = timeline(manhole, 100)
    assert len(whole) == 6 + 9
    assert [entry.when for entry in whole] == sorted((entry.when for entry in whole), reverse=True)
    paged, before = [], None
    while entries := timeline(manhole, 2, before):
        paged += entries
        before = entries[-1].when
    assert paged == whole


def test_titles_speak_the_readers_language():
    manhole = factories.ManholeFactory()
    with translation.override("en"):
        assert timeline(manhole, 1)[0].title == "Recorded"
    with translation.override("zh-hans"):
        assert timeline(manhole, 1)[0].title == "登记入库"


def test_the_door_pages_and_labels(api, districts):
    manhole = factories.ManholeFactory(code="M")
    for grade in (2, 3, 4):
        a_day_passes()
        api("gis").patch("/api/v1/assets/M/", {"condition": grade, "condition_reason": "aged"}, format="json")
    first = api("viewer").get("/api/v1/assets/M/history/?page_size=2").json()
    assert len(first["results"]) == 2
    change = next(row for row in first["results"][0]["changes"] if row["field"] == "condition")
    assert (change["before"], change["after"]) == (3, 4)
    assert (change["before_text"], change["after_text"]) == ("一般", "较差")
    second = api("viewer").get(first["next"]).json()
    assert [row["kind"] for row in second["results"]] == ["changed", "created"]
    assert second["next"] is None
    assert manhole.code == first["code"]
    for query in ("page_size=501", "page_size=0", "cursor=x", "before=2020"):
        assert api("viewer").get(f"/api/v1/assets/M/history/?{query}").status_code == 400


def test_the_history_is_one_query_for_the_database_whatever_it_holds(django_assert_max_num_queries):
    pipe = factories.PipeFactory()
    for size in range(20):
        a_day_passes()
        Pipe.objects.filter(pk=pipe.pk).update(diameter_mm=size)
    with django_assert_max_num_queries(3):
        assert len(timeline(pipe, 100)) == 21
    assert connection.connection
