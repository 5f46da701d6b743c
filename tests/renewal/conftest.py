"""A few assets of known risk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ManholeFactory, ParkFactory, PipeFactory, line, square
from tests.network.networks import network


def years_ago(years: float):
    return timezone.localdate() - timedelta(days=round(years * 365.25))


@pytest.fixture
def street(districts):
    """
    N0 -P0- N1 -P1- N2 in 440507, pipes of 40 m each; SOLE, a worn large pipe of 50 m in 440511; a park, and a manhole
    of which nothing is known.
    """
    nodes = network(3, [(0, 1), (1, 2)])
    for node in nodes:
        node.condition = 2
        node.save()
    pipes = {
        "SOLE": PipeFactory(
            code="SOLE",
            geometry=line((475_000, 2_580_000), (475_050, 2_580_000)),
            diameter_mm=1200,
            material="concrete",
            condition=5,
            installed_on=years_ago(40),
            extra={"道路等级": "主干路"},
        )
    }
    return {
        **pipes,
        "park": ParkFactory(code="PARK", geometry=square(463_000), condition=3),
        "unknown": ManholeFactory(code="UNKNOWN"),
    }
