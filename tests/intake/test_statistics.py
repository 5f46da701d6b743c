"""After a large import the planner is told what the tables hold now, by a worker."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.intake import limits, tasks
from tests.intake.conftest import manholes

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.mark.parametrize("from_rows, asked", [(3, 1), (4, 0)])
def test_only_a_large_import_asks_for_it(send_manholes, monkeypatch, from_rows, asked):
    monkeypatch.setattr(limits, "STATISTICS_FROM_ROWS", from_rows)
    calls = []
    monkeypatch.setattr(tasks, "refresh_statistics", type("Task", (), {"enqueue": lambda: calls.append(1)}))
    delivery = send_manholes(*manholes(3))
    assert delivery.counts["created"] == 3
    assert len(calls) == asked


def test_every_table_that_imports_write_is_analysed():
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tasks.refresh_statistics.func()
    analysed = {query["sql"].removeprefix("ANALYZE ") for query in asked}
    assert {"registry_asset", "registry_pipe", "registry_wastefacility"} <= analysed
