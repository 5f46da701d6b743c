"""What the database refuses, whoever writes: each guard is attacked with raw SQL, as psql or QGIS would."""

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset
from tests import factories

pytestmark = pytest.mark.django_db

SHAPES = {
    "Point": "POINT(465000 2580000)",
    "LineString": "LINESTRING(465000 2580000, 465010 2580000)",
    "MultiLineString": "MULTILINESTRING((465000 2580000, 465010 2580000))",
    "Polygon": "POLYGON((465000 2580000, 465010 2580000, 465010 2580010, 465000 2580000))",
    "MultiPolygon": "MULTIPOLYGON(((465000 2580000, 465010 2580000, 465010 2580010, 465000 2580000)))",
    "MultiPoint": "MULTIPOINT((465000 2580000))",
    "GeometryCollection": "GEOMETRYCOLLECTION(POINT(465000 2580000))",
}


def run(sql: str, parameters=()) -> None:
    """Run one statement in a transaction of its own, its deferred checks included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def insert_asset(asset_class="manhole", wkt=SHAPES["Point"], srid=None, code="X1", **columns) -> None:
    names = ["asset_class", "code", *columns]
    places = ", ".join(["%s"] * len(names))
    run(
        f"INSERT INTO registry_asset ({', '.join(names)}, geometry) VALUES ({places}, ST_GeomFromText(%s, %s))",
        [asset_class, code, *columns.values(), wkt, srid or settings.REGISTRY_SRID],
    )


@pytest.mark.parametrize("asset_class", CATALOGUE)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_class_takes_the_geometry_types_of_the_catalogue_and_no_other(asset_class, shape):
    if shape in CATALOGUE[asset_class].geometry_types:
        insert_asset(asset_class, SHAPES[shape])
        assert Asset.objects.get(code="X1").geometry.geom_type == shape
    else:
        with pytest.raises(IntegrityError, match="asset_geometry_suits_class"):
            insert_asset(asset_class, SHAPES[shape])


def test_a_class_that_the_catalogue_does_not_know_is_refused():
    with pytest.raises(IntegrityError, match="asset_geometry_suits_class"):
        insert_asset("telegraph_pole")


def test_an_outline_that_crosses_itself_is_refused():
    with pytest.raises(DatabaseError, match="asset_geometry_valid"):
        insert_asset("park", "POLYGON((0 0, 10 10, 10 0, 0 10, 0 0))")


def test_a_shape_that_no_city_can_hold_is_refused_at_once():
    with pytest.raises(IntegrityError, match="asset_geometry_not_endless"):
        insert_asset("park", "POLYGON((0 0, 600000 0, 600000 10, 0 10, 0 0))")


@pytest.mark.parametrize("asset_class, wkt", [("manhole", "POINT EMPTY"), ("park", "POLYGON EMPTY")])
def test_an_empty_geometry_is_refused(asset_class, wkt):
    with pytest.raises(IntegrityError, match="asset_geometry_not_empty"):
        insert_asset(asset_class, wkt)


def test_a_missing_geometry_is_refused():
    with pytest.raises(IntegrityError, match="geometry"):
        run("INSERT INTO registry_asset (asset_class, code, geometry) VALUES ('manhole', 'X1', NULL)")


@pytest.mark.parametrize("srid", [4326, 3857, 4527])
def test_a_geometry_in_another_reference_system_is_refused(srid):
    with pytest.raises(DatabaseError, match="SRID"):
        insert_asset(srid=srid)


def test_a_geometry_with_heights_is_refused():
    with pytest.raises(DatabaseError, match="Z dimension"):
        insert_asset(wkt="POINT Z(465000 2580000 3)")


def test_two_assets_with_one_code_are_refused():
    insert_asset(code="SAME")
    with pytest.raises(IntegrityError, match="asset_code_unique"):
        insert_asset("inlet", code="SAME")


@pytest.mark.parametrize("condition", [0, 6, -1])
def test_a_condition_outside_1_to_5_is_refused(condition):
    with pytest.raises(IntegrityError, match="asset_condition_1_to_5"):
        insert_asset(condition=condition)


def test_an_unknown_status_is_refused():
    with pytest.raises(IntegrityError, match="asset_status_known"):
        insert_asset(status="lost")


def test_one_number_of_a_source_names_one_point_and_one_line():
    insert_asset(code="A", source="survey", source_code="1")
    insert_asset("pipe", SHAPES["LineString"], code="B", source="survey", source_code="1")
    with pytest.raises(IntegrityError, match="asset_source_code_unique"):
        insert_asset("inlet", code="C", source="survey", source_code="1")


def test_things_without_a_number_in_their_source_do_not_clash():
    insert_asset(code="A", source="survey")
    insert_asset(code="B", source="survey")
    assert Asset.objects.filter(source="survey").count() == 2


@pytest.mark.parametrize("end", ["start_node_id", "end_node_id"])
@pytest.mark.parametrize("other", ["pipe", "park"])
def test_a_pipe_ends_at_nothing_but_a_node(end, other):
    pipe, wrong = factories.PipeFactory(), factories.FACTORIES[other]()
    with pytest.raises(IntegrityError, match="is_node"):
        run(f"UPDATE registry_pipe SET {end} = %s WHERE asset_ptr_id = %s", [wrong.pk, pipe.pk])


@pytest.mark.parametrize("asset_class", [name for name, entry in CATALOGUE.items() if entry.is_node])
def test_a_pipe_may_end_at_every_class_of_node_or_nowhere_known(asset_class):
    pipe, node = factories.PipeFactory(), factories.FACTORIES[asset_class]()
    run("UPDATE registry_pipe SET start_node_id = %s WHERE asset_ptr_id = %s", [node.pk, pipe.pk])
    run("UPDATE registry_pipe SET start_node_id = NULL WHERE asset_ptr_id = %s", [pipe.pk])


def test_a_node_that_pipes_end_at_cannot_be_deleted():
    node = factories.ManholeFactory()
    factories.PipeFactory(start_node=node.asset_ptr)
    with pytest.raises(IntegrityError, match="pipe_start_is_node"):
        run(
            "DELETE FROM registry_manhole WHERE asset_ptr_id = %s; DELETE FROM registry_asset WHERE id = %s",
            [node.pk, node.pk],
        )


def test_a_row_of_a_class_needs_an_asset_of_that_class():
    insert_asset("manhole")
    asset = Asset.objects.get(code="X1")
    with pytest.raises(IntegrityError, match="asset_row_suits_class|is not of class"):
        run("INSERT INTO registry_inlet (asset_ptr_id) VALUES (%s)", [asset.pk])


def test_an_asset_never_changes_its_class():
    manhole = factories.ManholeFactory()
    with pytest.raises(IntegrityError, match="never changes its class"):
        run("UPDATE registry_asset SET asset_class = 'inlet' WHERE id = %s", [manhole.pk])


def test_an_asset_keeps_the_row_of_its_class():
    manhole = factories.ManholeFactory()
    with pytest.raises(IntegrityError, match="cannot lose"):
        run("DELETE FROM registry_manhole WHERE asset_ptr_id = %s", [manhole.pk])


def test_a_writer_need_name_only_class_code_and_place():
    insert_asset("manhole", code="BARE")
    run("INSERT INTO registry_manhole (asset_ptr_id) SELECT id FROM registry_asset WHERE code = 'BARE'")
    asset = Asset.objects.get(code="BARE")
    assert (asset.status, asset.name, asset.extra, asset.manhole.kind) == ("in_service", "", {}, "")


def test_a_new_condition_without_a_word_why_counts_as_a_correction_not_a_repair():
    manhole = factories.ManholeFactory(condition=4, condition_reason="inspected")
    run("UPDATE registry_asset SET condition = 1 WHERE id = %s", [manhole.pk])
    manhole.refresh_from_db()
    assert manhole.condition_reason == "corrected"


def test_a_new_condition_keeps_the_reason_that_comes_with_it():
    manhole = factories.ManholeFactory(condition=4, condition_reason="inspected")
    run("UPDATE registry_asset SET condition = 1, condition_reason = 'repaired' WHERE id = %s", [manhole.pk])
    manhole.refresh_from_db()
    assert manhole.condition_reason == "repaired"


def test_updated_at_moves_with_a_change_and_stays_without_one():
    pipe = factories.PipeFactory()
    long_ago = "2020-01-01T00:00:00Z"
    run("UPDATE registry_asset SET updated_at = %s", [long_ago])

    run("UPDATE registry_asset SET name = name WHERE id = %s", [pipe.pk])
    run("UPDATE registry_pipe SET material = material WHERE asset_ptr_id = %s", [pipe.pk])
    pipe.refresh_from_db()
    assert pipe.updated_at.year == 2020

    run("UPDATE registry_pipe SET material = 'hdpe' WHERE asset_ptr_id = %s", [pipe.pk])
    pipe.refresh_from_db()
    assert pipe.updated_at.year > 2020
