"""A district of 20,000 assets with a past can be mailed: the HTML report stays below 10 MB, and far below."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from assets.demo.city import seed_city
from assets.demo.records import record_years
from assets.registry.models import Asset, District
from assets.reports.page import LARGEST_BYTES, STEPS
from tests.reports.test_page import data_of

pytestmark = pytest.mark.django_db
ASSETS = 20_000
TODAY = date(2026, 6, 30)


@pytest.fixture
def seeded(db):
    """A seeded city of 20,000 assets with some years of inspections and work."""
    call_command("load_districts", verbosity=0)
    seed_city(ASSETS, 1, TODAY)
    record_years(1, TODAY)


def test_the_city_with_twenty_thousand_assets_in_one_file(seeded, report):
    city = District.objects.get(code=settings.REGISTRY_CITY_CODE)
    path, outcome = report("html", district=city.code, as_of="", until=TODAY.isoformat())
    assert outcome.rows > 0.95 * ASSETS
    assert outcome.size_bytes < LARGEST_BYTES / 2
    data = data_of(path)
    assert sum(len(layer["codes"]) for layer in data["layers"]) == outcome.rows, "not one is left out"
    assert data["decimals"] == STEPS[0].decimals
    assert outcome.rows == Asset.objects.exclude(status="removed").exclude(district=None).count()
    assert "report_generalised" not in dict(outcome.remarks)
