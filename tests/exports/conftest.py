"""A city of eleven classes with everything an export can stumble over, and what it is compared by."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon

from assets.exports.order import Order, judge, machine_administrator
from assets.exports.writing import write_file
from assets.registry.classes import CATALOGUE
from assets.registry.codes import load_component_classes
from tests import factories
from tests.factories import line, point, square

EXTRA = {"权属": "市政", "n": 12.5, "nested": {"a": [1, None]}, "quote": "\"'\\", "long": "长" * 200}


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of exports and imports go into the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def city(districts):
    """Two or three of each class, in 440507; with Chinese, nulls, dates, numbers, formulas, several sources, `extra`."""
    load_component_classes("default")
    for number, (name, factory) in enumerate(factories.FACTORIES.items()):
        if name not in ("pipe", "water_body", "treatment_plant"):
            factory(code=f"{name}-1", name="测试，\"引号\" 'x'", extra=EXTRA, condition=1 + number % 5)
            factory(code=f"{name}-2", source="普查2026", source_code="A-1" + name)
    start = factories.ManholeFactory(
        code="M-1", geometry=point(465_000.123456, 2_580_000.987654), kind="inspection"
    )
    end = factories.ManholeFactory(
        code="M-2",
        source="普查",
        source_code="007",
        geometry=point(465_050, 2_580_030),
        depth_m=-0.0 + 2.125,
        has_anti_fall_net=None,
        note="=1+1",
        address="-5",
        owner="'quoted",
        maintainer="@SUM(A1)",
        road="+86",
        installed_on=date(1987, 5, 6),
        installed_precision="year",
        condition=4,
        condition_assessed_on=date(2025, 12, 31),
        condition_reason="inspected",
    )
    factories.PipeFactory(
        code="P-1",
        geometry=line((465_000.123456, 2_580_000.987654), (465_020, 2_580_010), (465_050, 2_580_030)),
        start_node=start,
        end_node=end,
        diameter_mm=None,
        width_mm=1200,
        height_mm=800,
        shape="box",
        start_invert_m=1.1,
        end_invert_m=2.675,
        is_pressure=True,
        flow_against=True,
        extra=EXTRA,
        source="普查",
        source_code="L1",
    )
    factories.PipeFactory(
        code="P-2", is_pressure=False, slope_permille=1e-7, source="另一批", source_code="L1"
    )
    factories.WaterBodyFactory(code="W-1", geometry=square(461_000))
    factories.WaterBodyFactory(code="W-2", geometry=line((461_000, 2_575_000), (462_000, 2_575_100)))
    factories.TreatmentPlantFactory(code="T-1", geometry=point(464_000))
    factories.TreatmentPlantFactory(code="T-2", geometry=square(464_500))
    factories.ParkFactory(
        code="G-1", geometry=MultiPolygon(square(466_000), square(467_000), srid=4548), extra={"a": 1}
    )
    factories.WasteFacilityFactory(code="H-1", waste_kinds=["kitchen", "hazardous"])
    return districts


@pytest.fixture
def export(db, tmp_path):
    """`export("gpkg", user=..., asset_class="manhole", ...)`: the file's path, written."""

    def export(form: str, user=None, name: str = "out", **words):
        path = tmp_path / f"{name}.{form}"
        write_file(ordered(form, user, **words), path)
        return path

    return export


def ordered(form: str, user=None, **words) -> Order:
    """The order that these words ask for; of the machine's administrator where no user is given."""
    return judge({"format": form, **words}, user or machine_administrator())


def everything() -> dict[str, dict[str, dict]]:
    """Class to code to all values of every asset, ends as codes, geometry apart; not what the database notes itself."""
    found: dict[str, dict[str, dict]] = {}
    for name, entry in CATALOGUE.items():
        ends = [field.name for field in entry.own_fields if field.is_relation]
        kept = [
            field.name
            for field in entry.model._meta.get_fields()
            if getattr(field, "concrete", False)
            and not field.generated
            and field.name
            not in ("id", "asset_ptr", "created_at", "updated_at", "geometry", "district", *ends)
        ]
        rows = entry.model.objects.values(*kept, "district__code", *(f"{end}__code" for end in ends))
        found[name] = {row["code"]: row for row in rows}
    return found


def shapes() -> dict:
    """Code to geometry of every asset."""
    from assets.registry.models import Asset

    return dict(Asset.objects.values_list("code", "geometry"))


def differences(before: dict, after: dict) -> list[tuple]:
    """Code, field, value before and after of everything that is not the same."""
    found = []
    for name in before:
        for code in before[name].keys() | after[name].keys():
            old, new = before[name].get(code, {}), after[name].get(code, {})
            found += [
                (code, field, old.get(field), new.get(field))
                for field in old.keys() | new.keys()
                if not same(old.get(field), new.get(field))
            ]
    return found


def same(one, other) -> bool:
    """Equal; of measurements, up to a DBF's 15 decimals."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-15
    return one == other
