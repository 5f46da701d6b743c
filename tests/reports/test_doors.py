"""Reports through the exports' doors: page, API, command; who may, of what, and what bad words get."""

import pytest
from django.core.management import CommandError, call_command

from assets.exports import keeping
from assets.exports.models import Export
from assets.registry.models import Role
from tests.reports.test_page import data_of

pytestmark = pytest.mark.django_db
MAY = {Role.GIS, Role.PLANNER, Role.ADMINISTRATOR}


@pytest.fixture
def tied(users, city):
    """A GIS person of 440507 alone."""
    users["gis"].districts.add(city["440507"])
    return users["gis"]


def test_from_the_request_to_the_file_by_api(city, at_once, api):
    client = api("planner")
    asked = client.post("/api/v1/exports/", {"format": "html", "district": "440507"}, format="json")
    assert asked.status_code == 202
    told = client.get(asked.data["url"]).data
    assert (told["state"], told["rows"]) == ("ready", 11)
    assert set(told["filters"]) == {"district", "since", "until", "language"}
    assert told["file_name"].startswith("district_440507_")
    answer = client.get(told["download"])
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer.streaming_content)) == told["size_bytes"]


def test_a_sheet_by_api(city, at_once, api):
    client = api("planner")
    told = client.post("/api/v1/exports/", {"format": "pdf", "district": "440507"}, format="json").data
    assert (told["state"], told["error"]) == ("ready", None)
    assert client.get(told["download"])["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("sent", "parameter"),
    [
        ({"district": "999999"}, "district"),
        ({"condition": "4,5"}, "condition"),
        ({"srid": 4326}, "srid"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "until"),
        ({"since": "1950-01-01"}, "since"),
        ({"language": "fr"}, "language"),
    ],
)
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_what_is_malformed_is_400_and_named(city, api, form, sent, parameter):
    answer = api("planner").post("/api/v1/exports/", {"format": form, **sent}, format="json")
    assert answer.status_code == 400
    assert answer.data["parameter"] == parameter
    assert Export.objects.count() == 0


def test_a_day_before_the_registry_began_is_refused(city, api):
    answer = api("planner").post("/api/v1/exports/", {"format": "html", "as_of": "1999-01-01"}, format="json")
    assert answer.status_code == 400
    assert answer.data["code"] in ("before_history", "before_the_registry")


@pytest.mark.parametrize("role", Role.values)
def test_who_may(city, at_once, api, role):
    answer = api(role).post("/api/v1/exports/", {"format": "html", "district": "440507"}, format="json")
    assert answer.status_code == (202 if role in MAY else 403)


class TestSomeoneTiedToADistrict:
    def test_everything_is_their_part_of_it_and_the_file_says_so(self, city, at_once, tied):
        export = keeping.request({"format": "html", "language": "en"}, tied)
        assert export.by_class["manhole"] == 5, "not the one in 440511"
        assert export.remarks[0][0] == "subset"
        path = keeping.file_of(export)
        text = path.read_text(encoding="utf-8")
        assert "Only assets in these districts: " in text
        assert "E-1" not in text and "金平的井" not in text
        assert [unit["own"] for unit in data_of(path)["outlines"]] == [False]

    def test_the_sheet_too(self, city, at_once, tied):
        export = keeping.request({"format": "pdf"}, tied)
        assert export.state == "ready"
        assert export.remarks[0][0] == "subset"

    def test_another_district_is_none_they_may_see(self, city, tied, api):
        answer = api(tied).post("/api/v1/exports/", {"format": "html", "district": "440511"}, format="json")
        assert (answer.status_code, answer.data["parameter"]) == (400, "district")

    def test_a_file_made_before_they_were_tied_is_not_theirs_any_more(self, city, at_once, users, api):
        export = keeping.request({"format": "html"}, users["gis"])
        users["gis"].districts.add(city["440507"])
        fresh = type(users["gis"]).objects.get(pk=users["gis"].pk)
        assert api(fresh).get(f"/api/v1/exports/{export.pk}/file/").status_code == 403


class TestThePage:
    def test_asks_by_its_own_form(self, city, at_once, login):
        client = login("planner")
        page = client.get("/exports/?format=pdf&district=440507&since=2026-01-01")
        form = page.context["added_forms"][0]
        assert form.initial["format"] == "pdf"
        assert form.initial["since"] == "2026-01-01"
        assert page.context["form"].initial["format"] == "gpkg"
        sent = {
            "form": "report",
            "format": "html",
            "district": "440507",
            "since": "",
            "until": "",
            "as_of": "",
        }
        answer = client.post("/exports/", {**sent, "language": "en"})
        export = Export.objects.get()
        assert answer["Location"] == f"/exports/#export-{export.pk}"
        assert (export.format, export.state) == ("html", "ready")
        assert "11 个设施" in client.get("/exports/").text

    def test_a_wrong_word_is_said_at_its_field(self, city, login):
        answer = login("planner").post(
            "/exports/",
            {"form": "report", "format": "html", "as_of": "2999-01-01", "language": "en"},
        )
        assert answer.status_code == 400
        assert answer.context["added_forms"][0].errors["as_of"]
        assert not answer.context["form"].errors

    def test_a_form_that_there_is_not_is_taken_for_the_assets(self, city, login):
        assert login("planner").post("/exports/", {"form": "nothing", "format": "html"}).status_code == 400

    def test_the_reports_refusal_is_told_in_the_readers_language(self, city, login, users):
        Export.objects.create(
            requested_by=users["planner"],
            format="html",
            state="refused",
            refusal_code="report_too_large",
            refusal_parameters={"limit": "10"},
        )
        assert "请选择更小的行政区" in login("planner").get("/exports/").text


class TestTheCommand:
    def run(self, path, *words) -> int:
        try:
            call_command("export_report", str(path), *words)
        except CommandError as error:
            return error.returncode
        except SystemExit as end:
            return end.code
        return 0

    def test_writes_a_page(self, city, tmp_path, capsys):
        out = tmp_path / "a.html"
        assert self.run(out, "--district", "440507", "--language", "en") == 0
        assert "11" in capsys.readouterr().out
        assert data_of(out)["layers"]

    def test_writes_a_sheet(self, city, tmp_path):
        assert self.run(tmp_path / "a.PDF", "--district", "440507") == 0
        assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("name", "words", "status"),
        [
            ("a.doc", (), 2),
            ("a.html", ("--district", "1"), 2),
            ("a.html", ("--user", "nobody"), 2),
            ("a.html", ("--since", "soon"), 2),
            ("a.html", ("--as-of", "1999-01-01"), 1),
            ("none/a.html", (), 1),
        ],
    )
    def test_says_what_is_wrong(self, city, tmp_path, name, words, status):
        assert self.run(tmp_path / name, *words) == status
        assert list(tmp_path.glob("*a.*")) == []

    def test_with_a_persons_rights(self, city, tmp_path, users):
        users["gis"].districts.add(city["440507"])
        assert self.run(tmp_path / "a.html", "--user", "gis") == 0
        assert "E-1" not in (tmp_path / "a.html").read_text(encoding="utf-8")
        assert self.run(tmp_path / "b.html", "--user", "viewer") == 1
