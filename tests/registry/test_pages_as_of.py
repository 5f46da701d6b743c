"""The table of assets as they stood at a day that has passed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from assets.registry.models import Asset
from tests.factories import ManholeFactory, PipeFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(districts) -> str:
    """
    Two days ago M1 was in grade 5 and M2 and M3 were there; since, M1 has been mended, M2 moved to the next district,
    M3 removed from the registry, and M4 recorded. The day before, as an address has it.
    """
    made = {
        code: ManholeFactory(code=code, geometry=point(465_000 + n), condition=5)
        for n, code in enumerate(("M1", "M2", "M3"))
    }
    with connection.cursor() as cursor:  # all of a test is one transaction, at one time
        cursor.execute("UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '2 days'")
    Asset.objects.filter(code="M1").update(condition=1)
    Asset.objects.filter(code="M2").update(geometry=point(475_000))
    made["M3"].delete()
    ManholeFactory(code="M4", geometry=point(465_000), condition=5)
    return (timezone.localdate() - timedelta(days=1)).isoformat()


def codes(client, query: str) -> set[str]:
    answer = client.get(f"/assets/?{query}")
    assert answer.status_code == 200, answer.content[:500]
    return set(re.findall(r'<th scope="row"><a href="/assets/(\w+)/"', answer.content.decode()))


def test_rows_are_found_and_shown_as_they_stood(login, past):
    client = login("viewer")
    assert codes(client, "district=440507&condition=5") == {"M4"}
    assert codes(client, f"district=440507&condition=5&as_of={past}") == {"M1", "M2", "M3"}
    assert codes(client, f"district=440511&as_of={past}") == set()
    today = timezone.localdate().isoformat()
    assert codes(client, f"district=440507&as_of={today}") == {"M1", "M4"}
    page = client.get(f"/assets/?as_of={past}").content.decode()
    assert page.count('class="chip condition condition-5"') == 3
    assert past in page
    assert 'name="as_of"' in page


def test_who_is_tied_sees_what_lay_in_the_own_district_then(login, users, districts, past):
    users["viewer"].districts.add(districts["440507"])
    assert codes(login(users["viewer"]), f"as_of={past}") == {"M1", "M2", "M3"}
    users["crew"].districts.add(districts["440511"])
    assert codes(login(users["crew"]), f"as_of={past}") == set()


def test_pages_follow_each_other_without_gap_or_repetition(login, districts):
    for number in range(120):
        PipeFactory(code=f"P{number:03d}")
    client, address, seen = login("viewer"), f"/assets/?as_of={timezone.localdate().isoformat()}", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<th scope="row"><a href="/assets/(P\d+)/"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found and "/assets/" + found.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    "query", ["as_of=2001-01-01", "as_of=x", "sort=code&as_of=2026-01-01", "as_of=2026-01-01&cursor=x"]
)
def test_what_cannot_be_answered_gets_a_sentence(login, past, query):
    answer = login("viewer").get(f"/assets/?{query}")
    assert answer.status_code == 400
    assert "data-error-sentence" in answer.content.decode()
