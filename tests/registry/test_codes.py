"""Codes that the registry gives: in order, never twice, to the last one; one at a time or thousands."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from assets.registry.models import Asset
from tests import factories

pytestmark = pytest.mark.django_db
COUNTY = "440507"


def insert(rows: int, code: str = "") -> None:
    """So many manholes in one statement, in district 440507."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_asset (asset_class, code, geometry)"
            " SELECT 'manhole', %s, ST_SetSRID(ST_MakePoint(465000 + n, 2580000), %s) FROM generate_series(1, %s) n",
            [code, settings.REGISTRY_SRID, rows],
        )


def codes() -> list[str]:
    """Every code, in the order of coming."""
    return list(Asset.objects.order_by("pk").values_list("code", flat=True))


def serials() -> list[tuple[str, int]]:
    """The serials last given in the county."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT component_class, last_serial FROM registry_codeserial WHERE county = %s", [COUNTY]
        )
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_assets_saved_one_by_one_get_numbers_without_a_gap(districts):
    made = [factories.ManholeFactory(code="").code for _ in range(4)]
    first = int(made[0])
    assert made == [str(first + number) for number in range(4)]
    assert [code[:6] for code in made] == [COUNTY] * 4


def test_a_thousand_in_one_statement_get_as_many_codes_in_order(districts):
    insert(1000)
    given = codes()
    assert given == [str(int(given[0]) + number) for number in range(1000)]
    assert [last for _, last in serials()] == [pytest.approx(1000, abs=128)]


def test_a_number_of_the_block_that_a_row_brings_itself_is_passed_over(districts):
    insert(2)
    following = str(int(codes()[-1]) + 1)
    insert(1, code=following)
    insert(3)
    assert len(set(codes())) == 6


def test_what_is_rolled_back_gives_no_code_twice(districts):
    insert(3)
    try:
        with transaction.atomic():
            insert(50)
            raise RuntimeError
    except RuntimeError:
        pass
    insert(100)
    assert len(set(codes())) == len(codes()) == 103


def test_the_last_free_serials_are_given_before_the_registry_refuses(districts):
    insert(1)
    [(component_class, last)] = serials()
    with connection.cursor() as cursor:
        # The class of components that manholes have: all others are full, this one has three left.
        cursor.execute(
            "INSERT INTO registry_codeserial (county, component_class, last_serial)"
            " SELECT %s, component_class, 999999 FROM registry_componentclass"
            " WHERE asset_class = 'manhole' AND component_class <> %s",
            [COUNTY, component_class],
        )
        cursor.execute(
            "UPDATE registry_codeserial SET last_serial = 999996 WHERE component_class = %s",
            [component_class],
        )
    insert(3)
    assert codes()[1:] == [f"{COUNTY}{component_class}{number}" for number in (999997, 999998, 999999)]
    with pytest.raises(IntegrityError, match="free serials"), transaction.atomic():
        insert(1)
