"""What drains to an asset and what it drains to: the same as networkx says, within what the user may see."""

import json

import networkx as nx
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.network import tracing
from assets.network.tracing import Direction, NotOfTheNetwork, trace
from assets.registry.models import Asset
from assets.registry.scope import Scope
from tests.factories import ParkFactory, line, point
from tests.network.networks import network, nodes, pipe
from tests.undone import undone

pytestmark = pytest.mark.django_db
UP, DOWN = Direction.UPSTREAM, Direction.DOWNSTREAM


def codes(start: str, direction: Direction, **options) -> set[str]:
    found = trace(Asset.objects.get(code=start), direction, **options).asset_codes
    assert len(found) == len(set(found))
    return set(found)


def expected(edges, start: int, direction: Direction) -> set[str]:
    """networkx's answer: nodes reached, and the pipes that lead from them (upstream) or to them (downstream)."""
    graph = nx.MultiDiGraph()
    graph.add_node(start)
    graph.add_edges_from(edges)
    reached = (nx.ancestors if direction == UP else nx.descendants)(graph, start)
    inside = reached | {start}
    far_end = 1 if direction == UP else 0
    return {f"N{node}" for node in reached} | {
        f"P{number}" for number, edge in enumerate(edges) if edge[far_end] in inside
    }


@st.composite
def graphs(draw):
    count = draw(st.integers(2, 9))
    node = st.integers(0, count - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=16))
    against = draw(st.lists(st.booleans(), min_size=len(edges), max_size=len(edges)))
    return count, edges, against, draw(node)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs())
def test_any_network_is_traced_as_networkx_traces_it(db, graph):
    """Loops, circles, parallel pipes, and pipes drawn against their flow included."""
    count, edges, against, start = graph
    with undone():
        made = nodes(count)
        for number, ((upper, lower), turned) in enumerate(zip(edges, against, strict=True)):
            drawn = (lower, upper) if turned else (upper, lower)
            pipe(made, f"P{number}", *drawn, flow_against=turned)
        for direction in Direction:
            assert codes(f"N{start}", direction) == expected(edges, start, direction)


def test_nearest_comes_first_and_lengths_and_classes_add_up(db):
    network(4, [(0, 1), (1, 2), (2, 3)])
    found = trace(Asset.objects.get(code="N3"), UP)
    assert found.asset_codes == ["P2", "N2", "P1", "N1", "P0", "N0"]
    assert found.pipe_length_m == pytest.approx(120)
    assert found.assets_by_class == {"pipe": 3, "manhole": 3}
    assert not found.truncated and not found.partly_hidden and found.note == ""


def test_a_pipe_is_traced_from_its_end_on_that_side(db):
    network(4, [(0, 1), (1, 2), (2, 3)])
    assert codes("P1", UP) == {"N1", "P0", "N0"}
    assert codes("P1", DOWN) == {"N2", "P2", "N3"}


def test_a_pipe_drawn_against_its_flow_is_traced_from_the_other_end(db):
    made = nodes(3)
    pipe(made, "P0", 1, 0, flow_against=True)  # water runs 0 -> 1
    pipe(made, "P1", 1, 2)
    assert codes("P0", UP) == {"N0"}
    assert codes("P0", DOWN) == {"N1", "P1", "N2"}


def test_a_circle_ends(db):
    network(3, [(0, 1), (1, 2), (2, 0)])
    assert codes("N0", DOWN) == {"P0", "N1", "P1", "N2", "P2"}
    assert codes("P0", UP) == {"N0", "P2", "N2", "P1", "N1"}


@pytest.mark.parametrize("status", ["planned", "removed"])
def test_no_water_runs_through_a_pipe_that_is_not_there(db, status):
    made = nodes(3)
    pipe(made, "P0", 0, 1)
    pipe(made, "P1", 1, 2, status=status)
    assert codes("N2", UP) == set()
    assert codes("N0", DOWN) == {"P0", "N1"}


def test_a_pipe_without_a_far_end_belongs_to_the_trace(db):
    made = nodes(1)
    pipe(made, "P0", None, 0)
    assert codes("N0", UP) == {"P0"}


def test_more_than_the_limit_is_cut_and_said(db):
    network(6, [(number, number + 1) for number in range(5)])
    last = Asset.objects.get(code="N5")
    for most in range(1, 10):
        found = trace(last, UP, most=most)
        assert found.truncated and len(found.asset_codes) == most
        assert found.asset_codes == trace(last, UP).asset_codes[:most]
    assert not trace(last, UP, most=10).truncated


def parts_of(plan: dict):
    """A plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from parts_of(below)


def test_the_walk_itself_stops_at_the_limit(db):
    """A trace of a whole city with a limit of two reads a handful of rows."""
    network(40, [(number, number + 1) for number in range(39)])
    statement = (tracing.TRACE + tracing.SUMMARY).format(**tracing.ENDS[UP])
    start = Asset.objects.get(code="N39")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + statement,
            {"node": start.pk, "start": start.pk, "most": 2, "scope_classes": None, "scope_districts": None},
        )
        explained = cursor.fetchone()[0]
    [answer] = json.loads(explained) if isinstance(explained, str) else explained
    [walk] = [part for part in parts_of(answer["Plan"]) if part["Node Type"] == "Recursive Union"]
    assert walk["Actual Rows"] == 4  # where it began, two pipes, and one that tells of more


def test_what_lies_elsewhere_is_walked_through_and_not_shown(db, districts):
    made = network(3, [(0, 1), (1, 2)])
    middle = Asset.objects.get(code="N1")
    middle.geometry = point(475_000)  # in the other district
    middle.save()
    scope = Scope(classes=None, district_ids=(districts["440507"].pk,))
    found = trace(made[2], UP, scope=scope)
    assert "N1" not in found.asset_codes and "N0" in found.asset_codes
    assert found.partly_hidden
    assert not trace(made[2], UP).partly_hidden


def test_an_empty_trace_says_why(db, districts):
    made = network(2, [(0, 1)])
    pipe(made, "OPEN", None, 1)
    for start, direction in (("N0", UP), ("N1", DOWN), ("OPEN", UP)):
        found = trace(Asset.objects.get(code=start), direction)
        assert found.asset_codes == [] and found.note
    notes = {trace(Asset.objects.get(code=start), UP).note for start in ("N0", "OPEN")}
    assert len(notes) == 2
    nowhere = Scope(classes=None, district_ids=(districts["440511"].pk,))
    assert trace(made[1], UP, scope=nowhere).note not in notes


def test_nothing_flows_through_a_park(db):
    with pytest.raises(NotOfTheNetwork):
        trace(ParkFactory(), UP)


def test_a_long_sewer_is_traced_by_index(db):
    """Three thousand pipes in a row: as many steps, each by look-up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_asset_id_seq') + 1000000")
        base = cursor.fetchone()[0]
        count = 3000
        cursor.execute(
            "INSERT INTO registry_asset (id, asset_class, code, geometry) "
            "SELECT %(base)s + n, 'manhole', 'L' || n, ST_SetSRID(ST_MakePoint(460000 + n, 2580000), %(srid)s) "
            "FROM generate_series(0, %(count)s) n",
            {"base": base, "count": count, "srid": line((0, 0), (1, 1)).srid},
        )
        cursor.execute(
            "INSERT INTO registry_manhole (asset_ptr_id) SELECT %(base)s + n FROM generate_series(0, %(count)s) n",
            {"base": base, "count": count},
        )
        cursor.execute(
            "INSERT INTO registry_asset (id, asset_class, code, geometry) "
            "SELECT %(base)s + 100000 + n, 'pipe', 'LP' || n, ST_SetSRID(ST_MakeLine(ST_MakePoint(460000 + n, 2580000), "
            "ST_MakePoint(460001 + n, 2580000)), %(srid)s) FROM generate_series(0, %(last)s) n",
            {"base": base, "last": count - 1, "srid": line((0, 0), (1, 1)).srid},
        )
        cursor.execute(
            "INSERT INTO registry_pipe (asset_ptr_id, start_node_id, end_node_id) "
            "SELECT %(base)s + 100000 + n, %(base)s + n, %(base)s + n + 1 FROM generate_series(0, %(last)s) n",
            {"base": base, "last": count - 1},
        )
    found = trace(Asset.objects.get(code=f"L{count}"), UP)
    assert len(found.asset_codes) == 2 * count
    assert found.pipe_length_m == pytest.approx(count)
    assert found.assets_by_class == {"pipe": count, "manhole": count}
