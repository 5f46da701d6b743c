"""The synthetic city: the same for the same seed, believable, and held by the same rules as any other."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from assets.demo.accounts import ACCOUNTS, make_accounts, no_demo_accounts
from assets.demo.city import NoDistricts, seed_city
from assets.demo.records import draw_photos, record_years
from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, District, Manhole, Pipe, User
from assets.work.models import Inspection, Photo, WorkOrder
from tests.undone import undone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)
FINGERPRINT = """
SELECT asset_class, source_code, code, name, condition, installed_on, ST_AsBinary(geometry)
  FROM registry_asset ORDER BY source_code, asset_class
"""


def fingerprint() -> str:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return hashlib.sha256(
            repr([(*row[:-1], bytes(row[-1])) for row in cursor.fetchall()]).encode()
        ).hexdigest()


@pytest.fixture
def city(districts):
    return seed_city(2000, seed=7, today=TODAY)


def test_the_same_seed_makes_the_same_city_and_another_seed_another(districts):
    prints = []
    for seed in (7, 7, 8):
        with undone():
            seed_city(1200, seed=seed, today=TODAY)
            prints.append(fingerprint())
    assert prints[0] == prints[1] != prints[2]


def test_about_as_many_assets_as_asked_for_of_every_class(city):
    assert 1500 < city < 2500
    assert Asset.objects.count() == city
    assert set(Asset.objects.values_list("asset_class", flat=True)) == set(CATALOGUE)


def test_every_pipe_is_joined_at_both_ends_where_it_is_drawn(city):
    assert not Pipe.objects.filter(start_node=None).exists()
    assert not Pipe.objects.filter(end_node=None).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registry_pipe pipe JOIN registry_asset asset ON asset.id = pipe.asset_ptr_id "
            "JOIN registry_asset node ON node.id = pipe.start_node_id "
            "WHERE NOT ST_DWithin(ST_StartPoint(asset.geometry), node.geometry, 0.001)"
        )
        assert cursor.fetchone()[0] == 0


def test_water_runs_downhill_except_under_pressure(city):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registry_pipe WHERE NOT is_pressure AND start_invert_m < end_invert_m"
        )
        assert cursor.fetchone()[0] == 0


def test_no_sewer_grows_smaller_downstream(city):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registry_pipe upper JOIN registry_pipe lower ON lower.start_node_id = upper.end_node_id "
            "WHERE upper.category = lower.category AND upper.diameter_mm > lower.diameter_mm "
            "AND NOT lower.is_pressure AND lower.shape = 'circular'"
        )
        assert cursor.fetchone()[0] == 0


def test_things_lie_in_districts_and_have_codes_of_16_digits(city):
    assert not Asset.objects.filter(district=None).exists()
    assert not Asset.objects.exclude(code__regex=r"^\d{16}$").exists()


def test_old_things_are_in_worse_condition_than_new_ones(city):
    old = Manhole.objects.filter(installed_on__lt="1995-01-01", condition__isnull=False)
    new = Manhole.objects.filter(installed_on__gte="2015-01-01", condition__isnull=False)
    mean = lambda found: sum(found.values_list("condition", flat=True)) / found.count()  # noqa: E731
    assert mean(old) > mean(new) + 0.5


def test_five_years_of_inspections_and_work_leave_conditions_as_they_were(city):
    before = dict(Asset.objects.values_list("code", "condition"))
    made = record_years(7, TODAY)
    assert made["inspections"] == Inspection.objects.count() > 100
    assert made["work_orders"] == WorkOrder.objects.count() > 100
    assert dict(Asset.objects.values_list("code", "condition")) == before
    assert {"verified", "done"} < set(WorkOrder.objects.values_list("state", flat=True))
    assert Inspection.objects.filter(defects__isnull=False).exists()


def test_demo_photos_are_drawn_once_and_say_what_they_are(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    record_years(7, TODAY)
    assert draw_photos(3) == 3
    assert draw_photos(3) == 0
    photo = Photo.objects.first()
    assert "demo" in photo.caption
    assert Path(photo.file.path).stat().st_size == photo.size_bytes


def test_without_boundaries_there_is_nothing_to_build_in(db):
    with pytest.raises(NoDistricts):
        seed_city(100, seed=1, today=TODAY)


def test_load_demo_makes_districts_people_and_a_city_once(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", assets=1600)
    count = Asset.objects.count()
    assert count > 1000
    assert District.objects.filter(level="street_town").count() == 67
    assert {user.username for user in User.objects.all()} == set(ACCOUNTS)
    assert [d.code for d in User.objects.get(username="manager").districts.all()] == ["440507"]
    call_command("load_demo", assets=1600)
    assert Asset.objects.count() == count


def test_the_demo_is_not_loaded_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo")


def test_production_refuses_accounts_with_the_demo_password(db, settings):
    make_accounts()
    assert no_demo_accounts(None) == []
    settings.PRODUCTION = True
    [error] = no_demo_accounts(None)
    assert "planner" in error.msg
    for user in User.objects.all():
        user.set_password("a-good-password-1")
        user.save()
    assert no_demo_accounts(None) == []
