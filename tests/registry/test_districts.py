"""The district of an asset is kept by the database from the geometry, whoever writes."""

import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import IntegrityError, connection, transaction

from assets.registry.districts import settled, subtree
from assets.registry.models import Asset, District
from tests import factories
from tests.factories import line, point, square

pytestmark = pytest.mark.django_db


def box(west, south, east, north) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=settings.REGISTRY_SRID)


def code_of(asset) -> str | None:
    district = Asset.objects.select_related("district").get(pk=asset.pk).district
    return district.code if district else None


def test_a_point_belongs_to_the_district_it_lies_in(districts):
    assert code_of(factories.ManholeFactory(geometry=point(465_000))) == "440507"
    assert code_of(factories.ManholeFactory(geometry=point(475_000))) == "440511"


def test_outside_every_boundary_there_is_no_district(districts):
    assert code_of(factories.ManholeFactory(geometry=point(500_000))) is None


def test_a_line_belongs_to_the_district_with_its_largest_share(districts):
    pipe = factories.PipeFactory(geometry=line((469_900, 2_580_000), (470_300, 2_580_000)))
    assert code_of(pipe) == "440511"
    pipe.geometry = line((469_600, 2_580_000), (470_100, 2_580_000))
    pipe.save()
    assert code_of(pipe) == "440507"


def test_an_area_belongs_to_the_district_with_its_largest_share(districts):
    assert code_of(factories.ParkFactory(geometry=square(469_970, side_m=100))) == "440511"
    assert code_of(factories.ParkFactory(geometry=square(469_930, side_m=100))) == "440507"


def test_a_share_in_a_neighbours_street_does_not_outweigh_the_larger_share_without_streets(districts):
    District.objects.create(
        code="440511001",
        name="石炮台街道",
        level="street_town",
        parent=districts["440511"],
        boundary=box(470_000, 2_570_000, 471_000, 2_590_000),
    )
    pipe = factories.PipeFactory(geometry=line((469_500, 2_580_000), (470_100, 2_580_000)))
    assert code_of(pipe) == "440507"


def test_the_deepest_known_unit_is_the_district(districts):
    manhole = factories.ManholeFactory(geometry=point(465_000))
    street = District.objects.create(
        code="440507001",
        name="金霞街道",
        level="street_town",
        parent=districts["440507"],
        boundary=box(464_000, 2_570_000, 466_000, 2_590_000),
    )
    assert code_of(manhole) == "440507001"
    street.delete()
    assert code_of(manhole) == "440507"


def test_assets_follow_a_boundary_that_changes(districts):
    inside, outside = (
        factories.ManholeFactory(geometry=point(469_500)),
        factories.ManholeFactory(geometry=point(461_000)),
    )
    district = districts["440507"]
    district.boundary = box(460_000, 2_570_000, 469_000, 2_590_000)
    district.save()
    assert code_of(inside) is None
    assert code_of(outside) == "440507"


def test_nobody_sets_a_district_against_the_geometry(districts):
    manhole = factories.ManholeFactory(geometry=point(465_000))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_asset SET district_id = %s", [districts["440511"].pk])
    assert code_of(manhole) == "440507"


def test_a_bulk_writer_may_vouch_for_districts_only_inside_its_block(districts):
    with transaction.atomic(), settled(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_asset (asset_class, code, geometry, district_id) "
            "VALUES ('manhole', 'V', ST_SetSRID(ST_MakePoint(465000, 2580000), %s), %s)",
            [settings.REGISTRY_SRID, districts["440511"].pk],
        )
    assert Asset.objects.get(code="V").district.code == "440511"
    manhole = factories.ManholeFactory(geometry=point(465_000))
    assert code_of(manhole) == "440507"


def test_a_unit_and_all_below_it_are_found_by_path(districts):
    street = District.objects.create(
        code="440507001", name="金霞街道", level="street_town", parent=districts["440507"]
    )
    assert set(subtree(districts["440507"])) == {districts["440507"], street}
    assert subtree(districts["440500"]).count() == 4


def test_a_unit_that_moves_takes_all_below_it_along(districts):
    street = District.objects.create(
        code="440507001", name="金霞街道", level="street_town", parent=districts["440507"]
    )
    place = District.objects.create(code="440507001001", name="金谷居委会", level="community", parent=street)
    street.parent = districts["440511"]
    street.save()
    place.refresh_from_db()
    assert place.tree_path == "440500/440511/440507001/440507001001"


def test_a_district_cannot_belong_to_itself(districts):
    districts["440500"].parent = districts["440507"]
    with pytest.raises(IntegrityError, match="cannot belong to itself"):
        districts["440500"].save()


def test_a_boundary_that_crosses_itself_is_refused(districts):
    bowtie = Polygon(
        ((460_000, 0), (461_000, 1000), (461_000, 0), (460_000, 1000), (460_000, 0)),
        srid=settings.REGISTRY_SRID,
    )
    districts["440507"].boundary = MultiPolygon(bowtie, srid=settings.REGISTRY_SRID)
    with pytest.raises(IntegrityError, match="crosses itself"):
        districts["440507"].save()
