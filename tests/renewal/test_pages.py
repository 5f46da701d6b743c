"""The renewal pages: what each says, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.renewal.assessment import assess
from assets.renewal.models import Plan, Risk
from assets.renewal.tasks import assess_risk
from tests.factories import PipeFactory

pytestmark = pytest.mark.django_db


def test_before_the_first_assessment_the_page_says_what_to_do(street, login):
    page = login("planner").get("/renewal/")
    assert page.status_code == 200
    assert "renewal-assess" not in page.content.decode()
    assert 'action="/renewal/assess/"' in page.content.decode()
    assert login("viewer").get("/renewal/").content.decode().count('action="/renewal/assess/"') == 0


def test_the_ranking_tells_each_number_s_reasons(street, login):
    assess()
    body = (
        login("viewer").get("/renewal/?asset_class=pipe", headers={"Accept-Language": "zh"}).content.decode()
    )
    assert "DN1200" in body
    assert "主干路" in body
    assert body.index("SOLE") < body.index("P0")


def test_pages_follow_each_other_without_gap_or_repetition(street, login):
    for _number in range(60):
        PipeFactory(condition=3)
    assess()
    client, seen, address = login("viewer"), [], "/renewal/"
    while address:
        page = client.get(address)
        seen += [row["scored"].pk for row in page.context["rows"]]
        address = page.context["next_url"]
    assert seen == list(Risk.objects.order_by("-risk", "asset_id").values_list("pk", flat=True))


def test_more_rows_cost_no_more_questions(street, login):
    assess()
    client = login("viewer")
    client.get("/renewal/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/renewal/")
    for _number in range(30):
        PipeFactory(condition=3)
    assess()
    with CaptureQueriesContext(connection) as many:
        client.get("/renewal/")
    assert len(many) <= len(few)


@pytest.mark.parametrize("query", ["budget=-3", "district=1", "after=nonsense", "asset_class=boat", "x=1"])
def test_a_wrong_address_is_said_with_400(query, street, login):
    assess()
    assert login("planner").get(f"/renewal/?{query}").status_code == 400


def test_saving_goes_to_the_plan_and_a_taken_name_comes_back_with_the_reason(street, login):
    assess()
    client = login("planner")
    answer = client.post("/renewal/plans/", {"name": "A", "budget": "5000", "asset_class": "pipe"})
    assert answer["Location"] == f"/renewal/plans/{Plan.objects.get().pk}/"
    again = client.post("/renewal/plans/", {"name": "A", "budget": "5000"}, follow=True)
    assert Plan.objects.count() == 1
    assert "message-error" in again.content.decode()
    nothing = client.post("/renewal/plans/", {"name": "B", "budget": "0.0001"}, follow=True)
    assert Plan.objects.count() == 1
    assert "message-error" in nothing.content.decode()


@pytest.mark.parametrize("page", ["0", "²", "x", "9" * 30])
def test_what_is_no_page_of_a_plan_is_said_with_400(page, street, login):
    assess()
    client = login("planner")
    address = client.post("/renewal/plans/", {"name": "A", "budget": "5000"})["Location"]
    assert client.get(f"{address}?page=1").status_code == 200
    assert client.get(f"{address}?page={page}").status_code == 400


def test_an_asset_s_page_tells_its_risk(street, login):
    assess()
    assert "DN1200" in login("viewer").get("/assets/SOLE/").content.decode()


def test_the_worker_s_task_assesses(street, users):
    assert assess_risk.call(users["planner"].pk) == Risk.objects.count() > 0
