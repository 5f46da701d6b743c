"""
Rows of any attributes and any geometry, in the formats that surveys come in: each is imported, or rejected with what is
wrong with it, or the file is refused with a reason; and all of it is accounted for.
"""

import csv
import io
import json
import math

import numpy
import pyogrio.raw
import pytest
import shapely
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from assets.intake import apply, deliveries, reading, rejected_rows
from assets.intake.models import Delivery
from assets.registry.models import Asset
from tests.intake.fuzz_files import LAT, LON
from tests.intake.fuzzing import Readers, few, zipped

pytestmark = pytest.mark.usefixtures("component_classes", "districts")

CLASSES = {
    "manhole": ["管点编号", "地面高程", "井深", "井盖材质", "建设年代", "权属单位", "状况", "备注"],
    "pipe": ["管线编号", "起点点号", "终点点号", "管径", "材质", "管线类型", "起点埋深", "建设年代"],
    "park": ["编号", "名称", "面积", "类型", "开放日期", "权属单位", "condition", "备注"],
}
WHOLE = {"manhole": "Point", "pipe": "LineString", "park": "Polygon"}

numbers = st.one_of(
    st.integers(-10, 3000),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0, -1, 1e308, -1e308, 5e-324, 1 << 31, 1 << 62, 9007199254740993, 0.1 + 0.2]),
)
texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        "", " ", "NULL", "null", "None", "nan", "NaN", "inf", "-inf", "1e999", "1E5", "００７", "八百", "800", "1200X800", "0x10",
        "砼", "钢筋砼", "雨水", "污水", "检查井", "P1", "P2", "P1 ", "p1", "\0", "a\0b", "\\N", "\\.", "\t", "\n", "\r\n", "'", '"', "\\", "\\x00",
        "%s", "%(a)s", "{}", "${jndi}", "'; DROP TABLE registry_asset; --", "<script>alert(1)</script>", "=1+1", "../../etc/passwd",
        "😀👨‍👩‍👧", "𠀀", "\u202eabc", "\ufeff", "\ufffe", "\u0000", "e\u0301", "ﷺ", "Z͑ͫ̓ͪ̂ͫ̽", "\ud800", "\udfff\ud800",
        "长" * 300, "x" * 5000, "2020-02-30", "2024-13-01", "1999/1/1", "19990101", "0000-00-00", "9999-12-31", "10000-01-01", "-0001-01-01",
        "2020-01-01T25:61:61", "一九九九年", "1999年", "民国88年", "二〇二〇年二月", "true", "false", "是", "1,234.5", "12.5m", "+", "-",
    ]),
)  # fmt: skip
values = st.one_of(st.none(), texts, texts, numbers)

usual = st.floats(0, 0.05)
odd = st.sampled_from([0.0, -0.0, 90.0, 180.0, 181.0, 1e6, 4e7, 1e100, 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf])  # fmt: skip


@st.composite
def places(draw) -> tuple[float, ...]:
    """A place of two to four numbers, in the city or nowhere."""
    if draw(st.integers(0, 5)):
        return (LON + draw(usual), LAT + draw(usual))
    return tuple(draw(st.lists(odd | usual, min_size=2, max_size=2)))


def polygon(outline, holes=()):
    """None where the outline cannot even be closed."""
    try:
        return shapely.Polygon(outline, holes)
    except shapely.errors.GEOSException:
        return None


def several(*polygons):
    return None if None in polygons else shapely.MultiPolygon(polygons)


@st.composite
def shapes(draw, kind: str):
    """A shape of the kind, or of any other."""
    if draw(st.integers(0, 3)):
        at = draw(places())
        if kind == "Point":
            return shapely.Point(at)
        if kind == "LineString":
            return shapely.LineString([at, draw(places())])
        return polygon([at, draw(places()), draw(places()), draw(places())])
    many = draw(st.lists(places(), min_size=4, max_size=7))
    return draw(
        st.sampled_from(
            [
                None,
                shapely.Point(),
                shapely.LineString(),
                shapely.Polygon(),
                shapely.MultiPoint(),
                shapely.GeometryCollection(),
                shapely.Point(*many[0], 5.5),
                shapely.LineString([(*place, math.nan) for place in many]),
                shapely.LineString([many[0], many[0]]),
                shapely.LineString([*many, *many]),
                shapely.MultiPoint(many),
                shapely.MultiPoint(many[:1]),
                shapely.MultiLineString([many[:2], many[2:4]]),
                shapely.MultiLineString([many]),
                polygon(many),
                shapely.Polygon([many[0]] * 4),
                polygon(many, [many[::-1]]),
                several(polygon(many), polygon(many[::-1])),
                shapely.GeometryCollection([shapely.Point(many[0]), shapely.LineString(many)]),
                shapely.GeometryCollection([shapely.GeometryCollection([shapely.Point(many[0])])]),
                "CIRCULARSTRING (116.7 23.37, 116.71 23.38, 116.72 23.37)",
                "COMPOUNDCURVE ((116.7 23.37, 116.71 23.38), CIRCULARSTRING (116.71 23.38, 116.72 23.37, 116.73 23.38))",
                "CURVEPOLYGON (CIRCULARSTRING (116.7 23.37, 116.71 23.38, 116.72 23.37, 116.71 23.36, 116.7 23.37))",
                "POINT ZM (116.7 23.37 1 2)",
            ]
        )
    )


@st.composite
def surveys(draw):
    """A class, its columns, and rows of a shape and values."""
    asset_class = draw(st.sampled_from(sorted(CLASSES)))
    columns = CLASSES[asset_class]
    row = st.tuples(
        shapes(WHOLE[asset_class]),
        st.tuples(st.sampled_from(["P1", "P2", "P3", "P4", None]) | values, *[values] * (len(columns) - 1)),
    )
    return asset_class, columns, draw(st.lists(row, min_size=1, max_size=25))


def wkb(shape) -> bytes | None:
    """A shape as WKB; curves through GEOS where it knows them, else through Django's GDAL."""
    if shape is None:
        return None
    if isinstance(shape, str):
        from django.contrib.gis.gdal import OGRGeometry

        return bytes(OGRGeometry(shape).wkb)
    return shapely.to_wkb(shape, flavor="iso")


def without_surrogates(value, longest: int = 10_000):
    """A value as text that GDAL's writers take."""
    if value is None:
        return None
    return str(value).encode("utf-8", "replace").decode().replace("\0", "")[:longest]


def as_geopackage(columns, rows, folder):
    arrays = [
        numpy.array([without_surrogates(v[n]) for _, v in rows], dtype=object) for n in range(len(columns))
    ]
    pyogrio.raw.write(
        folder / "a.gpkg", numpy.array([wkb(shape) for shape, _ in rows], dtype=object), arrays, columns,
        driver="GPKG", geometry_type="Unknown", crs="EPSG:4326",
    )  # fmt: skip
    return "a.gpkg", (folder / "a.gpkg").read_bytes()


def as_shapefile(columns, rows, folder):
    """A shapefile holds one kind: rows of others come without a shape. Texts in a code page that lacks some of them."""
    kinds = [shape.geom_type for shape, _ in rows if shape is not None and not isinstance(shape, str)]
    kind = (kinds or ["Point"])[0].removeprefix("Multi")
    if kind == "GeometryCollection":
        kind = "Point"
    several = kind == "Point" and "MultiPoint" in kinds
    fitting = [
        None
        if shape is None
        or isinstance(shape, str)
        or shape.geom_type.removeprefix("Multi") != kind
        or not numpy.isfinite(shapely.get_coordinates(shape)).all()  # GDAL's writer refuses it
        else shapely.to_wkb(
            shapely.force_2d(shapely.MultiPoint([shape]) if several and shape.geom_type == "Point" else shape)
        )
        for shape, _ in rows
    ]
    arrays = [
        numpy.array([without_surrogates(v[n], 200) for _, v in rows], dtype=object)
        for n in range(len(columns))
    ]
    pyogrio.raw.write(
        folder / "a.shp", numpy.array(fitting, dtype=object), arrays, columns, driver="ESRI Shapefile",
        geometry_type="MultiPoint" if several else kind, crs="EPSG:4326", encoding="GB18030",
    )  # fmt: skip
    return "a.zip", zipped({part.name: part.read_bytes() for part in folder.iterdir()})


def as_geojson(columns, rows, folder):
    """JSON as Python writes it: with NaN and Infinity, and halves of characters as escapes."""
    features = []
    for shape, cells in rows:
        drawn = None
        if shape is not None and not isinstance(shape, str):
            drawn = (
                json.loads(shapely.to_geojson(shape))
                if not shape.is_empty
                else shapely.geometry.mapping(shape)
            )
        features.append(
            {"type": "Feature", "geometry": drawn, "properties": dict(zip(columns, cells, strict=True))}
        )
    return "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_csv(columns, rows, folder):
    """Places as WKT, halves of characters as bytes that are no UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*columns, "WKT"])
    for shape, cells in rows:
        drawn = shape if isinstance(shape, str) else "" if shape is None else shape.wkt
        writer.writerow([*["" if cell is None else cell for cell in cells], drawn])
    return "a.csv", text.getvalue().encode("utf-8", "surrogatepass")


WRITERS = {"geopackage": as_geopackage, "shapefile": as_shapefile, "geojson": as_geojson, "csv": as_csv}


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    readers = Readers(tmp_path_factory.mktemp("readers"))
    yield readers
    readers.close()


def import_it(path, asset_class: str, readers: Readers, **options) -> None:
    """Bring the file in as far as it goes, and hold the account that is given of it to what is in the database."""
    with readers.instead():
        received = deliveries.receive_path(path, asset_class, "fuzz", None, options)
        delivery = reading.read(received.pk)
    if delivery.state == Delivery.State.REFUSED:
        from assets.intake.errors import REASONS

        assert delivery.refusal_code in REASONS and delivery.refusal_code != "internal_error"
        assert len(delivery.refusal) > 5 and "%(" not in delivery.refusal
        assert not Asset.objects.exists()
        return
    assert delivery.state == Delivery.State.REVIEW
    account(delivery)
    applied = apply.run(delivery.pk)
    created = account(applied)
    assert Asset.objects.count() == created
    again = deliveries.receive_path(path, asset_class, "fuzz", None, options)
    with readers.instead():
        second = reading.read(again.pk)
    assert second.state == Delivery.State.REVIEW
    account(second)


def account(delivery) -> int:
    """Every row read is accounted for once, each that is kept out with a sentence; how many are new."""
    counts = delivery.counts
    told = counts["created"] + counts["updated"] + counts["unchanged"] + counts["rejected"]
    assert counts["read"] == told, counts
    rejections = delivery.row_findings.filter(severity="rejects")
    assert len(set(rejections.values_list("layer", "row_no"))) == counts["rejected"]
    from assets.intake import checks

    for finding in delivery.row_findings.all():
        sentence = checks.sentence(finding.problem, finding.code, finding.field, finding.parameters)
        assert sentence
    assert rejected_rows.file_of(delivery).exists() == bool(counts["rejected"])
    return counts["created"]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_any_rows(form, readers, tmp_path):
    number = iter(range(1_000_000))

    @few(4, dear=True)
    @given(surveys())
    def comes_in(survey):
        asset_class, columns, rows = survey
        folder = tmp_path / f"n{next(number)}"
        (folder / "w").mkdir(parents=True)
        name, body = WRITERS[form](columns, rows, folder / "w")
        (folder / name).write_bytes(body)
        with transaction.atomic():
            import_it(folder / name, asset_class, readers)
            transaction.set_rollback(True)

    comes_in()
