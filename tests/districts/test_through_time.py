"""A district through time: quarters, months, the plan, the worst twenty; and every number leads to its rows."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from assets.districts import tally
from assets.districts.charts import months_of, quarter_days
from assets.districts.period import Period
from assets.districts.planned import PlannedTask, planned_inspections
from assets.districts.question import Question
from assets.districts.worst import worst_assets
from assets.registry.models import Asset, District
from assets.registry.scope import EVERYTHING, Scope
from assets.work.models import MaintenancePlan
from tests.factories import ManholeFactory, PipeFactory, line, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, MaintenancePlanFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)


@pytest.mark.parametrize(
    "last, expected",
    [
        (date(2026, 11, 27), [date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 27)]),
        (date(2026, 12, 31), [date(2026, 9, 30), date(2026, 12, 31)]),
        (date(2026, 1, 1), [date(2025, 9, 30), date(2025, 12, 31), date(2026, 1, 1)]),
        (date(2024, 3, 30), [date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 30)]),
    ],
)
def test_quarters_end_where_the_year_says_and_the_last_day_stands_at_the_end(last, expected):
    assert quarter_days(last, 2) == expected
    assert len(quarter_days(last)) in (12, 13)


def test_months_of_a_long_period_are_its_last_ten_years():
    months = months_of(Question(Period(date(1950, 1, 31), date(2026, 3, 1))))
    assert (months[-1], len(months)) == (date(2026, 3, 1), 120)
    assert months_of(Question(Period(date(2026, 1, 31), date(2026, 3, 1)))) == [
        date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1),
    ]  # fmt: skip


@pytest.fixture
def here(districts) -> District:
    return districts["440507"]


class TestTheWorst:
    def test_the_poorest_come_first_then_the_oldest_and_each_says_why(self, here):
        MaintenancePlan.objects.all().delete()
        MaintenancePlanFactory(
            asset_class="manhole", task="cleaning", every_months=3, starts_on=date(2020, 1, 1)
        )
        young = ManholeFactory(code="YOUNG", geometry=point(465_000), condition=5, installed_on=TODAY())
        PipeFactory(code="OLD", condition=5, installed_on=date(TODAY().year - 40, 1, 1))
        ManholeFactory(code="AGELESS", geometry=point(465_001), condition=5)
        ManholeFactory(code="POOR", geometry=point(465_002), condition=4, installed_on=date(1950, 1, 1))
        ManholeFactory(code="UNGRADED", geometry=point(465_003), installed_on=date(1940, 1, 1))
        ManholeFactory(code="GONE", geometry=point(465_004), condition=5, status="removed")
        ManholeFactory(code="ELSEWHERE", geometry=point(475_000), condition=5)
        InspectionFactory(asset=young, inspected_at=at(TODAY() - timedelta(days=3)))
        worst = worst_assets([here.pk], EVERYTHING)
        assert [row.code for row in worst] == ["OLD", "YOUNG", "AGELESS", "POOR"]
        assert [row.age_years for row in worst] == [40, 0, None, TODAY().year - 1950]
        assert [row.seen_on for row in worst] == [None, TODAY() - timedelta(days=3), None, None]
        assert worst[2].overdue_task == "cleaning"
        assert worst[2].overdue_days == (TODAY() - date(2020, 4, 1)).days
        assert (worst[1].overdue_days, worst[0].overdue_days) == (None, None)

    def test_they_are_told_as_they_stood(self, here):
        asset = ManholeFactory(code="A", geometry=point(465_000), condition=5)
        ManholeFactory(code="B", geometry=point(465_001), condition=2)
        before = timezone.now() - timedelta(minutes=30)
        with connection.cursor() as cursor:  # all of a test is one transaction, at one time
            cursor.execute(
                "UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '1 hour'"
            )
        Asset.objects.filter(pk=asset.pk).update(condition=1)
        InspectionFactory(asset=asset, inspected_at=timezone.now())
        then = worst_assets([here.pk], EVERYTHING, before)
        assert [(row.code, row.condition, row.seen_on) for row in then] == [("A", 5, None), ("B", 2, None)]
        now = worst_assets([here.pk], EVERYTHING)
        assert [(row.code, row.seen_on) for row in now] == [("B", None), ("A", TODAY())]

    def test_class_and_scope_narrow(self, here):
        ManholeFactory(code="M", geometry=point(465_000), condition=5)
        PipeFactory(code="P", condition=4)
        assert [row.code for row in worst_assets([here.pk], EVERYTHING, asset_classes=["pipe"])] == ["P"]
        assert worst_assets([here.pk], Scope(classes=(), district_ids=None)) == []

    def test_twenty_at_most_and_the_page_links_each(self, here, login):
        for number in range(25):
            ManholeFactory(code=f"M{number:02d}", geometry=point(465_000 + number), condition=5)
        page = login("planner").get("/districts/440507/worst/").content.decode()
        assert len(re.findall(r'href="/assets/M\d\d/"', page)) == 20

    def test_nothing_graded_is_said(self, here, login):
        ManholeFactory(geometry=point(465_000))
        assert "<table" not in login("planner").get("/districts/440507/worst/").content.decode()


class TestThePlan:
    @pytest.mark.parametrize(
        "days, months, expected",
        [(7, None, 100 * 28 / 7), (None, 12, 100 * 28 / 365.2425), (None, 1, 100 * 28 / 30.436875)],
    )
    def test_a_month_has_its_share_of_the_interval(self, days, months, expected):
        task = PlannedTask("manhole", "inspection", days, months, 100)
        assert task.in_month(date(2026, 2, 1)) == pytest.approx(expected)

    def test_assets_in_service_are_counted_by_each_plan_narrowed_or_not(self, here):
        MaintenancePlan.objects.all().delete()
        plan = {"asset_class": "pipe", "every_months": 12}
        MaintenancePlanFactory(name="all", task="functional_survey", **plan)
        MaintenancePlanFactory(name="large", task="structural_survey", size_class="extra_large", **plan)
        MaintenancePlanFactory(name="off", task="patrol", is_active=False, **plan)
        MaintenancePlanFactory(name="work", task="cleaning", **plan)
        PipeFactory(diameter_mm=400)
        PipeFactory(diameter_mm=2000)
        PipeFactory(diameter_mm=2000, status="planned")
        PipeFactory(geometry=line((475_000, 2_580_000), (475_050, 2_580_000)), diameter_mm=2000)
        found = {row.task: row.assets for row in planned_inspections([here.pk], EVERYTHING)}
        assert found == {"functional_survey": 2, "structural_survey": 1}
        assert planned_inspections([here.pk], EVERYTHING, ["manhole"]) == []

    def test_the_part_of_the_page_holds_both(self, here, login):
        manhole = ManholeFactory(geometry=point(465_000))
        InspectionFactory(asset=manhole)
        answer = login("planner").get("/districts/440507/inspections/?asset_class=manhole")
        made, planned = answer.context["chart"].series
        assert sum(made.values) == 1
        assert planned.values[-1] == pytest.approx(1 / 12, abs=0.1)


@pytest.fixture
def busy(here) -> District:
    """A manhole inspected in two months and mended in one, and a pipe inspected once."""
    manhole = ManholeFactory(code="M1", geometry=point(465_000), condition=4)
    pipe = PipeFactory(code="P1", condition=2)
    this, last = TODAY().replace(day=1), (TODAY().replace(day=1) - timedelta(days=1)).replace(day=1)
    InspectionFactory(asset=manhole, inspected_at=at(this, 0), findings="this month, first minute")
    InspectionFactory(
        asset=manhole, inspected_at=at(this) - timedelta(hours=10), findings="last month, late evening"
    )
    InspectionFactory(
        asset=pipe, inspected_at=at(last), kind="structural_survey", findings="last month, by camera"
    )
    FinishedWorkFactory(asset=manhole, started_at=None, finished_at=at(last), cost_yuan=500, outcome="mended")
    FinishedWorkFactory(
        asset=manhole, started_at=None, finished_at=at(last), kind="cleaning", cost_yuan=25_000
    )
    return here


class TestThePage:
    @pytest.mark.parametrize("part", ["", "inspections/"])
    @pytest.mark.parametrize("asset_class", ["", "manhole"])
    def test_every_number_of_every_chart_leads_to_as_many_rows(self, login, busy, part, asset_class):
        client = login("planner")
        answer = client.get(f"/districts/440507/{part}", {"asset_class": asset_class})
        charts = (
            [answer.context["chart"]]
            if part
            else [answer.context[name] for name in ("histogram", "work", "timeline", "trend")]
        )
        followed = 0
        for chart in charts:
            for series in chart.series:
                for value, link in zip(series.values, series.links, strict=False):
                    if link and series.shape == "bar" and "as_of=" not in link:
                        context = client.get(link).context
                        rows = context["count"] if "count" in context else len(context["assets"])
                        assert rows == value, (chart.name, series.name, link)
                        followed += 1
                    elif series.shape == "bar" and chart.name != "timeline":
                        assert not value or "as_of=" in link
        assert followed >= (2 if part else 4) - bool(asset_class)

    def test_work_is_stacked_by_kind_and_its_cost_is_a_line(self, login, busy):
        work = login("planner").get("/districts/440507/").context["work"]
        by_name = {str(series.name): series for series in work.series}
        assert len(by_name) == 3
        assert [series.values[-2] for series in work.series if series.shape == "bar"] == [1, 1]
        cost = work.series[-1]
        assert (cost.shape, cost.axis, cost.values[-2]) == ("line", 1, pytest.approx(2.55))
        assert cost.values[-1] == 0

    def test_the_trend_ends_with_what_the_histogram_says(self, login, busy):
        context = login("planner").get("/districts/440507/").context
        assert [series.values[-1] for series in context["trend"].series] == list(
            context["histogram"].series[0].values
        )
        assert sum(series.values[0] for series in context["trend"].series) == 0

    def test_a_picked_month_narrows_list_and_map_to_its_days_by_the_citys_clocks(self, login, busy):
        client = login("planner")
        this, last = f"{TODAY():%Y-%m}", f"{TODAY().replace(day=1) - timedelta(days=1):%Y-%m}"
        for month, said in (
            (this, ["this month, first minute"]),
            (last, ["late evening", "by camera", "mended"]),
        ):
            points = client.get(f"/districts/440507/points/?month={month}").json()
            listed = client.get(f"/districts/440507/history/?month={month}").content.decode()
            whole = client.get(f"/districts/440507/?month={month}").content.decode()
            assert (
                points["total"]
                == len(points["points"]["features"])
                == listed.count("data-key=")
                == (1 if month == this else 4)
            )
            assert all(text in listed and text in whole for text in said)
            assert f'<option value="{month}" selected>' in whole
            assert all(
                feature["properties"]["day"].startswith(month) for feature in points["points"]["features"]
            )

    def test_several_months_narrow_list_and_map_from_the_first_day_to_the_last(
        self, login, busy, monkeypatch
    ):
        monkeypatch.setattr("assets.districts.parts.HAPPENINGS_PER_PAGE", 3)
        client = login("planner")
        this, last = f"{TODAY():%Y-%m}", f"{TODAY().replace(day=1) - timedelta(days=1):%Y-%m}"
        words = f"month={last}&month_to={this}"
        assert client.get(f"/districts/440507/points/?{words}").json()["total"] == 5
        whole = client.get(f"/districts/440507/?{words}")
        assert f'<option value="{this}" selected>' in whole.content.decode()
        first = client.get(f"/districts/440507/history/?{words}")
        # The next page is of the same months: its address carries both ends.
        assert words in first.context["next_url"]
        rest = client.get(first.context["next_url"])
        assert len(first.context["happenings"]) + len(rest.context["happenings"]) == 5

    @pytest.mark.parametrize(
        "words", ["month_to=2026-03", "month=2026-03&month_to=2026-02", "month=2026-03&month_to=x"]
    )
    @pytest.mark.parametrize("part", ["", "history/", "points/"])
    def test_an_end_before_or_without_its_beginning_is_refused(self, login, busy, words, part):
        assert login("planner").get(f"/districts/440507/{part}?{words}").status_code == 400

    def test_more_than_the_map_holds_is_counted_and_said(self, login, busy, monkeypatch):
        monkeypatch.setattr("assets.districts.parts.POINTS_ON_MAP", 2)
        points = login("planner").get("/districts/440507/points/").json()
        assert (len(points["points"]["features"]), points["total"]) == (2, 5)
        assert "3" in points["note"]

    @pytest.mark.parametrize("month", ["2026", "2026-13", "march", "0001-01", "2026-03-01", "9999-12"])
    @pytest.mark.parametrize("part", ["", "history/", "points/"])
    def test_what_is_no_month_is_refused(self, login, busy, month, part):
        assert login("planner").get(f"/districts/440507/{part}?month={month}").status_code == 400

    @pytest.mark.parametrize(
        "query", ["asset_class=bus", "since=2026-02-01&until=2026-01-01", "as_of=2999-01-01"]
    )
    @pytest.mark.parametrize("part", ["", "history/", "points/", "worst/", "inspections/"])
    def test_no_part_takes_what_the_page_refuses(self, login, busy, query, part):
        answer = login("planner").get(f"/districts/440507/{part}?{query}")
        assert answer.status_code == 400
        assert query.split("=")[0] in answer.content.decode() or "until" in answer.content.decode()

    def test_a_day_before_the_registry_began_gets_a_sentence_and_a_way_back(self, login, busy):
        for door in ("/districts/", "/districts/440507/"):
            answer = login("planner").get(f"{door}?as_of=2001-01-01")
            assert answer.status_code == 400
            assert timezone.localdate().isoformat() in answer.content.decode()
            assert "data-go-back" in answer.content.decode()

    def test_as_of_is_kept_by_every_link_of_the_page_to_itself(self, login, busy):
        today = TODAY().isoformat()
        yesterday = (TODAY() - timedelta(days=1)).isoformat()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '2 days'"
            )
        tally.rebuild()
        page = login("planner").get(f"/districts/440507/?as_of={yesterday}&until={today}").content.decode()
        own = re.findall(r'(?:href|hx-get|data-\w+-url)="(/districts/[^"]+)"', page)
        assert len(own) >= 5
        assert all(f"as_of={yesterday}" in address for address in own if address != "/districts/")
        assert f"open_on={yesterday}" in page

    @pytest.mark.parametrize("part", ["worst/", "inspections/"])
    def test_parts_of_a_district_one_may_not_see_are_not_there(self, login, users, districts, part):
        users["manager"].districts.add(districts["440507"])
        assert login(users["manager"]).get(f"/districts/440511/{part}").status_code == 404
        assert login(users["manager"]).get(f"/districts/440507/{part}").status_code == 200
        assert login("planner").get(f"/districts/999999/{part}").status_code == 404
