"""
Files damaged by cutting, flipping, overwriting, doubling: each is read in part or whole, or refused with a reason.

Read as the import does, in a process of its own under its limits; what comes is then copied into a staging table.
"""

import io
import zipfile

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from assets.intake import staging
from assets.intake.readers import stream
from tests.intake import fuzz_files
from tests.intake.fuzzing import Outcome, Readers, damage, few, well_formed, zipped

PARTS = ["survey.shp", "survey.shx", "survey.dbf", "survey.prj", "survey.cpg"]
KINDS = ["Point", "LineString", "Polygon"]
TEXT_FORMATS = ["csv", "geojson", "kml", "gml", "dxf"]


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    readers = Readers(tmp_path_factory.mktemp("readers"))
    yield readers
    readers.close()


def staged(outcome: Outcome) -> None:
    """Every row that was read is one that PostgreSQL takes."""
    for layer, rows in zip(outcome.layers, outcome.rows, strict=True):
        if rows is None:
            continue
        count = well_formed(layer, rows)
        tables = staging.Tables(1)
        table = staging.create_layer(tables, 1, layer["columns"])
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY {table} FROM STDIN", io.BytesIO(rows))
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == count
        staging.drop(1)


def test_what_is_not_damaged_is_read_whole(readers, db):
    for kind in KINDS:
        outcome = readers.read("a.zip", zipped(fuzz_files.shapefile(kind)))
        assert [well_formed(outcome.layers[0], rows) for rows in outcome.rows] == [6]
        staged(outcome)
    for extension in [*TEXT_FORMATS, "gpkg", "xlsx"]:
        outcome = readers.read(f"a.{extension}", fuzz_files.file(extension))
        assert sum(map(well_formed, outcome.layers, outcome.rows)) == 6, extension
        assert not outcome.refusals
        staged(outcome)


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_of_a_shapefile(part, readers, db):
    @few(12)
    @given(st.data(), st.sampled_from(KINDS))
    def reads(data, kind):
        parts = dict(fuzz_files.shapefile(kind))
        parts[part] = data.draw(damage(parts[part]))
        staged(readers.read("a.zip", zipped(parts)))

    reads()


def test_a_damaged_archive(readers, db):
    @few(12)
    @given(damage(zipped(fuzz_files.shapefile())))
    def reads(body):
        staged(readers.read("a.zip", body))

    reads()


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_geopackage(kind, readers, db):
    @few(8)
    @given(damage(fuzz_files.file("gpkg", kind)))
    def reads(body):
        staged(readers.read("a.gpkg", body))

    reads()


@pytest.mark.parametrize("extension", TEXT_FORMATS)
def test_a_damaged_text_format(extension, readers, db):
    @few(12)
    @given(st.data(), st.sampled_from(["Point"] if extension == "csv" else KINDS))
    def reads(data, kind):
        staged(readers.read(f"a.{extension}", data.draw(damage(fuzz_files.file(extension, kind)))))

    reads()


def test_a_damaged_workbook_and_what_is_inside_it(readers, db):
    whole = fuzz_files.file("xlsx")
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        inside = {name: book.read(name) for name in book.namelist()}

    @few(12)
    @given(st.data(), st.sampled_from([None, *sorted(inside)]))
    def reads(data, part):
        if part is None:
            body = data.draw(damage(whole))
        else:
            body = zipped({**inside, part: data.draw(damage(inside[part]))})
        staged(readers.read("a.xlsx", body))

    reads()


@pytest.mark.parametrize(
    "extension", ["shp", "zip", "gpkg", "geojson", "kml", "gml", "dxf", "csv", "xlsx", "exe", ""]
)
def test_any_bytes_under_any_name(extension, readers, db):
    @few(3)
    @given(
        st.binary(min_size=1, max_size=300)
        | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
    def reads(body):
        outcome = readers.read(f"a.{extension}".rstrip("."), body)
        staged(outcome)
        assert outcome.refusals or outcome.layers

    reads()


def test_every_allowed_format_is_fuzzed():
    fuzzed = {"ESRI Shapefile", "GPKG", "GeoJSON", "CSV", "XLSX", "LIBKML", "GML", "DXF"}
    assert fuzzed == stream.ALLOWED_DRIVERS
