"""The length that drains through each pipe: the same as a walk in topological order with networkx says."""

import networkx as nx
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.network import drained
from assets.registry.models import Pipe
from tests.network.networks import network, nodes, pipe
from tests.undone import undone

pytestmark = pytest.mark.django_db


def added_up() -> dict[str, float]:
    drained.add_up()
    codes = dict(Pipe.objects.values_list("pk", "code"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pipe_id, length_m FROM drained")
        return {codes[pipe_id]: length for pipe_id, length in cursor.fetchall()}


def expected(edges: list[tuple[int, int]], lengths: dict[str, float]) -> dict[str, float]:
    """A second computation, node by node, of networks without circles."""
    graph = nx.MultiDiGraph()
    for number, (upper, lower) in enumerate(edges):
        graph.add_edge(upper, lower, key=f"P{number}")
    load = dict.fromkeys(graph, 0.0)
    found = {}
    for node in nx.topological_sort(graph):
        leaving = list(graph.out_edges(node, keys=True))
        for _upper, lower, code in leaving:
            found[code] = load[node] / len(leaving) + lengths[code]
            load[lower] += found[code]
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edges=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda edge: edge[0] < edge[1]), max_size=16
    )
)
def test_any_network_without_circles_adds_up_as_networkx_orders_it(db, edges):
    with undone():
        made = nodes(9)
        for number, (upper, lower) in enumerate(edges):
            turned = number % 3 == 0
            pipe(made, f"P{number}", *((lower, upper) if turned else (upper, lower)), flow_against=turned)
        lengths = dict(Pipe.objects.values_list("code", "length_m"))
        assert added_up() == pytest.approx(expected(edges, lengths))


def test_pipes_on_a_circle_have_no_answer_and_what_lies_below_has_one(db):
    network(6, [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (4, 5)])
    lengths = dict(Pipe.objects.values_list("code", "length_m"))
    found = added_up()
    assert set(found) == {"P0", "P4", "P5"}
    assert found["P0"] == pytest.approx(lengths["P0"])
    assert found["P5"] == pytest.approx(found["P4"] + lengths["P5"])


def test_pipes_that_carry_no_water_or_lead_to_themselves_do_not_count(db):
    made = network(3, [(0, 1), (1, 2)])
    pipe(made, "PLANNED", 0, 1, status="planned")
    pipe(made, "GONE", 0, 1, status="removed")
    pipe(made, "LOOP", 1, 1)
    pipe(made, "OPEN", 2, None)
    assert set(added_up()) == {"P0", "P1"}


def test_where_water_parts_it_is_divided_and_the_sum_is_kept(db):
    network(5, [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)])
    lengths = dict(Pipe.objects.values_list("code", "length_m"))
    found = added_up()
    assert found["P3"] + found["P4"] == pytest.approx(sum(lengths.values()))
