"""Exports asked for on the site: the page, the API, the task that may run twice, the days a file is kept."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.utils import timezone

from assets.exports import given_up, keeping
from assets.exports.models import Export
from assets.registry.errors import Conflict
from tests.factories import ManholeFactory, PipeFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue_only(settings):
    """Tasks are queued and nobody takes them up."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}
    }


@pytest.fixture
def at_once(settings):
    """Tasks run where they are asked for."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}
    }


@pytest.fixture(autouse=True)
def two(districts):
    ManholeFactory(code="M", geometry=point(465_000), condition=5, name="井")
    PipeFactory(code="P")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_from_the_request_to_the_file_by_api(at_once, api):
    client = api("planner")
    asked = client.post(
        "/api/v1/exports/",
        {"format": "geojson", "asset_class": ["manhole"], "condition": "4,5"},
        format="json",
    )
    assert asked.status_code == 202
    assert asked["Location"] == asked.data["url"]
    told = client.get(asked.data["url"]).data
    assert (told["state"], told["rows"], told["rows_by_class"]) == ("ready", 1, {"manhole": 1})
    assert told["filters"] == {
        "asset_class": "manhole",
        "condition": "4,5",
        "srid": "4326",
        "encoding": "utf-8",
    }
    answer = client.get(told["download"])
    assert answer["Content-Type"] == "application/geo+json"
    assert f'filename="{told["file_name"]}"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    content = body(answer)
    assert len(content) == told["size_bytes"]
    assert [feature["id"] for feature in json.loads(content)["features"]] == ["M"]


def test_before_it_is_ready_there_is_no_file(queue_only, api):
    client = api("planner")
    told = client.post("/api/v1/exports/", {"format": "csv"}, format="json").data
    assert (told["state"], told["download"]) == ("waiting", None)
    assert client.get(told["url"] + "file/").status_code == 409
    assert client.get("/api/v1/exports/999999/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "parameter"),
    [
        ({}, "format"),
        ({"format": "doc"}, "format"),
        ({"format": "csv", "asset_class": "bridge"}, "asset_class"),
        ({"format": "csv", "district": "1"}, "district"),
        ({"format": "csv", "bbox": [1, 2, 3]}, "bbox"),
        ({"format": "csv", "srid": 12}, "srid"),
        ({"format": "csv", "srid": {"a": 1}}, "srid"),
        ({"format": "csv", "encoding": "big5"}, "encoding"),
        ({"format": "csv", "as_of": "yesterday"}, "as_of"),
        ({"format": "csv", "colour": "red"}, "colour"),
        ([1], "body"),
    ],
)
def test_what_is_malformed_is_400_and_named(queue_only, api, sent, parameter):
    answer = api("planner").post("/api/v1/exports/", sent, format="json")
    assert answer.status_code == 400
    assert answer.data["parameter"] == parameter
    assert Export.objects.count() == 0


def test_a_moment_before_the_registry_began_is_refused_at_once(queue_only, api):
    answer = api("planner").post("/api/v1/exports/", {"format": "csv", "as_of": "1999-01-01"}, format="json")
    assert (answer.status_code, answer.data["code"]) == (400, "before_the_registry")


def test_a_box_by_numbers(at_once, api):
    told = api("planner").post(
        "/api/v1/exports/", {"format": "csv", "bbox": [116.0, 23.0, 117.0, 24.0]}, format="json"
    )
    assert told.data["filters"]["bbox"] == "116.0,23.0,117.0,24.0"
    assert told.data["state"] == "ready"


def test_what_cannot_be_made_is_told_on_page_and_api(at_once, api, login):
    told = (
        api("planner").post("/api/v1/exports/", {"format": "csv", "asset_class": "park"}, format="json").data
    )
    assert told["error"]["code"] == "nothing_found"
    assert "没有符合这些条件的设施" in login("planner").get("/exports/").text


def test_no_more_than_a_few_at_once(queue_only, users):
    for _ in range(keeping.BUSY_AT_MOST):
        keeping.request({"format": "csv"}, users["planner"])
    with pytest.raises(Conflict, match=str(keeping.BUSY_AT_MOST)):
        keeping.request({"format": "csv"}, users["planner"])
    keeping.request({"format": "csv"}, users["gis"])


def test_run_twice_it_is_made_once(queue_only, users):
    export = keeping.request({"format": "csv"}, users["planner"])
    first = keeping.run(export.pk)
    written = keeping.file_of(export).stat().st_mtime_ns
    again = keeping.run(export.pk)
    assert (first.state, again.state, again.finished_at) == ("ready", "ready", first.finished_at)
    assert keeping.file_of(export).stat().st_mtime_ns == written


def test_after_a_killed_run_the_next_one_begins_anew(queue_only, users):
    export = keeping.request({"format": "csv"}, users["planner"])
    Export.objects.filter(pk=export.pk).update(state="writing", done_rows=1, total_rows=9)
    half = keeping.file_of(export).parent / f".{export.file_name}.999999999.half"
    half.mkdir(parents=True)
    done = keeping.run(export.pk)
    assert (done.state, done.done_rows, done.total_rows) == ("ready", 2, 2)
    assert [path.name for path in half.parent.iterdir()] == [export.file_name]


def test_a_fault_of_ours_is_said_and_raised(queue_only, users, monkeypatch):
    export = keeping.request({"format": "csv"}, users["planner"])
    monkeypatch.setattr(keeping, "write_file", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keeping.run(export.pk)
    export.refresh_from_db()
    assert (export.state, export.refusal_code) == ("refused", "internal_error")


def test_given_up_by_the_worker_it_is_not_being_written_for_ever(queue_only, users):
    export = keeping.request({"format": "csv"}, users["planner"])
    given_up.give_up(export.pk)
    export.refresh_from_db()
    assert export.state == "refused"
    assert export.refusal


def test_files_are_kept_for_their_days_and_no_longer(at_once, users, login, settings, capsys):
    settings.REGISTRY_EXPORT_DAYS = 3
    old = keeping.request({"format": "csv"}, users["planner"])
    assert old.expires_at - old.finished_at == timedelta(days=3)
    fresh = keeping.request({"format": "csv"}, users["planner"])
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    call_command("remove_expired_exports")
    assert "1" in capsys.readouterr().out
    old.refresh_from_db()
    assert old.state == "expired"
    assert not keeping.file_of(old).parent.exists()
    assert keeping.file_of(fresh).exists()
    assert login("planner").get(f"/exports/{old.pk}/file/").status_code == 409
    assert "文件已删除" in login("planner").get("/exports/").text


def test_the_next_export_clears_up_too(at_once, users):
    old = keeping.request({"format": "csv"}, users["planner"])
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    keeping.request({"format": "csv"}, users["gis"])
    assert not keeping.file_of(old).exists()


def test_files_of_a_person_who_is_gone_go_too(at_once, users):
    export = keeping.request({"format": "csv"}, users["planner"])
    path = keeping.file_of(export)
    users["planner"].delete()
    assert path.exists()
    assert keeping.remove_expired() == 1
    assert not path.parent.exists()


def test_the_page_asks_by_form_and_lists(at_once, login):
    client = login("planner")
    answer = client.post("/exports/", {"format": "gpkg", "asset_class": ["manhole", "pipe"], "as_of": ""})
    export = Export.objects.get()
    assert answer["Location"] == f"/exports/#export-{export.pk}"
    assert export.by_class == {"pipe": 1, "manhole": 1}
    page = client.get("/exports/").text
    assert f"/exports/{export.pk}/file/" in page
    assert "hx-get" not in page.split('id="export-rows"')[1].split(">")[0], "nothing to wait for"


def test_while_one_is_being_made_the_list_asks_again(queue_only, users, login):
    keeping.request({"format": "csv"}, users["planner"])
    rows = login("planner").get("/exports/rows/").text
    assert 'hx-trigger="every 1s"' in rows


def test_a_wrong_word_in_the_form_is_said_at_its_field(queue_only, login):
    answer = login("planner").post("/exports/", {"format": "gpkg", "bbox": "1,2"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["bbox"]
    answer = login("planner").post("/exports/", {"format": "gpkg", "condition": "9"})
    assert answer.status_code == 400
    assert Export.objects.count() == 0


def test_the_asset_table_hands_its_filters_over(at_once, login):
    client = login("planner")
    query = urlencode({"asset_class": "manhole", "condition": "4,5", "q": "M"})
    assert f"/exports/?{query}".replace("&", "&amp;") in client.get(f"/assets/?{query}").text
    page = client.get(f"/exports/?{query}")
    form = page.context["form"]
    assert [words for _, words in form.carried()] == ["M", "较差或很差"]
    sent = {"format": "csv", "asset_class": "manhole", "condition": "4,5", "q": "M"}
    assert all(f'name="{name}"' in page.text for name in sent)
    client.post("/exports/", sent)
    assert Export.objects.get().by_class == {"manhole": 1}


def test_who_may_not_export_is_not_offered_it(login):
    assert "/exports/" not in login("viewer").get("/assets/").text


def test_the_list_asks_the_same_number_of_questions_however_long(
    at_once, users, login, django_assert_num_queries
):
    client = login("planner")
    for _ in range(6):
        keeping.request({"format": "csv"}, users["planner"])
    client.get("/exports/rows/")
    with django_assert_num_queries(3):  # session, user, exports
        client.get("/exports/rows/")


def test_a_view_of_the_map_hands_its_filters_over_and_what_is_left_out_is_named(at_once, login):
    client = login("planner")
    query = urlencode({"condition": "4,5", "bbox": "116,23,117,24", "zoom": "12", "measure": "age", "q": "M"})
    page = client.get(f"/exports/?{query}")
    assert page.status_code == 200
    assert page.context["left_out"] == ["measure", "zoom"]
    assert "未采用：measure, zoom" in page.text
    assert page.context["form"].initial["bbox"] == "116,23,117,24"
    assert page.context["complaint"] == ""
    client.post("/exports/", {"format": "csv", "condition": "4,5", "bbox": "116,23,117,24", "q": "M"})
    assert Export.objects.get().by_class == {"manhole": 1}


def test_every_word_that_narrows_the_asset_list_goes_along(login):
    """Also one that this room has no name for yet."""
    from assets.exports.forms import ExportForm
    from assets.registry import filters

    words = dict.fromkeys(filters.known_words(), "1")
    page = login("planner").get(f"/exports/?{urlencode(words)}")
    assert page.context["left_out"] == []
    form = page.context["form"]
    assert set(filters.known_words()) <= set(form.fields) | set(ExportForm.base_fields)


def test_a_filter_that_cannot_be_used_is_said_before_anything_is_asked_for(login):
    page = login("planner").get("/exports/?condition=9&asset_class=bridge")
    assert page.status_code == 200
    assert page.context["complaint"]
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("owners", [["甲, 乙"], ["甲, 乙", "丙"]])
def test_owners_with_commas_in_their_names_go_along(at_once, login, api, owners):
    for number, owner in enumerate(["甲, 乙", "丙", "甲"]):
        ManholeFactory(code=f"O{number}", owner=owner)
    client = login("planner")
    form = client.get(f"/exports/?{urlencode({'owner': owners}, doseq=True)}").context["form"]
    sent = form["owner"].value().replace("\n", "\r\n")  # as browsers send it
    client.post("/exports/", {"format": "csv", "owner": sent})
    assert Export.objects.get().by_class == {"manhole": len(owners)}
    assert Export.objects.get().asked == ["权属单位: " + " / ".join(owners)]
    told = api("planner").post("/api/v1/exports/", {"format": "csv", "owner": owners}, format="json").data
    assert told["rows"] == len(owners)
