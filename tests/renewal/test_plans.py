"""Named plans: kept as they were, seen and taken away within one's districts."""

import csv
import io
import json

import pyogrio
import pytest

from assets.registry.errors import Conflict, NotAllowed
from assets.registry.models import Asset
from assets.renewal import plans
from assets.renewal.assessment import assess
from assets.renewal.models import Plan, Risk
from assets.renewal.selection import parse
from tests.factories import PipeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(street, users) -> Plan:
    assess()
    return plans.save("2027", "first", parse({"budget": "5000"}, users["planner"]), users["planner"])


def texts(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_a_plan_keeps_the_ranking_as_it_stood(plan):
    items = list(plan.items.order_by("rank"))
    assert [item.asset_id for item in items] == list(
        Risk.objects.filter(cost_yuan__gte=1).order_by("-risk", "asset_id").values_list("asset_id", flat=True)
    )
    assert [item.rank for item in items] == list(range(1, len(items) + 1))
    Asset.objects.filter(code="SOLE").update(condition=1, condition_reason="repaired")
    assess()
    assert plan.items.get(code="SOLE").condition == 5


def test_the_list_leads_to_each_plan_with_what_it_renews_and_costs(plan, login):
    page = login("planner").get("/renewal/plans/")
    assert [row["plan"] for row in page.context["plans"]] == [plan]
    assert page.context["plans"][0]["assets"] == plan.items.count()
    assert f'href="/renewal/plans/{plan.pk}/"' in page.content.decode()


def test_a_plan_outlives_its_assets(plan, login):
    sole = plan.items.get(code="SOLE")
    Asset.objects.get(code="SOLE").pipe.delete()
    assert login("planner").get(f"/renewal/plans/{plan.pk}/").status_code == 200
    features = json.loads(texts(login("planner").get(f"/renewal/plans/{plan.pk}/plan.geojson")))["features"]
    assert next(one for one in features if one["properties"]["code"] == "SOLE")["geometry"] is None
    assert plan.items.get(pk=sole.pk).code == "SOLE"


def test_a_name_is_taken_once(plan, users):
    with pytest.raises(Conflict):
        plans.save("2027", "", parse({}, users["planner"]), users["planner"])
    assert Plan.objects.count() == 1


def test_only_those_who_plan_may_save_and_only_in_their_districts(street, users, districts):
    assess()
    with pytest.raises(NotAllowed):
        plans.save("x", "", parse({}, users["viewer"]), users["viewer"])
    users["manager"].districts.set([districts["440511"]])
    made = plans.save("own", "", parse({"budget": "5000"}, users["manager"]), users["manager"])
    assert [item.code for item in made.items.all()] == ["SOLE"]


def test_a_tied_person_sees_and_takes_the_part_in_their_districts_and_is_told(plan, users, districts, login):
    users["gis"].districts.set([districts["440511"]])
    page = login("gis").get(f"/renewal/plans/{plan.pk}/")
    assert page.context["partly"]
    assert [row["item"].code for row in page.context["rows"]] == ["SOLE"]
    rows = list(csv.DictReader(io.StringIO(texts(login("gis").get(f"/renewal/plans/{plan.pk}/plan.csv")))))
    assert len(rows) == 1
    users["gis"].districts.set([])
    assert not login("gis").get(f"/renewal/plans/{plan.pk}/").context["partly"]


def test_a_plan_of_other_districts_is_not_there_for_a_tied_person(street, users, districts, login):
    assess()
    made = plans.save(
        "p", "", parse({"district": "440507", "budget": "9"}, users["planner"]), users["planner"]
    )
    users["viewer"].districts.set([districts["440511"]])
    assert login("viewer").get(f"/renewal/plans/{made.pk}/").status_code == 404


def test_the_three_files_hold_the_same_rows_and_arm_no_spreadsheet(street, users, login, tmp_path):
    PipeFactory(code="=1+1", name='=HYPERLINK("x")', condition=5, diameter_mm=800)
    assess()
    plan = plans.save("2027", "", parse({"budget": "5000"}, users["planner"]), users["planner"])
    client = login("planner")
    rows = list(csv.reader(io.StringIO(texts(client.get(f"/renewal/plans/{plan.pk}/plan.csv")))))
    assert len(rows) == plan.items.count() + 1
    assert any(row[1] == "'=1+1" and row[2].startswith("'=") for row in rows)
    files = {}
    for name in ("xlsx", "geojson"):
        files[name] = tmp_path / f"plan.{name}"
        files[name].write_bytes(
            b"".join(client.get(f"/renewal/plans/{plan.pk}/plan.{name}").streaming_content)
        )
    # GDAL reads them as a second program.
    assert pyogrio.read_info(files["geojson"])["features"] == plan.items.count()
    book = pyogrio.read_dataframe(files["xlsx"])
    assert len(book) == plan.items.count()
    assert "=1+1" in set(book.iloc[:, 1])
    assert client.get(f"/renewal/plans/{plan.pk}/plan.exe").status_code == 404


def test_one_s_own_plan_can_be_deleted_another_s_not(plan, login, users):
    assert login("manager").post(f"/renewal/plans/{plan.pk}/delete/").status_code == 403
    assert login("planner").post(f"/renewal/plans/{plan.pk}/delete/").status_code == 302
    assert not Plan.objects.exists()
