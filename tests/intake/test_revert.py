"""Reverting: every value and geometry as it was, also one that would not pass today; refused where later work stands on it."""

import pytest
import shapely
from django.db import connection

from assets.intake import revert, tasks
from assets.intake.errors import RevertRefused, WrongState
from assets.intake.models import Delivery
from assets.registry.errors import NotAllowed, NotFound
from assets.registry.models import Asset, Changeset, Manhole
from tests.factories import PipeFactory
from tests.intake.conftest import manholes, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")

ALL_VALUES = """
SELECT asset.code, asset.name, asset.owner, asset.extra::text, asset.condition, asset.condition_reason, asset.district_id,
       ST_AsEWKB(asset.geometry)::bytea, manhole.depth_m, manhole.kind
  FROM registry_asset asset LEFT JOIN registry_manhole manhole ON manhole.asset_ptr_id = asset.id
 ORDER BY asset.code
"""


def everything() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(ALL_VALUES)
        return [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in cursor.fetchall()
        ]


def in_another_transaction() -> None:
    """What the import's transaction left set, and a test's goes on with: whose history it is, constraints at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_what_was_made_is_gone(send_manholes):
    delivery = send_manholes(*manholes(3))
    undoing = revert.run(delivery.pk)
    assert not Asset.objects.exists()
    assert undoing.counts == {"created": 0, "updated": 0, "deleted": 3}
    changeset = Changeset.objects.get(pk=delivery.pk)
    assert (changeset.state, changeset.reverted_by) == (Changeset.State.REVERTED, undoing)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.REVERTED


def test_every_value_and_place_is_as_it_was(send_manholes):
    places, columns = manholes(
        4, 井深=[1.0, 2.0, 3.0, 4.0], 完好程度=["1", "2", "3", "4"], 杂项=["a", "b", "c", "d"]
    )
    send_manholes(places, columns)
    before = everything()
    places[1] = shapely.Point(475_000, 2_580_000.123456789)
    changed = {
        **columns,
        "井深": [1.0, 7.0, 3.0, 4.0],
        "完好程度": ["1", "2", "5", "4"],
        "杂项": ["a", "b", "c", "x"],
    }
    second = send_manholes(places, changed)
    assert states(second) == (0, 3, 1, 0)
    assert everything() != before
    revert.run(second.pk)
    assert everything() == before


def test_values_that_no_check_would_pass_today_come_back(send_manholes):
    send_manholes(*manholes(1, 井深=[1.0]))
    Manhole.objects.update(depth_m=-999)
    second = send_manholes(*manholes(1, 井深=[2.0]))
    revert.run(second.pk)
    assert Manhole.objects.get().depth_m == -999


def test_a_revert_is_reverted(send_manholes):
    delivery = send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    before, ids = everything(), set(Asset.objects.values_list("pk", flat=True))
    undoing = revert.run(delivery.pk)
    revert.run(undoing.pk)
    assert everything() == before
    assert set(Asset.objects.values_list("pk", flat=True)) == ids
    assert Changeset.objects.get(pk=delivery.pk).state == Changeset.State.APPLIED
    again = revert.run(delivery.pk)
    assert again.pk != undoing.pk and not Asset.objects.exists()


def test_a_later_change_stands_on_it_and_is_named(send_manholes):
    first = send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    second = send_manholes(*manholes(3, 井深=[1.0, 2.0, 8.0]))
    with pytest.raises(RevertRefused) as refused:
        revert.run(first.pk)
    assert [(entry["code"], entry["what"], entry["changeset"]) for entry in refused.value.standing] == [
        ("P0003", "update", str(second.pk))
    ]
    assert Asset.objects.count() == 3
    revert.run(second.pk)
    revert.run(first.pk)
    assert not Asset.objects.exists(), "what was taken back stands on nothing"


def test_a_pipe_of_somebody_else_stands_on_a_node(send_manholes):
    delivery = send_manholes(*manholes(2))
    in_another_transaction()
    PipeFactory(code="MINE", start_node=Asset.objects.get(code="P0001"))
    with pytest.raises(RevertRefused) as refused:
        revert.run(delivery.pk)
    assert ("P0001", "pipe") in [(entry["code"], entry["what"]) for entry in refused.value.standing]


def test_an_inspection_stands_on_an_asset(send_manholes):
    inspection = pytest.importorskip("assets.work.models").Inspection
    from tests.work import factories

    delivery = send_manholes(*manholes(2))
    in_another_transaction()
    factories.InspectionFactory(asset=Asset.objects.get(code="P0002"))
    assert inspection.objects.count() == 1
    with pytest.raises(RevertRefused) as refused:
        revert.run(delivery.pk)
    assert "P0002" in {entry["code"] for entry in refused.value.standing}
    assert Asset.objects.count() == 2


def test_a_deleted_asset_is_named(send_manholes):
    delivery = send_manholes(*manholes(2))
    in_another_transaction()
    Manhole.objects.get(code="P0002").delete()
    with pytest.raises(RevertRefused) as refused:
        revert.run(delivery.pk)
    assert {(entry["code"], entry["what"]) for entry in refused.value.standing} == {("P0002", "delete")}


def test_only_what_was_applied_and_exists(send_manholes, deliver, tmp_path, users):
    with pytest.raises(NotFound):
        revert.run(999_999)
    proposed = Changeset.objects.create(kind="import", title="never applied")
    with pytest.raises(WrongState):
        revert.run(proposed.pk)
    delivery = send_manholes(*manholes(1))
    for role in ("viewer", "crew", "manager", "planner"):
        with pytest.raises(NotAllowed):
            revert.run(delivery.pk, users[role])
    assert Asset.objects.exists()
    revert.run(delivery.pk, users["gis"])


def test_not_in_districts_of_others(send_manholes, users, districts):
    delivery = send_manholes(*manholes(1))
    users["gis"].districts.add(districts["440511"])
    with pytest.raises(NotAllowed):
        revert.run(delivery.pk, users["gis"])
    assert Asset.objects.exists()


def test_the_page_lists_what_stands_on_it_when_the_background_task_refuses(send_manholes, login):
    first = send_manholes(*manholes(3, 井深=[1.0, 2.0, 3.0]))
    second = send_manholes(*manholes(3, 井深=[1.0, 2.0, 8.0]))
    revert.request(first.changeset, None)
    tasks.revert_changeset.func(first.pk, None)
    page = login("gis").get(f"/imports/{first.pk}/").content.decode()
    standing = page.split('id="standing"')[1].split("</table>")[0]
    assert 'href="/assets/P0003/"' in standing and f"<td>{second.pk}</td>" in standing
    assert "P0001" not in standing
    revert.run(second.pk)
    revert.request(first.changeset, None)
    tasks.revert_changeset.func(first.pk, None)
    assert 'id="standing"' not in login("gis").get(f"/imports/{first.pk}/").content.decode()
    assert not Asset.objects.exists()
