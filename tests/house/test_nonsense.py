"""Nonsense in any parameter of any door: an answer or a refusal in words, never a fault."""

import os
import random
from itertools import product
from urllib.parse import parse_qsl

import pytest
from django.db import transaction
from django.test import Client

from tests import factories
from tests.factories import line, point
from tests.house.test_doors import DOORS

pytestmark = pytest.mark.django_db

WORDS = """
after area as_of asset asset_class at bbox before budget column columns condition cursor day default diameter_max
diameter_min district edge features format from grade history inspected_before inspected_since installed_before kind
lat layer level limit lon maintained_before maintained_since material measure menu mine month months name next offset open
order overdue owner p page page_size period place plan problem q quarter radius_m rid role shared since sort source
source_code srid state status template to type units until updated_since values view what year_from year_to
""".split()  # noqa: SIM905 - a word a line would be a page
NONSENSE = [
    "",
    " ",
    "²",
    "-1",
    "0",
    "9" * 20,
    "9" * 400,
    "1e309",
    "nan",
    "inf,inf,inf,inf",
    "\x00",
    "\ud7ff\U0010ffff",
    "0001-01-01",
    "9999-12-31",
    "2025-02-30",
    "2025-06",
    "%s",
    "'; --",
    "[1",
    "1,",
    ",",
    "a" * 5000,
    "440507",
    "pipe",
]
# So many words and values of each door, always the same; with REGISTRY_FUZZ_EXAMPLES more.
TRIES = int(os.environ.get("REGISTRY_FUZZ_EXAMPLES", "25"))


@pytest.mark.parametrize("address", [address for method, address, _table in DOORS if method == "GET"])
def test_nonsense_in_a_parameter_is_answered_or_refused_never_a_fault(address, users, districts):
    code = factories.ManholeFactory(geometry=point(465_000)).code
    factories.PipeFactory(geometry=line((465_000, 2_580_000), (465_050, 2_580_000)))
    client = Client(raise_request_exception=False)
    client.force_login(users["administrator"])
    chosen = random.Random(address)
    faults = []
    path, _, query = address.format(code=code).partition("?")
    given = dict(parse_qsl(query))
    for word, value in chosen.sample(list(product([*WORDS, *given], NONSENSE)), TRIES):
        with transaction.atomic():
            status = client.get(path, {**given, word: value}).status_code
            transaction.set_rollback(True)
        if status >= 500:
            faults.append((status, word, value[:40]))
    assert not faults
