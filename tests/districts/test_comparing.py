"""Districts held against each other: measures on their bases, classes of the legend, order, and what is refused."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.districts import unit_facts
from assets.districts.choropleth import NO_SHADE, SHADES, shade_of, steps_of
from assets.districts.figures import Figures, UnitFigures
from assets.districts.measures import BASES, MEASURES, fits, value_of, written
from assets.districts.templatetags.quantities import few_places
from assets.districts.unit_facts import UnitFacts, added
from assets.registry.models import District
from tests.factories import ManholeFactory, ParkFactory, PipeFactory, line, point, square

KNOWN = UnitFacts(area_km2=4, people=20_000)
PIPES = Figures(count=3, length_m=2_000)
PARKS = Figures(count=1, area_m2=8_000)
GRADES = {"1": 3, "2": 0, "3": 0, "4": 0, "5": 1, "unknown": 0}
UNIT = UnitFigures(
    total=Figures(count=4, length_m=2_000, area_m2=8_000, condition=GRADES),
    by_class={"pipe": PIPES, "park": PARKS},
)


@pytest.mark.parametrize(
    "measure, basis, value, text",
    [
        ("assets", "", 4, "4"),
        ("assets", "km", 2, "2/km"),
        ("assets", "km2", 1, "1/km²"),
        ("assets", "people", 2, "2/10,000 people"),
        ("length", "km2", 500, "0.5 km/km²"),
        ("parks", "people", 4_000, "0.4 ha/10,000 people"),
        ("poor", "", 25, "25.0%"),
    ],
)
def test_a_measure_is_divided_by_its_basis(measure, basis, value, text):
    from django.utils import translation

    found = value_of(MEASURES[measure], BASES[basis], UNIT, KNOWN)
    assert found == value
    with translation.override("en"):
        assert written(MEASURES[measure], BASES[basis], found) == text


@pytest.mark.parametrize("basis, facts", [("km2", UnitFacts()), ("people", UnitFacts()), ("km", KNOWN)])
def test_what_cannot_be_divided_is_not_known_instead_of_nought(basis, facts):
    assert value_of(MEASURES["assets"], BASES[basis], UnitFigures(total=Figures(count=5)), facts) is None


def test_shares_and_lengths_are_not_related_to_what_makes_no_sense():
    assert not fits(MEASURES["poor"], BASES["km2"])
    assert not fits(MEASURES["length"], BASES["km"])
    assert all(fits(measure, BASES[""]) for measure in MEASURES.values())


@pytest.mark.parametrize(
    "known, classes, expected",
    [
        ([], "quantile", []),
        ([7.0], "quantile", [(7, 7)]),
        ([7.0, 7.0, 7.0], "equal", [(7, 7)]),
        ([1.0, 2, 3, 4, 5, 6, 100], "quantile", [(1, 2), (3, 3), (4, 5), (6, 6), (100, 100)]),
        ([0.0, 10], "equal", [(0, 5), (5, 10)]),
        ([0.0, 1, 2, 3, 100], "equal", [(0, 20), (20, 40), (40, 60), (60, 80), (80, 100)]),
    ],
)
def test_the_classes_of_the_legend(known, classes, expected):
    steps = steps_of(known, classes)
    assert [(step.lowest, step.highest) for step in steps] == expected
    assert [SHADES.index(step.shade) for step in steps] == sorted(SHADES.index(step.shade) for step in steps)


@pytest.mark.parametrize("classes", ["quantile", "equal"])
@pytest.mark.parametrize(
    "known", [[1.0, 1, 1, 1, 2, 3], [0.1, 0.2, 0.3], [5.0, 5, 9, 9, 9, 9, 9], [-1.0, 0, 1e-9]]
)
def test_each_value_lies_in_the_class_of_its_shade_and_equal_values_in_one(known, classes):
    steps = steps_of(known, classes)
    for value in known:
        (step,) = [step for step in steps if step.shade == shade_of(value, steps)]
        assert step.lowest <= value <= step.highest
    assert shade_of(None, steps) is NO_SHADE


@pytest.mark.parametrize("value", [0, 0.00001, 0.0345, 0.5, 9.99, 34.56, 99.9, 1234.5, 1e9])
def test_small_figures_keep_places_that_count(value):
    text = few_places(value)
    assert "e" not in text
    assert value == 0 or text == "<0.001" or abs(float(text.replace(",", "")) - value) <= value / 15


def test_units_together_are_known_where_each_is():
    assert added([KNOWN, KNOWN]).area_km2 == 8
    assert added([KNOWN, KNOWN]).people == 40_000
    assert added([KNOWN, UnitFacts(area_km2=1)]).people is None
    assert added([]).area_km2 is None


@pytest.mark.parametrize(
    "text", ["code,area_km2\n440507,1\n", "code,area_km2,people,year,source\n440507,x,1,2020,\n"]
)
def test_a_table_of_facts_that_is_none_is_named_when_it_is_needed(tmp_path, settings, text):
    settings.REGISTRY_UNIT_FACTS = tmp_path / "facts.csv"
    settings.REGISTRY_UNIT_FACTS.write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="REGISTRY_UNIT_FACTS.*facts.csv"):
        unit_facts.recorded_facts()


@pytest.fixture
def two(districts):
    """440507 with three manholes and 2 km of pipe, 440511 with one manhole in poor condition and a park."""
    for number in range(3):
        ManholeFactory(code=f"M{number}", geometry=point(465_000 + number), condition=1)
    PipeFactory(code="P", geometry=line((461_000, 2_580_000), (463_000, 2_580_000)), condition=2)
    ManholeFactory(code="N", geometry=point(475_000), condition=5)
    ParkFactory(code="K", geometry=square(474_000, side_m=200))
    return districts


def units(page: str) -> list[str]:
    """The codes of the table's rows in their order, the sum at its foot left out."""
    return re.findall(
        r'data-unit="(\d{6})"', page[page.index("<tbody") : page.index("<tfoot")].partition("<tbody")[2]
    )


@pytest.mark.django_db
class TestThePage:
    @pytest.mark.parametrize(
        "sort, first",
        [
            ("", "440507"),
            ("-assets", "440507"),
            ("assets", "440511"),
            ("-poor", "440511"),
            ("-parks", "440511"),
        ],
    )
    def test_the_table_is_sorted_and_says_how(self, login, two, sort, first):
        page = login("planner").get("/districts/", {"sort": sort}).content.decode()
        table = page[page.index('id="compared"') :]
        assert units(table)[0] == first
        assert ('aria-sort="descending"' in table) == sort.startswith("-")

    @pytest.mark.parametrize("measure", MEASURES)
    @pytest.mark.parametrize("basis", ["", "km", "km2", "people"])
    def test_every_measure_on_every_basis_it_fits(self, login, two, measure, basis):
        answer = login("planner").get("/districts/", {"measure": measure, "basis": basis})
        assert answer.status_code == (200 if fits(MEASURES[measure], BASES[basis]) else 400)
        if answer.status_code == 200 and basis == "km" and measure == "assets":
            # 440511 has no pipe to divide by: hatched, and so it says.
            assert "url(#not-known)" in answer.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            "measure=beauty", "basis=head", "measure=poor&basis=km", "classes=three", "sort=beauty", "asset_class=bus",
            "since=2026-02-01&until=2026-01-01", "since=x", "until=2025-99-01", "as_of=2999-01-01", "as_of=soon",
        ],
    )  # fmt: skip
    def test_what_it_does_not_know_gets_a_sentence_and_a_way_back(self, login, two, query):
        answer = login("planner").get(f"/districts/?{query}")
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "data-error-sentence" in page
        assert "data-go-back" in page

    def test_the_address_of_a_view_holds_all_of_it(self, login, two):
        asked = {
            "measure": "assets",
            "basis": "km2",
            "classes": "equal",
            "sort": "-assets",
            "asset_class": "manhole",
        }
        page = login("planner").get("/districts/", asked).content.decode()
        for query in re.findall(r'class="chip" href="\?([^"]+)"', page):
            words = dict(part.split("=") for part in query.replace("&amp;", "&").split("&"))
            assert len(asked.items() & words.items()) >= len(asked) - 2, query
        for name, value in asked.items():
            if name != "asset_class":
                assert f'name="{name}" value="{value}"' in page

    def test_one_class_is_compared_alone(self, login, two):
        answer = login("planner").get("/districts/", {"asset_class": "manhole", "measure": "assets"})
        counts = {row.unit.code: row.values["assets"] for row in answer.context["rows"]}
        assert counts == {"440507": 3, "440511": 1}
        for row in answer.context["rows"]:
            assert all("asset_class=" in cell.url for cell in row.cells)

    def test_people_are_no_basis_where_nobody_counted_them(self, login, two, settings):
        settings.REGISTRY_UNIT_FACTS = None
        page = login("planner").get("/districts/", {"measure": "assets", "basis": "km2"}).content.decode()
        assert "basis=people" not in page

    @pytest.mark.parametrize("door", ["/districts/", "/districts/440507/"])
    def test_more_units_ask_no_more_of_the_database(self, login, two, door):
        client, parent = login("planner"), two["440507"]
        District.objects.create(code="440507001", name="街道", level="street_town", parent=parent)
        client.get(door)
        with CaptureQueriesContext(connection) as few:
            client.get(door)
        for number in range(2, 31):
            District.objects.create(
                code=f"440507{number:03d}", name=f"街道{number}", level="street_town", parent=parent
            )
        with CaptureQueriesContext(connection) as many:
            client.get(door)
        assert len(many) == len(few)
        assert len(many) <= 24, [query["sql"][:80] for query in many]
