"""Survey columns: known whole, misread, or cut; ambiguity is shown, not guessed; every field is one the registry has."""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset
from assets.standards.column_names import fields_of, normalise, propose
from assets.standards.column_synonyms import BY_CLASS
from assets.standards.mojibake import drop_cut_end, repair

# Fields of a delivery that no asset keeps under that name: they join, place, check or tell the class.
OF_THE_SURVEY = {"x", "y", "attachment", "feature", "code", "source_code"}
CHECKED_ONLY = {"start_crown_level_m", "end_crown_level_m", "start_ground_level_m", "end_ground_level_m"}
# Names that truly stand for two fields: CODE is a point's number in one standard, its feature in another.
AMBIGUOUS = {"CODE"}

POINTS_ZH = {
    "点号": "source_code",
    "附属物": "attachment",
    "井底高程": "bottom_level_m",
    "井深": "depth_m",
    "地面高程": "ground_level_m",
}
LINES_ZH = {
    "管线编号": "source_code",
    "起点点号": "start_node",
    "终点点号": "end_node",
    "管径": "diameter_mm",
    "材质": "material",
    "管线类型": "category",
    "起点高程": "start_invert_m",
    "终点高程": "end_invert_m",
    "建设年代": "installed_on",
    "权属单位": "owner",
}
POINTS_PINYIN = {
    "WTDH": "source_code",
    "FSW": "attachment",
    "JDGC": "bottom_level_m",
    "JS": "depth_m",
    "DMGC": "ground_level_m",
}
LINES_PINYIN = {
    "GXBH": "source_code",
    "QDDH": "start_node",
    "ZDDH": "end_node",
    "GJ": "diameter_mm",
    "CZ": "material",
    "GXLX": "category",
    "QDGC": "start_invert_m",
    "ZDGC": "end_invert_m",
    "JSND": "installed_on",
    "QSDW": "owner",
}
PARKS = {"公园编号": "source_code", "公园名称": "name", "公园类型": "park_class", "建成年份": "installed_on"}
HEADERS = [
    (POINTS_ZH, "manhole"),
    (LINES_ZH, "pipe"),
    (POINTS_PINYIN, "manhole"),
    (LINES_PINYIN, "pipe"),
    (PARKS, "park"),
]


def only_fields(columns: list[str], asset_class: str) -> dict[str, str]:
    """Column to its field, of those with one candidate."""
    found = propose(columns, asset_class)
    return {column: several[0].field for column, several in found.items() if len(several) == 1}


@pytest.mark.parametrize(("headers", "asset_class"), HEADERS)
def test_the_headers_of_deliveries_are_understood_whole(headers, asset_class):
    assert only_fields(list(headers), asset_class) == headers


@pytest.mark.parametrize(("headers", "asset_class"), HEADERS)
@pytest.mark.parametrize(
    ("written", "read"), [("gbk", "latin-1"), ("gbk", "cp1252"), ("utf-8", "gbk"), ("utf-8", "latin-1")]
)
def test_headers_cut_to_ten_bytes_and_read_in_the_wrong_encoding_are_understood(
    headers, asset_class, written, read
):
    shown = {name.encode(written)[:10].decode(read, "replace"): field for name, field in headers.items()}
    found = propose(list(shown), asset_class)
    for column, field in shown.items():
        assert field in [candidate.field for candidate in found[column]], column


@pytest.mark.parametrize(("headers", "asset_class"), HEADERS)
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_headers_cut_inside_a_character_are_understood(headers, asset_class, encoding, errors):
    cut = {name.encode(encoding)[:10].decode(encoding, errors): field for name, field in headers.items()}
    found = propose(list(cut), asset_class)
    for column, field in cut.items():
        assert field in [candidate.field for candidate in found[column]], column


@pytest.mark.parametrize(
    ("name", "asset_class", "field"),
    [
        ("管径(mm)", "pipe", "diameter_mm"),
        ("管径（毫米）", "pipe", "diameter_mm"),
        ("管 径", "pipe", "diameter_mm"),
        ("d_s", "pipe", "diameter_mm"),
        ("断面尺寸", "pipe", "diameter_mm"),
        ("起点管底高", "pipe", "start_invert_m"),  # 5 characters of 起点管底高程
        ("终点管底埋", "pipe", "end_cover_depth_m"),
        ("START_ALTI", "pipe", "start_invert_m"),
        ("COVER_MATE", "manhole", "cover_material"),
        ("流向", "pipe", "flow_against"),
        ("是否压力管", "pipe", "is_pressure"),
        ("井盖材质", "manhole", "cover_material"),
        ("防坠网", "manhole", "has_anti_fall_net"),
        ("特征", "junction", "feature"),
        ("面积(㎡)", "park", "declared_area_m2"),
        ("是否口袋公园", "park", "is_pocket_park"),
        ("转运能力(t/d)", "waste_facility", "capacity_t_per_day"),
        ("垃圾种类", "waste_facility", "waste_kinds"),
        ("装机功率_kW", "pumping_station", "installed_power_kw"),
        ("警戒水位", "pumping_station", "forebay_warning_level_m"),
        ("闸孔净宽", "sluice_gate", "width_m"),
        ("启闭方式", "sluice_gate", "drive"),
        ("处理工艺", "treatment_plant", "process"),
        ("河长", "water_body", "river_chief"),
        ("排入水体", "outfall", "receiving_water"),
        ("雨水口类型", "inlet", "kind"),
    ],
)
def test_one_column_is_understood(name, asset_class, field):
    assert only_fields([name], asset_class) == {name: field}


def test_a_column_cut_to_what_several_share_is_returned_with_all_and_guessed_for_none():
    found = propose(["起点管"], "pipe")["起点管"]
    assert {"start_invert_m", "start_crown_level_m", "start_cover_depth_m"} <= {item.field for item in found}
    assert all(item.confidence <= 0.5 and item.why == "cut" for item in found)


def test_neighbours_narrow_what_a_cut_column_may_be():
    found = propose(["起点管", "起点点号", "起点埋深", "起点管顶高程"], "pipe")
    assert [item.field for item in found["起点管"]] == ["start_invert_m"]


def test_a_name_with_two_meanings_is_ambiguous_until_a_neighbour_takes_one():
    assert {item.field for item in propose(["CODE"], "manhole")["CODE"]} == {"source_code", "feature"}
    assert only_fields(["CODE", "WTDH"], "manhole")["CODE"] == "feature"


def test_of_two_columns_for_one_field_the_better_name_is_surer():
    found = propose(["图上点号", "物探点号"], "manhole")
    assert found["物探点号"][0].confidence > found["图上点号"][0].confidence


def test_whole_names_are_surer_than_misread_ones_and_those_surer_than_cut_ones():
    found = propose(["管径", "²ÄÖÊ", "START_ALTI"], "pipe")
    whole, misread, cut = found["管径"][0], found["²ÄÖÊ"][0], found["START_ALTI"][0]
    assert (misread.field, misread.why) == ("material", "mojibake")
    assert whole.confidence > misread.confidence > cut.confidence


@pytest.mark.parametrize(
    "column", ["", " ", "foo", "管", "颜色", "绠", "\ufffd\ufffd", "?", "公园管理处电话号码"]
)
def test_a_column_that_means_nothing_known_is_left_out(column):
    assert propose([column], "pipe") == {}


@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(sorted(BY_CLASS)))
def test_no_header_breaks_the_matching(columns, asset_class):
    for several in propose(columns, asset_class).values():
        assert several
        assert all(0 < item.confidence <= 1 for item in several)


@given(st.sampled_from([(c, f, n) for c in BY_CLASS for f, names in BY_CLASS[c].items() for n in names]))
def test_every_synonym_finds_its_field(known):
    asset_class, field, name = known
    for column in (name, name.lower(), f" {name}（米）"):
        assert field in [item.field for item in propose([column], asset_class)[column]]


@pytest.mark.parametrize("asset_class", BY_CLASS)
def test_only_truly_ambiguous_names_stand_under_two_fields(asset_class):
    owners: dict[str, set[str]] = {}
    for field, names in fields_of(asset_class).items():
        for name in names:
            owners.setdefault(normalise(name), set()).add(field)
    assert {name for name, fields in owners.items() if len(fields) > 1} <= AMBIGUOUS


@pytest.mark.parametrize("asset_class", CATALOGUE)
def test_every_field_is_one_the_registry_has(asset_class):
    known = {field.name for field in Asset._meta.get_fields()}
    known |= {field.name for field in CATALOGUE[asset_class].own_fields}
    if asset_class == "pipe":
        known |= CHECKED_ONLY
    assert set(fields_of(asset_class)) - known <= OF_THE_SURVEY


def test_misread_names_are_mended_for_showing_and_good_ones_left():
    assert repair("¹Ü¾¶") == "管径"
    assert repair("绠″緞") == "管径"
    assert drop_cut_end("公园编\ufffd") == "公园编"
    for name in ("管径", "DIAMETER", "", "起点管底高程", "GJ"):
        assert repair(name) is None


NETWORKS = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "networks"


def headers_of(dbf: bytes, encoding: str) -> list[str]:
    """Column names of a DBF."""
    size = struct.unpack("<H", dbf[8:10])[0]
    return [dbf[at : at + 11].split(b"\0")[0].decode(encoding) for at in range(32, size - 1, 32)]


@pytest.mark.skipif(not NETWORKS.is_dir(), reason="the sample deliveries are not beside the project")
@pytest.mark.parametrize(
    "name", ["pystorms_beta.zip", "swmmio_model_state_plane.zip", "swmmio_test_inlet_drains.zip"]
)
def test_every_column_of_the_sample_deliveries_finds_one_field(name):
    with zipfile.ZipFile(NETWORKS / name) as archive:
        for table in (member for member in archive.namelist() if member.endswith(".dbf")):
            data = archive.read(table)
            encoding = "utf-8" if any(member.endswith(".cpg") for member in archive.namelist()) else "gbk"
            columns = headers_of(data, encoding)
            asset_class = "manhole" if "管点" in table else "pipe"
            assert set(only_fields(columns, asset_class)) == set(columns), table
