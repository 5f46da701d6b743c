"""Deliveries that are odd, broken or malicious: in, in part with an account of each row, or refused with a reason."""

import json
from pathlib import Path

import pytest

from assets.intake.errors import REASONS
from assets.registry.models import Asset
from tests.intake.conftest import REAL, problems, real, states

pytestmark = pytest.mark.started_readers
MANIFEST = REAL / "hostile" / "manifest.json"
ENTRIES = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else []


@pytest.mark.skipif(not ENTRIES, reason="the collection of hostile deliveries is not beside the project")
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_the_manifest_is_kept(entry, deliver):
    from assets.intake import apply

    delivery = deliver(real(f"hostile/{entry['file']}"), entry["asset_class"])
    if delivery.state == delivery.State.REFUSED:
        assert "refuse" in entry["expect"], delivery.refusal
        assert delivery.refusal_code in REASONS
        assert len(delivery.refusal) > 20, "a reason that a person can act on"
        assert not Asset.objects.exists()
        return
    applied = apply.run(delivery.pk)
    created, updated, unchanged, rejected = states(applied)
    assert Asset.objects.count() == created
    assert (updated, unchanged) == (0, 0)
    if entry["expect"] == "import":
        assert (created, rejected) == (entry["rows"], 0)
    else:
        assert entry["expect"] in ("partial", "partial_or_repair", "refuse_or_partial")
        assert rejected > 0
        assert (
            len(
                {
                    (finding.layer, finding.row_no)
                    for finding in applied.row_findings.filter(severity="rejects")
                }
            )
            == rejected
        )


def test_nothing_climbs_out_of_an_archive(deliver):
    deliver(real("hostile/traversal.zip"), "manhole")
    assert not Path("/tmp/evil.txt").exists()


def test_a_cut_off_file_counts_each_lost_row(deliver):
    delivery = deliver(real("hostile/truncated.zip"), "manhole")
    assert states(delivery) == (8, 0, 0, 12)
    assert problems(delivery) == {row: ["row_lost"] for row in range(9, 21)}


def test_a_number_sent_twice_is_taken_once(deliver):
    delivery = deliver(real("hostile/duplicate_code.zip"), "manhole")
    assert problems(delivery) == {8: ["duplicate_in_file"]}
