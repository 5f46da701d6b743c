"""Each check finds what it is for, and leaves its neighbour alone. Second opinions are shapely's."""

import datetime
from pathlib import Path

import pytest
import shapely
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.intake.checks.check import all_checks
from assets.registry.models import Asset, Park
from tests.intake.conftest import pack, problems, shapefile, states

EAST, NORTH = 465_000, 2_580_000


def place(east_m: float = 0, north_m: float = 0) -> shapely.Point:
    return shapely.Point(EAST + east_m, NORTH + north_m)


def path(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(EAST + east_m, NORTH + north_m) for east_m, north_m in corners])


def area(*corners: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(EAST + east_m, NORTH + north_m) for east_m, north_m in corners])


BOW_TIE = ((0, 0), (10, 10), (10, 0), (0, 10))


@pytest.fixture
def check(tmp_path, deliver):
    """`check(geometries, columns, asset_class)`: row number to the problems found in a delivery of them."""

    def check(geometries, columns, asset_class="manhole", **options) -> dict[int, list[str]]:
        archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "图层", geometries, columns))
        delivery = deliver(archive, asset_class, source="survey", **options)
        return problems(delivery)

    return check


@pytest.fixture
def check_survey(tmp_path, deliver):
    """The same of a whole survey: nodes by number, pipes as (from, to, further columns); problems by (layer name, row)."""

    def check(nodes: dict[str, shapely.Point], pipes: list[tuple[str, str, dict]]) -> dict[str, set[str]]:
        points = shapefile(
            tmp_path / "p",
            "管点",
            list(nodes.values()),
            {"点号": list(nodes), "附属物": ["检查井"] * len(nodes)},
        )
        columns = {
            "管线编号": [f"L{number}" for number in range(1, len(pipes) + 1)],
            "起点点号": [start for start, _, _ in pipes],
            "终点点号": [end for _, end, _ in pipes],
            **{name: [more[name] for _, _, more in pipes] for name in pipes[0][2]},
        }
        lines = shapefile(
            tmp_path / "l",
            "管线",
            [
                shapely.LineString([nodes[start], place(-3, -3), nodes[end]])
                if start == end
                else shapely.LineString([nodes[start], nodes[end]])
                for start, end, _ in pipes
            ],
            columns,
        )
        delivery = deliver(pack(tmp_path / "s.zip", [*points, *lines]), "drainage_survey", source="survey")
        found: dict[str, set[str]] = {}
        for finding in delivery.row_findings.all():
            found.setdefault(finding.code, set()).add(finding.problem)
        return found

    return check


def test_a_vertex_clicked_twice_is_told_and_a_corner_is_not(check):
    found = check(
        [path((0, 0), (5, 0), (5, 0), (9, 0)), path((0, 5), (5, 5), (9, 5))], {"编号": ["A", "B"]}, "pipe"
    )
    assert "duplicate_vertices" in found[1]
    assert "duplicate_vertices" not in found.get(2, [])


def test_a_line_that_crosses_itself_is_told_and_a_bend_is_not(check):
    found = check(
        [path((0, 0), (10, 0), (10, 5), (5, -5)), path((0, 20), (10, 20), (10, 25), (20, 25))],
        {"编号": ["A", "B"]},
        "pipe",
    )
    assert "line_crosses_itself" in found[1]
    assert "line_crosses_itself" not in found.get(2, [])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    corners=st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=6, unique=True),
        min_size=5,
        max_size=12,
    )
)
def test_shapely_says_the_same_of_lines_that_cross_themselves(check, corners):
    lines = [path(*line) for line in corners]
    found = check(lines, {"编号": [f"A{number}" for number in range(len(lines))]}, "pipe")
    told = {row for row, words in found.items() if "line_crosses_itself" in words}
    assert told == {row for row, line in enumerate(lines, 1) if not shapely.is_simple(line)}


def test_a_date_to_come_or_from_before_drains_is_told(check):
    tomorrow = datetime.date.today() + datetime.timedelta(days=400)
    found = check(
        [place(0), place(10), place(20)],
        {"点号": ["A", "B", "C"], "建设日期": [tomorrow.isoformat(), "1801-05-01", "2001-05-01"]},
    )
    assert found[1] == ["date_unreadable"]  # a year to come is no year of a survey: the field stays empty
    assert found[2] == ["date_implausible"]
    assert 3 not in found


def test_a_bottom_above_the_ground_or_against_the_depth_is_told(check):
    found = check(
        [place(0), place(10), place(20)],
        {
            "点号": ["A", "B", "C"],
            "地面高程": [5.0, 5.0, 5.0],
            "井底高程": [6.0, 3.0, 3.05],
            "井深": [1.0, 1.5, 2.0],
        },
    )
    assert {row for row, words in found.items() if "levels_contradict" in words} == {1, 2}


def test_an_invert_that_rises_with_the_flow_is_told_whichever_way_it_is_drawn(check):
    found = check(
        [path((0, 0), (50, 0)), path((0, 9), (50, 9)), path((0, 20), (50, 20))],
        {
            "编号": ["A", "B", "C"],
            "起点管底高程": [2.0, 2.0, 2.5],
            "终点管底高程": [2.5, 2.5, 2.0],
            "流向": ["0", "1", "0"],
        },
        "pipe",
    )
    assert {row for row, words in found.items() if "slope_against_flow" in words} == {1}


def test_a_slope_steeper_than_one_in_five_is_told(check):
    found = check(
        [path((0, 0), (10, 0)), path((0, 9), (10, 9))],
        {"编号": ["A", "B"], "起点管底高程": [6.0, 3.0], "终点管底高程": [2.0, 2.9]},
        "pipe",
    )
    assert {row for row, words in found.items() if "slope_implausible" in words} == {1}


def test_a_place_that_another_delivery_took_is_told_with_its_code(check, send_manholes):
    send_manholes([place(0), place(10)], {"点号": ["OLD1", "OLD2"]}, source="last year")
    found = check([place(0.05), place(30)], {"点号": ["NEW1", "NEW2"]})
    assert {row for row, words in found.items() if "place_taken" in words} == {1}
    assert Asset.objects.filter(code="OLD1").exists()


def test_an_asset_that_is_updated_at_its_place_is_no_double(check, send_manholes):
    send_manholes([place(0)], {"点号": ["OLD1"]}, source="survey")
    found = check([place(0)], {"点号": ["OLD1"]})
    assert "place_taken" not in found.get(1, [])


def test_a_point_surveyed_twice_under_two_numbers_is_told(check):
    found = check([place(0), place(0.06), place(0.5)], {"点号": ["A", "B", "C"]})
    assert {row for row, words in found.items() if "near_duplicate_in_file" in words} == {2}


def test_a_pipe_from_a_node_to_itself_and_a_node_without_a_pipe_are_told(check_survey):
    nodes = {"N1": place(0), "N2": place(50), "N3": place(100)}
    found = check_survey(nodes, [("N1", "N2", {}), ("N2", "N2", {})])
    assert "pipe_to_itself" in found["L2"]
    assert "pipe_to_itself" not in found.get("L1", set())
    assert "node_without_pipe" in found["N3"]
    assert "node_without_pipe" not in found.get("N1", set())


def test_a_wide_pipe_into_nothing_as_wide_is_told_and_a_fork_is_not(check_survey):
    nodes = {
        name: place(40 * number, 7 * number**2) for number, name in enumerate(["N1", "N2", "N3", "N4", "N5"])
    }
    found = check_survey(
        nodes,
        [
            ("N1", "N2", {"管径": 800}),
            ("N2", "N3", {"管径": 600}),
            ("N3", "N4", {"管径": 300}),
            ("N3", "N5", {"管径": 600}),
        ],
    )
    assert "diameter_shrinks" in found["L1"]
    assert "diameter_shrinks" not in found.get("L2", set())


def test_an_invalid_outline_is_refused_with_the_offer_and_repaired_where_asked(tmp_path, deliver, bring_in):
    outlines = [area(*BOW_TIE), area((30, 0), (40, 0), (40, 10), (30, 10))]
    archive = pack(
        tmp_path / "s.zip",
        shapefile(tmp_path / "s", "公园", outlines, {"编号": ["A", "B"], "名称": ["甲", "乙"]}),
    )
    refused = deliver(archive, "park", source="survey")
    assert states(refused) == (1, 0, 0, 1)
    assert problems(refused)[1] == ["geometry_invalid"]

    repaired = bring_in(archive, "park", source="survey", repair=True)
    assert states(repaired) == (2, 0, 0, 0)
    told = repaired.row_findings.get(problem="geometry_repaired")
    park = Park.objects.get(source_code="A")
    assert park.geometry.valid
    assert told.parameters["after_m2"] == pytest.approx(park.area_m2, abs=0.1)
    assert park.area_m2 == pytest.approx(shapely.make_valid(outlines[0]).area, abs=0.01)


def test_every_check_is_in_the_manual_with_its_severity():
    manual = (Path(__file__).resolve().parents[2] / "docs" / "import-checks.md").read_text(encoding="utf-8")
    with override("en"):
        for check in all_checks().values():
            assert f"| `{check.problem}` | {check.severity} | {check.message} |" in manual, check.problem
    assert manual.count("\n| `") == len(all_checks())
