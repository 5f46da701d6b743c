"""Real networks, imported as their survey delivers them, are traced as their makers know them."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from assets.network.checks import check_network
from assets.network.tracing import Direction, trace
from assets.registry.models import Asset

SURVEYS = settings.BASE_DIR.parent / "shared" / "data" / "real" / "networks"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (SURVEYS / "oracle.json").is_file(), reason="no survey deliveries beside the project"
    ),
]


@pytest.mark.parametrize("name", ["pystorms_beta", "swmmio_model_state_plane", "swmmio_test_inlet_drains"])
def test_every_start_of_the_oracle_is_traced_whole(name):
    oracle = json.loads((SURVEYS / "oracle.json").read_text(encoding="utf-8"))[name]
    call_command("import_assets", str(SURVEYS / f"{name}.zip"), asset_class="drainage_survey", source=name)
    assets = Asset.objects.filter(source=name)
    numbers = dict(assets.values_list("code", "source_code"))
    for start, expected in oracle["starts"].items():
        for direction in Direction:
            found = trace(assets.get(source_code=start, is_node=True), direction)
            told = sorted(numbers[code] for code in found.asset_codes)
            links = f"{direction.value}_links"
            assert told == sorted(expected[f"{direction.value}_nodes"] + expected[links]), (start, direction)
            if direction == Direction.UPSTREAM:
                assert found.pipe_length_m == pytest.approx(expected["upstream_length_m"], rel=0.002, abs=1)
    counts = {result.check.name: result.count for result in check_network()}
    assert (counts["cycle"] > 0) == oracle["cyclic"]
    assert counts["end_missing"] == 0
