"""The nightly recount finds what differs, says where, and changes nothing unless it is told to."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from assets.districts.models import Recount, Tally
from assets.districts.recount import RecountRunning, latest_recount, recount
from assets.districts.tasks import recount_nightly
from tests.factories import ManholeFactory, PipeFactory
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


def execute(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def city(districts) -> None:
    manhole = ManholeFactory(condition=3)
    PipeFactory(condition=2)
    InspectionFactory(asset=manhole)
    FinishedWorkFactory(asset=manhole, kind="cleaning")
    WorkOrderFactory(asset=manhole)


def test_before_the_first_there_is_none(db):
    assert latest_recount() is None


def test_an_untouched_registry_is_equal_and_the_result_is_kept(city):
    done = recount()
    assert done.ok and done.found == 0 and done.differences == []
    assert done.counted["assets"] == 2 and done.counted["inspections"] == 1
    assert done.started_at <= done.finished_at
    assert latest_recount() == done


SPOILT = {
    "UPDATE districts_tally SET assets = assets + 1 WHERE condition = 3": {"assets", "history"},
    "UPDATE districts_tally SET length_m = length_m + 2 WHERE condition = 2": {"assets", "history"},
    "UPDATE districts_tally SET on_day = on_day - 3": {"history"},
    "DELETE FROM districts_tally": {"assets", "history"},
    "UPDATE districts_tallymonth SET assets = 12 WHERE condition = 3": {"history_months"},
    "UPDATE districts_workday SET inspections = 9 WHERE inspections = 1": {"work"},
    "UPDATE districts_worktally SET cost_yuan = cost_yuan + 0.01": {"months"},
    "UPDATE districts_duetally SET tasks = tasks + 1 WHERE span = 'd'": {"due"},
    "UPDATE districts_duetally SET open_work = 7 WHERE span = 'm'": {"due_months"},
    "DELETE FROM districts_duetally": {"due", "due_months"},
    "ALTER TABLE work_upkeep DISABLE TRIGGER USER; UPDATE work_upkeep SET next_due_on = next_due_on + 1;"
    " ALTER TABLE work_upkeep ENABLE TRIGGER USER": {"upkeep"},
    "DELETE FROM work_upkeep": {"upkeep"},
}


@pytest.mark.parametrize("spoil, stores", SPOILT.items())
def test_a_store_spoilt_by_hand_is_found_and_only_repaired_on_demand(city, spoil, stores):
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(spoil)
    found = recount()
    assert not found.ok
    assert {difference["store"] for difference in found.differences} == stores
    assert found.found == len(found.differences) and not found.repaired
    assert all(difference["kept"] != difference["counted"] for difference in found.differences)
    assert recount().found == found.found  # nothing was put right quietly
    repaired = recount(repair=True)
    assert repaired.repaired and repaired.found == found.found and not repaired.ok
    assert recount().ok
    assert Recount.objects.count() == 4


def test_the_key_of_a_difference_names_where_it_is(city, districts):
    execute("UPDATE districts_tally SET assets = 5 WHERE condition = 3")
    difference = next(entry for entry in recount().differences if entry["store"] == "assets")
    assert difference["key"] == {
        "district_id": districts["440507"].pk,
        "asset_class": "manhole",
        "condition": 3,
        "status": "in_service",
    }
    assert (difference["kept"]["assets"], difference["counted"]["assets"]) == (5, 1)


def test_history_is_counted_day_by_day(city):
    execute("UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '33 days'")
    assert {entry["store"] for entry in recount().differences} == {"history", "history_months"}


def test_the_command_prints_differences_and_fails_and_repairs(city, capsys):
    call_command("recount_districts")
    Tally.objects.update(assets=4)
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("recount_districts")
    assert '"store": "assets"' in capsys.readouterr().out
    call_command("recount_districts", repair=True)
    call_command("recount_districts")
    call_command("compact_districts")
    call_command("recount_districts")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_refused_and_edits_meanwhile_are_no_difference():
    import threading

    from django.db import connections

    answers = []

    def other() -> None:
        try:
            recount()
        except RecountRunning as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    execute("SELECT pg_advisory_lock(%s, 0)", 0x7EC0)
    thread = threading.Thread(target=other)
    thread.start()
    thread.join(60)
    execute("SELECT pg_advisory_unlock(%s, 0)", 0x7EC0)
    assert answers == ["recount_running"]
    assert recount().ok


def test_the_nightly_task_compacts_and_recounts(city):
    assert recount_nightly.func() == "0"
    assert latest_recount().ok


def test_old_results_go_after_a_year(city):
    recount()
    Recount.objects.update(started_at=timezone.now() - timezone.timedelta(days=500))
    recount()
    assert Recount.objects.count() == 1
