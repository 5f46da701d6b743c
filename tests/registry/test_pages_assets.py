"""The pages of assets: who comes in, what they show, what a form may change."""

import pytest
from django.apps import apps

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Manhole, Role
from tests import factories
from tests.factories import FACTORIES, point

pytestmark = pytest.mark.django_db

ENGLISH = {"django_language": "en"}


def page(client, address: str, **headers) -> str:
    """The page's text in English; it must be there."""
    client.cookies.load(ENGLISH)
    answer = client.get(address, **headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


@pytest.mark.parametrize("role", [None, *Role.values])
def test_each_role_comes_through_the_doors_it_may(login, districts, role):
    factories.ManholeFactory(code="M")
    answers = [
        login(role).get(address).status_code
        for address in ("/assets/", "/assets/M/", "/assets/M/card/", "/assets/M/history/", "/assets/M/edit/")
    ]
    if role is None:
        assert answers == [302] * 5
    else:
        assert answers == [200] * 4 + [200 if role in (Role.GIS, Role.ADMINISTRATOR) else 403]


def test_what_lies_outside_the_districts_is_not_there(login, districts, users):
    users["gis"].districts.set([districts["440507"]])
    factories.ManholeFactory(code="OTHER", geometry=point(475_000))
    for door in ("", "card/", "history/", "edit/"):
        assert login("gis").get(f"/assets/OTHER/{door}").status_code == 404
    assert "OTHER" not in page(login("gis"), "/assets/")


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_class_has_its_pages(login, districts, name):
    asset = FACTORIES[name](name="<b>名</b>", extra={"备注": "a & b"})
    for door in ("", "?empty=1", "card/", "history/", "edit/"):
        text = page(login("gis"), f"/assets/{asset.code}/{door}")
        assert "<b>名</b>" not in text
    assert "a &amp; b" in page(login("gis"), f"/assets/{asset.code}/")


def test_only_what_has_a_value_is_shown_unless_asked_for(login, districts):
    factories.PipeFactory(code="P", diameter_mm=500)
    shown = page(login("viewer"), "/assets/P/")
    assert "Diameter (mm)" in shown and "Width (mm)" not in shown
    assert "Width (mm)" in page(login("viewer"), "/assets/P/?empty=1")


def test_a_node_lists_the_pipes_joined_to_it(login, districts):
    factories.PipeFactory(code="P-JOINED", start_node=factories.ManholeFactory(code="M"))
    assert "P-JOINED" in page(login("viewer"), "/assets/M/")


def test_the_table_is_narrowed_sorted_and_paged(login, districts):
    for number in range(120):
        factories.ManholeFactory(code=f"M{number:03}")
    factories.ParkFactory(code="K")
    client = login("viewer")
    first = client.get("/assets/?asset_class=manhole")
    assert [row.code for row in first.context["assets"]] == [f"M{number:03}" for number in range(50)]
    second = client.get("/assets/" + first.context["next_url"])
    assert second.context["assets"][0].code == "M050"
    last = client.get("/assets/" + second.context["next_url"])
    assert len(last.context["assets"]) == 20 and not last.context["next_url"]
    seen, address = [], "?sort=-updated_at"
    while address:
        answer = client.get("/assets/" + address)
        seen += [row.code for row in answer.context["assets"]]
        address = answer.context["next_url"]
    assert sorted(seen) == sorted(["K", *(f"M{number:03}" for number in range(120))])


def test_htmx_gets_the_rows_alone(login, districts):
    factories.ManholeFactory(code="M")
    rows = page(login("viewer"), "/assets/?q=m", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="asset-rows")
    assert "<html" not in rows and "/assets/M/" in rows


def test_an_empty_table_says_why_and_where_to_go(login, districts):
    assert "No assets yet" in page(login("viewer"), "/assets/")
    assert "No asset fits these filters" in page(login("viewer"), "/assets/?q=zzz")


@pytest.mark.parametrize("query", ["colour=red", "sort=name", "cursor=x", "bbox=1,2,3", "as_of=x"])
def test_a_wrong_address_is_a_page_with_a_sentence(login, districts, query):
    answer = login("viewer").get(f"/assets/?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.content.decode()


def posted(client, asset_code: str, /, **changed):
    """What a browser posts for the form as it was shown, with some fields changed."""
    form = client.get(f"/assets/{asset_code}/edit/").context["form"]
    data = {}
    for field in form:
        value = field.value()
        if field.name == "geometry":
            data[field.html_name] = shown_geometry(form)
        elif value not in (None, False):
            data[field.html_name] = "on" if value is True else getattr(value, "code", value)
    return client.post(f"/assets/{asset_code}/edit/", {**data, **changed})


def shown_geometry(form) -> str:
    """The geometry as the map's widget hands it to the browser, and gets it back."""
    widget = form.fields["geometry"].widget
    return widget.get_context("geometry", form.initial["geometry"], {"id": "id_geometry"})["serialized"]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_form_saved_as_it_was_shown_changes_nothing_at_all(login, districts, name):
    asset = FACTORIES[name](condition=2, condition_reason="inspected")
    before = bytes(Asset.objects.get(pk=asset.pk).geometry.wkb)
    answer = posted(login("gis"), asset.code)
    assert answer.status_code == 302, answer.context["form"].errors
    assert bytes(Asset.objects.get(pk=asset.pk).geometry.wkb) == before
    assert apps.get_model("registry", "AssetEvent").objects.filter(pgh_obj_id=asset.pk).count() == 1


def test_a_field_is_changed_and_the_place_stays_to_the_last_bit(login, districts):
    asset = factories.PipeFactory(code="P")
    before = bytes(Asset.objects.get(pk=asset.pk).geometry.wkb)
    node = factories.ManholeFactory(code="N")
    assert posted(login("gis"), "P", diameter_mm="700", start_node="N").status_code == 302
    asset.refresh_from_db()
    assert (asset.diameter_mm, asset.start_node_id) == (700, node.pk)
    assert bytes(Asset.objects.get(pk=asset.pk).geometry.wkb) == before


def test_a_drawn_place_moves_the_asset(login, districts):
    factories.ManholeFactory(code="M")
    posted(login("gis"), "M", geometry='{"type": "Point", "coordinates": [116.70, 23.35]}')
    assert Manhole.objects.get(code="M").geometry.transform(4326, clone=True).x == pytest.approx(
        116.70, abs=1e-7
    )


def test_polygons_drawn_side_by_side_become_one_place(login, districts):
    factories.ParkFactory(code="K")
    squares = [
        {"type": "Polygon", "coordinates": [[[x, 23.3], [x + 0.001, 23.3], [x + 0.001, 23.301], [x, 23.3]]]}
        for x in (116.70, 116.71)
    ]
    import json

    drawn = json.dumps({"type": "GeometryCollection", "geometries": squares})
    assert posted(login("gis"), "K", geometry=drawn).status_code == 302
    assert Asset.objects.get(code="K").geometry.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"condition": "4"}, "Say why the condition changed."),
        ({"code": "TAKEN"}, "Another asset has this code."),
        (
            {"geometry": '{"type": "LineString", "coordinates": [[116.7, 23.3], [116.8, 23.3]]}'},
            "must be drawn as",
        ),
        ({"geometry": ""}, "No geometry value provided."),
        ({"seen_at": "2020-01-01T00:00:00+00:00"}, "changed meanwhile"),
        ({"cover_material": "gold"}, "gold"),
        ({"depth_m": "deep"}, "number"),
    ],
)
def test_a_form_that_cannot_be_saved_says_why_and_saves_nothing(login, districts, changed, sentence):
    asset = factories.ManholeFactory(code="M", condition=2, condition_reason="inspected")
    factories.ManholeFactory(code="TAKEN")
    client = login("gis")
    client.cookies.load(ENGLISH)
    answer = posted(client, "M", name="new", **changed)
    assert answer.status_code in (400, 409)
    assert sentence in answer.content.decode()
    asset.refresh_from_db()
    assert asset.name == ""


def test_a_new_condition_with_its_reason_is_saved(login, districts):
    factories.ManholeFactory(code="M", condition=2, condition_reason="inspected")
    assert posted(login("gis"), "M", condition="4", reason="aged").status_code == 302
    manhole = Manhole.objects.get(code="M")
    assert (manhole.condition, manhole.condition_reason) == (4, "aged")


def test_nothing_is_moved_out_of_ones_districts(login, districts, users):
    users["gis"].districts.set([districts["440507"]])
    factories.ManholeFactory(code="M")
    away = '{"type": "Point", "coordinates": [116.75, 23.35]}'
    assert posted(login("gis"), "M", geometry=away).status_code == 403
    assert Manhole.objects.get(code="M").district.code == "440507"


def test_the_card_is_a_fragment_with_history_and_parts_of_other_rooms(login, districts, monkeypatch):
    from assets.registry import sections
    from assets.registry.sections import Section, add_section

    monkeypatch.setattr(sections, "_sections", {})
    add_section(Section("photos", "registry/_condition.html", lambda asset, user: {"asset": asset}))
    add_section(Section("hidden", "registry/_condition.html", lambda asset, user: None))
    factories.ManholeFactory(code="M", name="井", condition=5, condition_reason="aged")
    card = page(login("crew"), "/assets/M/card/")
    assert "<html" not in card
    assert 'data-section="photos"' in card and 'data-section="hidden"' not in card
    assert "condition-5" in card and "Recorded" in card
    assert "/edit/" not in card


def test_a_page_costs_a_fixed_number_of_queries(login, districts, django_assert_max_num_queries):
    factories.PipeFactory(code="P", start_node=factories.ManholeFactory(code="M"))
    client = login("gis")
    with django_assert_max_num_queries(30):
        client.get("/assets/P/")
    for _round in range(30):
        factories.ManholeFactory(condition=3, condition_reason="aged")
    with django_assert_max_num_queries(12):
        client.get("/assets/")


def test_the_rooms_chinese_is_complete():
    import re
    from pathlib import Path

    import assets.registry

    catalogue = Path(assets.registry.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    entries = catalogue.read_text(encoding="utf-8").split("\n\n")[1:]
    assert len(entries) > 350
    assert not [entry for entry in entries if re.search(r'msgstr ""(?!\n")', entry) or "#, fuzzy" in entry]
