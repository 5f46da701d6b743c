"""Work that was open on a day that has passed: whatever became of it since, on the page and in the API alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ManholeFactory, point
from tests.work.factories import FinishedWorkFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(districts) -> dict:
    """Asked for ten days ago: one still open, one finished three days ago, one cancelled now; one asked for yesterday."""
    now = timezone.now()
    manhole = ManholeFactory(geometry=point(465_000))
    asked = {"asset": manhole, "asked_at": now - timedelta(days=10)}
    return {
        "open": WorkOrderFactory(**asked, due_on=timezone.localdate() - timedelta(days=6)),
        "finished": FinishedWorkFactory(
            **asked, started_at=None, finished_at=now - timedelta(days=3), due_on=timezone.localdate()
        ),
        "cancelled": WorkOrderFactory(**asked, state="cancelled"),
        "later": WorkOrderFactory(asset=manhole, asked_at=now - timedelta(days=1)),
    }


def listed(api, query: str) -> set[str]:
    answer = api("manager").get(f"/api/v1/work-orders/?district=440507&{query}")
    assert answer.status_code == 200, answer.content
    return {row["number"] for row in answer.json()["results"]}


def days_ago(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "query, expected",
    [
        (f"open_on={days_ago(11)}", set()),
        (f"open_on={days_ago(5)}", {"open", "finished", "cancelled"}),
        (f"open_on={days_ago(2)}", {"open", "cancelled"}),
        (f"open_on={days_ago(0)}", {"open", "later"}),
        (f"open_on={days_ago(5)}&overdue=yes", {"open"}),
        (f"open_on={days_ago(6)}&overdue=yes", set()),
        (f"open_on={days_ago(5)}&state=done,verified", {"finished"}),
    ],
)
def test_a_day_finds_what_was_open_at_its_end(api, orders, query, expected):
    assert listed(api, query) == {orders[name].number for name in expected}


def test_the_page_shows_the_day_and_every_state(login, orders):
    page = login("manager").get(f"/work/?district=440507&open_on={days_ago(5)}")
    assert page.context["count"] == 3
    assert f'name="open_on" value="{days_ago(5)}"' in page.content.decode()
    assert 'name="open_on"' not in login("manager").get("/work/").content.decode()


def test_several_kinds_that_came_by_a_link_stay_chosen(login, orders):
    page = login("manager").get("/work/due/?kind=inspection,patrol&overdue=no").content.decode()
    assert '<option value="inspection,patrol" selected>' in page


@pytest.mark.parametrize(
    "day", ["yesterday", "2025-02-30", "2999-01-01", "2025-06-30T08:00:00+08:00", "0001-01-01"]
)
def test_what_is_no_past_day_is_refused_with_a_sentence(api, login, orders, day):
    answer = api("manager").get("/api/v1/work-orders/", {"open_on": day})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "open_on")
    assert login("manager").get("/work/", {"open_on": day}).status_code == 400
