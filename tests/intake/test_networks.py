"""Whole drainage surveys: points split into classes, every pipe joined to its nodes, as the models they come from say."""

import json

import networkx
import pytest
from django.contrib.gis.db.models.functions import Length
from django.db.models import Sum

from assets.registry.models import Asset, Pipe
from tests.intake.conftest import real, states

NETWORKS = ["pystorms_beta", "swmmio_model_state_plane", "swmmio_test_inlet_drains"]


@pytest.fixture(params=NETWORKS)
def network(request, bring_in):
    """A network brought in, and what its model says of it."""
    archive = real(f"networks/{request.param}.zip")
    oracle = json.loads(real("networks/oracle.json").read_text(encoding="utf-8"))[request.param]
    return bring_in(archive, "drainage_survey"), oracle


def drawn_graph() -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    pipes = Pipe.objects.values_list("start_node__source_code", "end_node__source_code", "source_code")
    graph.add_edges_from((start, end, code) for start, end, code in pipes)
    return graph


def test_every_row_goes_in_and_every_pipe_has_both_ends(network):
    delivery, oracle = network
    assert states(delivery) == (oracle["nodes"] + oracle["links"], 0, 0, 0)
    assert Pipe.objects.filter(start_node__isnull=False, end_node__isnull=False).count() == oracle["links"]
    assert delivery.report["srid"] == oracle["srid"]
    assert delivery.report["encoding"] == ("gbk" if oracle["style"] == "zh_gbk" else "utf-8")


def test_upstream_and_downstream_are_the_models(network):
    _, oracle = network
    graph = drawn_graph()
    for start, told in oracle["starts"].items():
        assert networkx.ancestors(graph, start) == set(told["upstream_nodes"]), start
        if isinstance(told["downstream_nodes"], list):
            assert networkx.descendants(graph, start) == set(told["downstream_nodes"]), start


def test_pipes_are_as_long_as_the_models(network):
    _, oracle = network
    total = Pipe.objects.annotate(metres=Length("geometry")).aggregate(total=Sum("metres"))["total"].m
    assert total == pytest.approx(oracle["total_length_m"], abs=1)


def test_the_same_file_again_changes_nothing_and_writes_no_history(network, bring_in):
    delivery, oracle = network
    from pghistory.models import Context

    events = Asset.pgh_event_model.objects.count()
    contexts = Context.objects.count()
    again = bring_in(real(f"networks/{delivery.source}.zip"), "drainage_survey")
    assert states(again) == (0, 0, oracle["nodes"] + oracle["links"], 0)
    assert Asset.pgh_event_model.objects.count() == events
    assert Context.objects.count() == contexts


def test_attributes_arrive_in_the_trades_words(bring_in):
    bring_in(real("networks/pystorms_beta.zip"), "drainage_survey")
    pipe = Pipe.objects.get(source_code="C0")
    assert (pipe.diameter_mm, pipe.material, pipe.category) == (1200, "concrete", "foul")
    assert (pipe.start_invert_m, pipe.end_invert_m) == (0.634, 0.296)
    assert (pipe.installed_on.year, pipe.installed_precision, pipe.owner) == (1988, "year", "市排水公司")
    assert dict(Asset.objects.values_list("asset_class").annotate(n=Sum(1))) == {
        "pipe": 208,
        "manhole": 206,
        "outfall": 1,
        "pumping_station": 3,
    }
