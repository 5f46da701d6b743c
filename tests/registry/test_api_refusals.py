"""Every guard of the database has a sentence and a status."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction

import assets.registry
from assets.registry.models import Asset, Pipe
from assets.registry.refusals import SENTENCES, Refused, explained
from tests import factories

pytestmark = pytest.mark.django_db

SQL = Path(assets.registry.__file__).parent / "sql"


def test_every_guard_of_assets_is_in_the_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid IN ('registry_asset'::regclass, 'registry_pipe'::regclass)"
            " AND conname ~ '^(asset|pipe)_'"
        )
        in_database = {row[0] for row in cursor.fetchall()}
    raised = set()
    for path in SQL.glob("*.sql"):
        raised |= set(re.findall(r"CONSTRAINT = '(\w+)'", path.read_text(encoding="utf-8")))
    assert len(in_database) > 8 and len(raised) > 4
    assert in_database | raised <= set(SENTENCES)


def test_every_sentence_belongs_to_a_guard_that_exists():
    sources = "".join(path.read_text(encoding="utf-8") for path in SQL.parents[1].glob("*/sql/*.sql"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'"
        )
        existing = {row[0] for row in cursor.fetchall()}
    assert [name for name in SENTENCES if name not in existing and name not in sources] == []


@pytest.mark.parametrize(
    ("write", "constraint", "status"),
    [
        ("UPDATE registry_asset SET code = 'TAKEN' WHERE code = 'M'", "asset_code_unique", 409),
        ("UPDATE registry_asset SET condition = 9 WHERE code = 'M'", "asset_condition_1_to_5", 400),
        ("UPDATE registry_asset SET status = 'lost' WHERE code = 'M'", "asset_status_known", 400),
        ("UPDATE registry_asset SET asset_class = 'park' WHERE code = 'M'", "asset_class_is_fixed", 409),
        ("UPDATE registry_asset SET name = repeat('x', 300) WHERE code = 'M'", "unstorable", 400),
        (
            "UPDATE registry_asset SET geometry = ST_Buffer(geometry, 5) WHERE code = 'M'",
            "asset_geometry_suits_class",
            400,
        ),
    ],
)
def test_what_a_guard_refuses_is_said(write, constraint, status):
    factories.ManholeFactory(code="M")
    factories.ManholeFactory(code="TAKEN")
    with pytest.raises(Refused) as refusal, explained(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(write)
    assert (refusal.value.code, refusal.value.status) == (constraint, status)
    assert refusal.value.detail()


def test_a_pipe_on_a_park_is_said_to_need_a_node():
    pipe, park = factories.PipeFactory(), factories.ParkFactory()
    with pytest.raises(Refused, match="|".join(["node", "管点"])), explained(), transaction.atomic():
        Pipe.objects.filter(pk=pipe.pk).update(start_node=Asset.objects.get(pk=park.pk))


def test_a_fault_that_is_no_refusal_passes_through():
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError), explained(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing_of_that_name")
