"""What somebody changed in the registry since the check: three values, never overwritten."""

import pytest

from assets.intake import apply, difference
from assets.registry.history import acting
from assets.registry.models import Asset, Manhole
from tests.intake.conftest import manholes, pack, shapefile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("component_classes", "districts"),
]


def test_three_values_before_and_after_applying(send_manholes, deliver, tmp_path, users):
    places, columns = manholes(3, 井深=[2.0, 2.0, 2.0], 权属单位=["甲"] * 3)
    send_manholes(places, columns)
    columns |= {"井深": [3.0, 3.0, 2.0], "权属单位": ["甲"] * 3}
    delivery = deliver(
        pack(tmp_path / "b.zip", shapefile(tmp_path / "b", "管点", places, columns)), "manhole", "survey"
    )
    assert difference.conflicts_of(delivery) == 0
    with acting(users["gis"], None, "site"):
        asset = Manhole.objects.get(source_code="P0001")
        asset.depth_m, asset.owner = 2.5, "乙"
        asset.save()

    assert difference.conflicts_of(delivery) == 1
    (row,) = difference.rows(delivery, "conflict")
    assert row.conflict["depth_m"] == [2.0, 2.5, 3.0]
    assert row.conflict["owner"] == ["甲", "乙", "甲"]
    (also,) = [one for one in difference.rows(delivery, "updated") if one.conflict]
    assert also.rid == row.rid

    applied = apply.run(delivery.pk)
    assert applied.counts["rejected"] == 1 and applied.counts["updated"] == 1
    assert Manhole.objects.get(source_code="P0001").depth_m == 2.5
    (kept,) = difference.rows(applied, "rejected")
    assert kept.conflict["depth_m"] == [2.0, 2.5, 3.0]


def test_one_that_is_gone_meanwhile_is_said_too(send_manholes, deliver, tmp_path):
    places, columns = manholes(1, 井深=[2.0])
    send_manholes(places, columns)
    columns["井深"] = [3.0]
    delivery = deliver(
        pack(tmp_path / "b.zip", shapefile(tmp_path / "b", "管点", places, columns)), "manhole", "survey"
    )
    Asset.objects.all().delete()
    (row,) = difference.rows(delivery, "conflict")
    assert row.conflict["depth_m"] == [2.0, None, 3.0]
