"""What is exported and imported elsewhere is what it was, `extra`, codes, sources and pipe ends included."""

import pytest
from shapely import from_wkb, hausdorff_distance

from assets.intake import apply, deliveries, reading
from assets.registry.classes import CATALOGUE
from assets.registry.codes import load_component_classes
from assets.registry.models import Asset, Pipe
from tests.exports.conftest import differences, everything, shapes
from tests.factories import ManholeFactory
from tests.intake.conftest import reader_server, readers_are_forked  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

FORMATS = ["gpkg", "zip", "geojson", "csv", "xlsx"]
SAME_PLACE_M = 0.001


def forget_all() -> None:
    """Another registry: the same districts, no asset."""
    Pipe.objects.all().delete()
    Asset.objects.all().delete()


def bring_in(path, asset_class: str):
    delivery = deliveries.receive_path(path, asset_class, "elsewhere", None, {})
    delivery = reading.read(delivery.pk)
    assert delivery.state == "review", delivery.refusal
    return apply.run(delivery.pk)


@pytest.mark.parametrize("form", FORMATS)
def test_export_import_elsewhere_export_is_equal(form, city, export):
    before, places = everything(), shapes()
    files = {name: export(form, name=name, asset_class=name) for name in CATALOGUE}
    forget_all()
    for name in sorted(CATALOGUE, key=lambda name: name == "pipe"):
        delivery = bring_in(files[name], name)
        assert delivery.counts["rejected"] == 0, list(delivery.row_findings.values())
    assert differences(before, everything()) == []
    for code, place in shapes().items():
        assert place.geom_type == places[code].geom_type
        assert (
            hausdorff_distance(from_wkb(bytes(place.wkb)), from_wkb(bytes(places[code].wkb))) < SAME_PLACE_M
        )


@pytest.mark.parametrize("form", ["gpkg", "zip"])
def test_a_class_is_found_among_the_layers_of_the_whole_city(form, city, export):
    before = {name: everything()[name] for name in ("treatment_plant", "water_body")}
    path = export(form)
    forget_all()
    for name in before:
        bring_in(path, name)
    assert differences(before, everything()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_brought_back_into_the_same_registry_nothing_changes(form, city, export):
    before = everything()
    for name in CATALOGUE:
        delivery = bring_in(export(form, name=name, asset_class=name), name)
        assert delivery.counts["unchanged"] == delivery.counts["read"], (name, delivery.counts)
    assert differences(before, everything()) == []


def written(tmp_path, header: str, *lines: str):
    path = tmp_path / "sent.csv"
    path.write_text("\n".join([header, *lines]), "utf-8")
    return path


@pytest.mark.parametrize(
    "text", ['{"a": 1', "[1]", '"x"', '{"a": "\\u0000"}', '{"a": 1e999999}', '{"a": "\\ud800"}', "{" * 9000]
)
def test_an_extra_that_is_no_object_is_kept_as_it_is(districts, tmp_path, text):
    load_component_classes("default")
    quoted = text.replace('"', '""')
    path = written(
        tmp_path,
        "code,asset_class,source,source_code,extra,updated_at,wkt",
        f'X1,manhole,,J1,"{quoted}",2026-01-01,POINT(116.66 23.32)',
    )
    bring_in(path, "manhole")
    assert Asset.objects.get(code="X1").extra == {"extra": text}


def test_a_survey_s_own_columns_of_those_names_are_still_its_own(districts, tmp_path):
    load_component_classes("default")
    path = written(tmp_path, "点号,extra,district,length_m,wkt", "J1,'x,d,5,POINT(116.66 23.32)")
    bring_in(path, "manhole")
    assert Asset.objects.get(source_code="J1").extra == {"extra": "'x", "district": "d", "length_m": "5"}


def test_an_export_edited_and_brought_back_changes_what_was_edited_by_its_code(city, export):
    path = export("csv", asset_class="manhole")
    path.write_text(path.read_text("utf-8-sig").replace("2.125", "3.5"), "utf-8")
    delivery = bring_in(path, "manhole")
    assert (delivery.counts["updated"], delivery.counts["created"]) == (1, 0)
    assert delivery.report["mapping"] | {"code": "code", "extra": "extra"} == delivery.report["mapping"]
    changed = Asset.objects.get(code="M-2").manhole
    assert (changed.depth_m, changed.source, changed.source_code) == (3.5, "普查", "007")


@pytest.mark.parametrize("form", ["gpkg", "geojson", "csv"])
def test_measurements_to_the_last_digit(form, districts, export):
    load_component_classes("default")
    depth_m = 0.30000000000000004
    ManholeFactory(code="A", depth_m=depth_m)
    path = export(form)
    forget_all()
    bring_in(path, "manhole")
    assert Asset.objects.get(code="A").manhole.depth_m == depth_m
