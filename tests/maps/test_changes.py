"""What changed between two days and why: told once, by the right reason, within window, filter and scope, page by page."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from assets.registry.history import acting
from assets.registry.models import Changeset, Manhole, Pipe
from tests import factories
from tests.factories import line, point
from tests.maps.pasts import date_new_events
from tests.work.factories import InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db

HERE = "bbox=116.60,23.28,116.70,23.36"


def moment(year: int) -> datetime:
    return datetime(year, 5, 1, 4, tzinfo=UTC)


def ask(client, query):
    return client.get(f"/map/changes/?{query}", headers={"Accept": "application/json"})


def lines(client, query="from=2021-01-01&to=2023-01-01"):
    answer = ask(client, query)
    assert answer.status_code == 200, answer.content
    return {row["code"]: row for row in answer.json()["results"]}


@pytest.fixture
def past(districts, users):
    """2020: seven manholes and a pipe. 2022: one of each kind of change."""
    things = {
        name: factories.ManholeFactory(code=name, geometry=point(465_000 + 10 * place), condition=2)
        for place, name in enumerate(("AGED", "GRADED", "FIXED", "MOVED", "GONE", "TAKEN", "SAME", "AWAY"))
    }
    things["PIPE"] = factories.PipeFactory(
        code="PIPE", geometry=line((465_000, 2_580_100), (465_100, 2_580_100)), diameter_mm=300
    )
    date_new_events(moment(2020))
    graded = Manhole.objects.filter
    graded(code="AWAY").update(geometry=point(475_000))
    graded(code="AGED").update(condition=3, condition_reason="aged", condition_method="estimated")
    graded(code="GRADED").update(condition=5, condition_reason="inspected", condition_method="visual")
    with acting(user=users["gis"]):
        graded(code="FIXED").update(condition=1, condition_reason="repaired", condition_method="")
    import_ = Changeset.objects.create(kind="import", state="applied", title="二〇二二年普查")
    with acting(user=users["gis"], changeset=import_.pk):
        graded(code="MOVED").update(geometry=point(465_030, 2_580_003), name="新名")
        Pipe.objects.filter(code="PIPE").update(diameter_mm=600)
    graded(code="GONE").update(status="removed")
    things["TAKEN"].delete()
    graded(code="SAME").update(condition=4, condition_reason="aged", condition_method="estimated")
    graded(code="SAME").update(condition=2, condition_reason="corrected", condition_method="")
    factories.ManholeFactory(code="NEW", geometry=point(465_200))
    date_new_events(moment(2022))
    return things


def test_each_kind_of_change_is_told_with_its_reason(login, past):
    found = lines(login("planner"))
    told = {code: (row["what"], row["reason"]) for code, row in found.items()}
    assert told == {
        "AGED": (["condition"], "aged"),
        "GRADED": (["condition"], "inspected"),
        "FIXED": (["condition"], "repaired"),
        "MOVED": (["moved", "edited"], "resurveyed"),
        "PIPE": (["edited"], "resurveyed"),
        "GONE": (["removed"], None),
        "TAKEN": (["deleted"], None),
        "AWAY": (["moved", "edited"], "corrected"),
        "NEW": (["created"], None),
    }


def test_a_line_says_what_stood_before_and_through_what(login, past):
    found = lines(login("planner"))
    assert (found["FIXED"]["condition_before"], found["FIXED"]["condition_after"]) == (2, 1)
    assert found["FIXED"]["who"] == "gis"
    assert found["MOVED"]["moved_m"] == 3
    assert found["MOVED"]["changeset_title"] == "二〇二二年普查"
    assert found["MOVED"]["changeset_url"].startswith("/imports/")
    assert [(field["field"], field["after_text"]) for field in found["MOVED"]["fields"]] == [("name", "新名")]
    diameter = found["PIPE"]["fields"][0]
    assert (diameter["field"], diameter["before"], diameter["after"]) == ("diameter_mm", 300, 600)
    assert ("district", "440511") in [(field["field"], field["after"]) for field in found["AWAY"]["fields"]]


def test_the_sums_add_up_over_all_pages_and_pages_neither_repeat_nor_skip(login, past):
    client = login("planner")
    query = "from=2021-01-01&to=2023-01-01"
    whole = ask(client, query).json()
    assert whole["total"] == 9
    assert whole["by_what"] == {
        "condition": 3, "moved": 2, "edited": 3, "removed": 1, "deleted": 1, "created": 1,
    }  # fmt: skip
    assert whole["by_reason"] == {"aged": 1, "inspected": 1, "repaired": 1, "resurveyed": 2, "corrected": 1}
    assert whole["next_cursor"] is None
    seen, cursor = [], ""
    while cursor is not None:
        page = ask(client, f"{query}&page_size=2&cursor={cursor}").json()
        assert page["total"] == 9
        seen += [row["code"] for row in page["results"]]
        cursor = page["next_cursor"]
    assert seen == [row["code"] for row in whole["results"]]


def test_only_what_lies_in_the_window_on_either_day(login, past):
    assert "AWAY" in lines(login("planner"), f"from=2021-01-01&to=2023-01-01&{HERE}")
    there = lines(login("planner"), "from=2021-01-01&to=2023-01-01&bbox=116.74,23.28,116.80,23.36")
    assert set(there) == {"AWAY"}


def test_the_days_decide(login, past):
    assert lines(login("planner"), "from=2020-06-01&to=2021-06-01") == {}
    assert lines(login("planner"), "from=2022-06-01&to=2023-06-01") == {}
    assert len(lines(login("planner"), "from=2020-05-01&to=2022-05-01")) == 9


def test_the_filter_holds_on_either_day(login, past):
    assert set(lines(login("planner"), "from=2021-01-01&to=2023-01-01&asset_class=pipe")) == {"PIPE"}
    assert set(lines(login("planner"), "from=2021-01-01&to=2023-01-01&condition=5,3")) == {"AGED", "GRADED"}
    assert "GRADED" in lines(login("planner"), "from=2021-01-01&to=2023-01-01&condition=2")


def test_nobody_learns_of_what_lies_outside_their_districts(login, users, districts, past):
    users["viewer"].districts.set([districts["440507"]])
    found = lines(login(users["viewer"]))
    assert "AWAY" not in found
    assert "GRADED" in found
    users["crew"].districts.set([districts["440511"]])
    assert set(lines(login(users["crew"]))) == {"AWAY"}


def test_inspection_and_work_behind_a_grade_are_named(login, past):
    begun = timezone.localdate().replace(year=timezone.localdate().year - 1)
    date_new_events(datetime.combine(begun, datetime.min.time(), tzinfo=UTC))
    InspectionFactory(asset=past["SAME"], inspected_at=timezone.now(), condition=5)
    order = WorkOrderFactory(
        asset=past["GRADED"], kind="repair", state="done", finished_at=timezone.now(), resulting_condition=1
    )
    found = lines(login("planner"), f"from={begun.isoformat()}&to={timezone.localdate().isoformat()}")
    assert found["SAME"]["reason"] == "inspected"
    assert found["SAME"]["inspection"]["day"] == timezone.localdate().isoformat()
    assert found["GRADED"]["reason"] == "repaired"
    assert found["GRADED"]["work"]["url"] == f"/work/{order.number}/"


@pytest.mark.parametrize(
    "query",
    ["", "from=2021-01-01", "to=2021-01-01", "from=x&to=2022-01-01", "from=2022-01-01&to=2021-01-01",
     "from=2021-01-01&to=2021-01-01", "from=2021-01-01&to=2999-01-01", "from=1999-01-01&to=2021-01-01",
     "from=2021-01-01&to=2022-01-01&bbox=1,2,3", "from=2021-01-01&to=2022-01-01&cursor=x",
     "from=2021-01-01&to=2022-01-01&page_size=0", "from=2021-01-01&to=2022-01-01&as_of=2021-01-01",
     "from=2021-01-01&to=2022-01-01&condition=9", "from=2021-01-01&to=2022-01-01&nonsense=1"],
)  # fmt: skip
def test_nonsense_gets_a_sentence(login, past, query):
    answer = ask(login("planner"), query)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_before_the_registry_began_the_sentence_names_its_first_day(login, past):
    assert "2020-05-01" in ask(login("planner"), "from=2019-01-01&to=2021-01-01").json()["detail"]


def test_too_much_is_refused_with_what_to_do(login, past, monkeypatch):
    monkeypatch.setattr("assets.maps.changes.MOST_TOUCHED", 3)
    answer = ask(login("planner"), "from=2021-01-01&to=2023-01-01")
    assert answer.status_code == 400
    assert answer.json()["code"] == "too_much_changed"
