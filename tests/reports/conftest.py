"""A district with something of everything, work done to it, and texts that try to break out of a file."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils import timezone

from assets.exports.added import AddedOrder
from assets.exports.order import judge, machine_administrator
from assets.exports.writing import write_file
from assets.work.models import Inspection, WorkOrder
from tests.factories import (
    InletFactory,
    JunctionFactory,
    ManholeFactory,
    ParkFactory,
    PipeFactory,
    WaterBodyFactory,
    line,
    point,
    square,
)

HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A1",
    "🚰 emoji \u2028 line",
    "<!-- comment --> &lt; {{ x }} {% y %} ${z} `",
)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files go into the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def at_once(settings):
    """Background tasks run where they are asked for."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}
    }


def days_ago(days: int) -> datetime:
    """Noon by the city's clocks, so many days ago."""
    return timezone.localtime().replace(hour=12, minute=0) - timedelta(days=days)


@pytest.fixture
def city(districts):
    """Assets of several classes in 440507, one in 440511; inspections and finished work, some long past."""
    for number, text in enumerate(HOSTILE):
        ManholeFactory(
            code=f"M-{number}",
            name=text,
            owner=text,
            road=text,
            note=text,
            geometry=point(465_000 + 40 * number),
            condition=1 + number,
            installed_on=date(1980 + number, 1, 1),
        )
    pipe = PipeFactory(
        code="P-1",
        geometry=line((465_000, 2_580_000), (465_020, 2_580_000.2), (465_040, 2_580_000)),
        condition=5,
        diameter_mm=800,
        installed_on=date(1975, 6, 1),
    )
    PipeFactory(code="P-2", condition=None, geometry=line((465_040, 2_580_000), (465_080, 2_580_000)))
    InletFactory(code="I-1", condition=2)
    JunctionFactory(code="J-1")
    hole = Polygon.from_bbox((466_040, 2_580_040, 466_060, 2_580_060))
    park = square(466_000)
    park = Polygon(park[0], hole[0], srid=park.srid)
    ParkFactory(code="G-1", geometry=MultiPolygon(park, square(467_000), srid=park.srid), condition=3)
    WaterBodyFactory(code="W-1", geometry=line((461_000, 2_575_000), (462_000, 2_575_100)), condition=4)
    ManholeFactory(code="M-removed", status="removed", geometry=point(465_500))
    ManholeFactory(code="E-1", name="金平的井", geometry=point(475_000), condition=5)
    Inspection.objects.create(asset=pipe, inspected_at=days_ago(3), condition=5, findings=HOSTILE[0])
    Inspection.objects.create(asset=pipe, inspected_at=days_ago(800), condition=4, findings="long ago")
    for days, cost in ((10, "1200.50"), (40, "800"), (500, "99")):
        WorkOrder.objects.create(
            asset=pipe,
            kind="cleaning",
            title=HOSTILE[1],
            state="done",
            asked_at=days_ago(days + 1),
            finished_at=days_ago(days),
            cost_yuan=cost,
        )
    return districts


def ordered(form: str, user=None, **words) -> AddedOrder:
    """The report that these words ask for; of the machine's administrator where no user is given."""
    made = judge({"format": form, "language": "en", **words}, user or machine_administrator())
    assert isinstance(made, AddedOrder)
    return made


@pytest.fixture
def report(tmp_path):
    """`report("html", user=..., district=...)`: the written file's path and what was told of it."""

    def make(form: str, user=None, **words):
        path = tmp_path / f"report.{form}"
        outcome = write_file(ordered(form, user, **words), path)
        return path, outcome

    return make
