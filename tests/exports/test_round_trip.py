"""What is exported and imported elsewhere is what it was, `extra`, codes, sources and pipe ends included."""

import pytest
from shapely import from_wkb, hausdorff_distance

from assets.intake import apply, deliveries, reading
from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Pipe
from tests.exports.conftest import differences, everything, shapes

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
