"""Each check finds its fault, only its fault, and nothing in a sound network."""

import json

import networkx as nx
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assets.network.checks import CHECKS, check_network
from assets.network.cycles import knots
from tests.factories import OutfallFactory, SluiceGateFactory, line, point
from tests.network.networks import network, nodes, pipe, place

pytestmark = pytest.mark.django_db


def found(district_ids=None) -> dict[str, list[str]]:
    """Codes by check, of those that found anything; the count is that of the rows."""
    results = check_network(district_ids)
    assert all(result.count == len(result.findings) for result in results)
    return {
        result.check.name: [finding.code for finding in result.findings] for result in results if result.count
    }


def test_a_sound_network_is_clean(db):
    network(4, [(0, 1), (1, 2), (2, 3)])
    assert found() == {}


def test_a_pipe_with_an_unknown_end(db):
    made = nodes(1)
    pipe(made, "P", 0, None)
    pipe(made, "GONE", 0, None, status="removed")
    [result] = [result for result in check_network() if result.check.name == "end_missing"]
    assert [(finding.code, finding.measure) for finding in result.findings] == [("P", 1)]


def test_an_end_half_a_metre_from_its_node_and_one_further(db):
    made = nodes(3)
    east, north = place(1)
    pipe(made, "NEAR", 0, 1, geometry=line(place(0), (east, north + 0.49)))
    pipe(made, "FAR", 0, 1, geometry=line(place(0), (east, north + 0.51)))
    pipe(made, "ON", 1, 2)
    [finding] = next(r for r in check_network() if r.check.name == "end_far_from_node").findings
    assert (finding.code, finding.other_code) == ("FAR", "N1")
    assert finding.measure == pytest.approx(0.51, abs=0.001)


def test_a_node_without_a_pipe_but_not_a_gate(db):
    network(2, [(0, 1)])
    OutfallFactory(code="ALONE", geometry=point(462_500))
    OutfallFactory(code="GONE", geometry=point(462_600), status="removed")
    SluiceGateFactory(code="GATE")
    assert found() == {"node_isolated": ["ALONE"]}


def test_a_pipe_back_to_its_own_node_is_a_loop_and_no_circle(db):
    network(2, [(0, 1), (1, 1)])
    assert found() == {"self_loop": ["P1"]}


def test_inverts_that_rise_with_the_flow(db):
    made = nodes(3)
    pipe(made, "FALLS", 0, 1, start_invert_m=2.0, end_invert_m=1.9)
    pipe(made, "RISES", 0, 1, start_invert_m=1.9, end_invert_m=2.0)
    pipe(made, "TURNED", 0, 1, start_invert_m=1.9, end_invert_m=2.0, flow_against=True)
    pipe(made, "RISES-TURNED", 0, 1, start_invert_m=2.0, end_invert_m=1.8, flow_against=True)
    pipe(made, "PUMPED", 0, 1, start_invert_m=0.0, end_invert_m=3.0, is_pressure=True)
    pipe(made, "WITHIN-SURVEY", 0, 1, start_invert_m=2.0, end_invert_m=2.009)
    pipe(made, "UNKNOWN", 1, 2, start_invert_m=2.0)
    # Pipes drawn against their flow close a circle with the others; that is another check's.
    assert found()["invert_against_flow"] == ["RISES-TURNED", "RISES"]


def test_diameters_that_shrink_downstream(db):
    made = nodes(6)
    pipe(made, "A", 0, 1, diameter_mm=800)
    pipe(made, "B", 1, 2, diameter_mm=600)
    pipe(made, "C", 2, 3, diameter_mm=600)
    pipe(made, "D", 3, 4, diameter_mm=300)  # beside it a box culvert of unknown diameter
    pipe(made, "BOX", 3, 5, diameter_mm=None, shape="box", width_mm=2000, height_mm=1500)
    [finding] = next(r for r in check_network() if r.check.name == "diameter_shrinks").findings
    assert (finding.code, finding.other_code, finding.measure) == ("B", "A", 200)


def test_an_overflow_beside_the_main_is_no_bottleneck(db):
    made = nodes(4)
    pipe(made, "A", 0, 1, diameter_mm=800)
    pipe(made, "MAIN", 1, 2, diameter_mm=800)
    pipe(made, "OVERFLOW", 1, 3, diameter_mm=300)
    assert found() == {}


def test_circles_without_what_leads_to_them_or_away(db):
    #        0 -> 1 -> 2 -> 3 -> 1      3 -> 4    and a circle of its own 5 <-> 6
    network(7, [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (5, 6), (6, 5), (4, 5)])
    [result] = [result for result in check_network() if result.check.name == "cycle"]
    circles: dict[float, set[str]] = {}
    for finding in result.findings:
        circles.setdefault(finding.measure, set()).add(finding.code)
    assert sorted(map(sorted, circles.values())) == [["P1", "P2", "P3"], ["P5", "P6"]]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_knots_are_the_strongly_connected_parts(edges):
    mine: dict[int, set[int]] = {}
    for node, knot in knots(edges).items():
        mine.setdefault(knot, set()).add(node)
    theirs = nx.strongly_connected_components(nx.DiGraph(edges))
    assert sorted(map(sorted, mine.values())) == sorted(map(sorted, theirs))


def test_only_one_district(db, districts):
    OutfallFactory(code="HERE", geometry=point(462_500))
    OutfallFactory(code="THERE", geometry=point(475_000))
    assert found([districts["440511"].pk]) == {"node_isolated": ["THERE"]}


def test_every_check_has_a_statement_and_chinese(db):
    from django.utils import translation

    for check in CHECKS:
        assert "{in_districts}" in check.statement
        with translation.override("zh-hans"):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in f"{check.title}{check.advice}")


def test_the_command_prints_a_table_and_writes_points(db, districts, tmp_path, capsys):
    network(2, [(0, 1)])
    for number in range(8):
        OutfallFactory(code=f"ALONE{number}", geometry=point(462_500 + number))
    target = tmp_path / "faults.geojson"
    call_command("check_network", geojson=target, show=2)
    said = capsys.readouterr().out
    assert "node_isolated" in said and "ALONE0" in said and "ALONE5" not in said
    collection = json.loads(target.read_text(encoding="utf-8"))
    assert len(collection["features"]) == 8
    assert collection["features"][0]["properties"]["check"] == "node_isolated"
    longitude, latitude = collection["features"][0]["geometry"]["coordinates"]
    assert 116 < longitude < 117.5 and 23 < latitude < 24


@pytest.mark.parametrize(
    "options", [{"district": "999999"}, {"show": -1}, {"geojson": "/nowhere/at/all.geojson"}]
)
def test_the_command_refuses_nonsense(db, options):
    from pathlib import Path

    if "geojson" in options:
        options = {"geojson": Path(options["geojson"])}
    with pytest.raises(CommandError):
        call_command("check_network", **options)
