"""The administration: who comes in, what saving leaves alone, history, searching long lists."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Changeset, District, Manhole, Role, User
from tests import factories
from tests.factories import FACTORIES, point

pytestmark = pytest.mark.django_db

ENGLISH = {"django_language": "en"}


@pytest.mark.parametrize("role", [None, *Role.values])
def test_each_role_comes_through_the_doors_it_may(login, districts, users, role):
    manhole = factories.ManholeFactory(code="M")
    Changeset.objects.create(kind="import", title="x", proposed_by=users["gis"])
    doors = [
        "/admin/",
        "/admin/registry/manhole/",
        f"/admin/registry/manhole/{manhole.pk}/change/",
        "/admin/registry/manhole/add/",
        "/admin/registry/changeset/",
        "/admin/registry/district/",
        "/admin/registry/user/",
        "/admin/registry/componentclass/",
        "/admin/registry/changeset/add/",
    ]
    answers = [login(role).get(door).status_code for door in doors]
    if role == Role.ADMINISTRATOR:
        assert answers == [200] * 8 + [403]
    elif role == Role.GIS:
        assert answers == [200] * 5 + [403] * 4
    else:
        assert set(answers) == {302}


def test_every_model_of_the_registry_has_its_page(login, districts):
    registered = {model.__name__ for model in admin.site._registry}
    assert {entry.model.__name__ for entry in CATALOGUE.values()} <= registered
    assert {"User", "District", "Asset", "Changeset", "ComponentClass"} <= registered
    for model in admin.site._registry:
        if model._meta.app_label == "registry":
            assert login("administrator").get(f"/admin/registry/{model._meta.model_name}/").status_code == 200


def test_gis_staff_edit_only_in_their_districts(login, districts, users):
    users["gis"].districts.set([districts["440507"]])
    own = factories.ManholeFactory(code="OWN")
    other = factories.ManholeFactory(code="OTHER", geometry=point(475_000))
    client = login("gis")
    listed = client.get("/admin/registry/manhole/").content.decode()
    assert "OWN" in listed and "OTHER" not in listed
    assert client.get(f"/admin/registry/manhole/{other.pk}/change/").status_code == 302
    assert client.get(f"/admin/registry/manhole/{other.pk}/history/").status_code == 404
    assert client.get(f"/admin/registry/manhole/{own.pk}/delete/").status_code == 403
    away = '{"type": "Point", "coordinates": [116.75, 23.35]}'
    posted(client, own, geometry=away)
    assert Manhole.objects.get(pk=own.pk).district.code == "440507"


def posted(client, asset, **changed):
    """What a browser posts for the change page as it was shown, with some fields changed."""
    name = asset._meta.model_name
    address = f"/admin/registry/{name}/{asset.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {}
    for field in form:
        value = field.value()
        if field.name in ("geometry", "boundary"):
            value = field.field.widget.get_context(field.name, form.initial[field.name], {"id": "id_x"})[
                "serialized"
            ]
        if value not in (None, False):
            data[field.html_name] = "on" if value is True else value
    return client.post(address, {**data, **changed})


@pytest.mark.parametrize("name", CATALOGUE)
def test_saving_a_page_as_it_was_shown_changes_nothing_at_all(login, districts, name):
    asset = FACTORIES[name](extra={"备注": 1})
    before = bytes(Asset.objects.get(pk=asset.pk).geometry.wkb)
    answer = posted(login("gis"), asset)
    assert answer.status_code == 302, answer.context["errors"]
    assert bytes(Asset.objects.get(pk=asset.pk).geometry.wkb) == before
    assert apps.get_model("registry", "AssetEvent").objects.filter(pgh_obj_id=asset.pk).count() == 1


def test_a_change_says_who_made_it_and_the_history_page_shows_it(login, districts, users):
    manhole = factories.ManholeFactory(code="M")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '1 day'")
        cursor.execute("UPDATE registry_manholeevent SET pgh_created_at = pgh_created_at - interval '1 day'")
    client = login("gis")
    assert posted(client, manhole, name="新名", depth_m="3").status_code == 302
    client.cookies.load(ENGLISH)
    text = client.get(f"/admin/registry/manhole/{manhole.pk}/history/").content.decode()
    assert "新名" in text and "Depth (m)" in text and "gis" in text and "admin" in text


def test_a_new_condition_needs_its_reason(login, districts):
    manhole = factories.ManholeFactory(condition=2, condition_reason="inspected")
    client = login("gis")
    assert posted(client, manhole, condition="5").status_code == 200
    assert posted(client, manhole, condition="5", reason="aged").status_code == 302
    manhole.refresh_from_db()
    assert (manhole.condition, manhole.condition_reason) == (5, "aged")


def test_an_asset_is_recorded_in_the_administration(login, districts):
    answer = login("gis").post(
        "/admin/registry/manhole/add/",
        {
            "code": "",
            "status": "in_service",
            "geometry": '{"type": "Point", "coordinates": [116.68, 23.32]}',
            "extra": "{}",
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert len(Manhole.objects.get().code) == 16


def test_what_the_database_refuses_is_a_message_not_a_fall(login, districts):
    district = districts["440507"]
    district.parent = None
    client = login("administrator")
    child = District.objects.create(code="440507001", name="x", level="street_town", parent=district)
    answer = posted(client, districts["440500"], parent=child.pk)
    assert answer.status_code == 302
    assert District.objects.get(code="440500").parent is None


def test_saving_a_district_leaves_its_boundary_alone(login, districts):
    district = districts["440507"]
    before = bytes(District.objects.get(pk=district.pk).boundary.wkb)
    assert posted(login("administrator"), district, name_en="Long Hu").status_code == 302
    saved = District.objects.get(pk=district.pk)
    assert (saved.name_en, bytes(saved.boundary.wkb)) == ("Long Hu", before)
    client = login("administrator")
    assert "Long Hu" in client.get(f"/admin/registry/district/{district.pk}/history/").content.decode()


def test_a_person_gets_a_role_and_districts_and_nothing_else(login, districts):
    client = login("administrator")
    form = client.get(
        f"/admin/registry/user/{User.objects.get(username='viewer').pk}/change/"
    ).content.decode()
    assert "is_superuser" not in form and "is_staff" not in form and "user_permissions" not in form
    answer = client.post(
        "/admin/registry/user/add/",
        {
            "username": "new",
            "usable_password": "true",
            "password1": "Kk83-hq!2m",
            "password2": "Kk83-hq!2m",
            "role": "gis",
            "districts": [districts["440507"].pk],
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    person = User.objects.get(username="new")
    assert person.is_staff and not person.is_superuser
    assert [district.code for district in person.districts.all()] == ["440507"]


def test_long_lists_are_searched_by_index_and_never_counted_whole(login, districts):
    factories.ManholeFactory(code="M1", name="长平路井")
    client = login("gis")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/admin/registry/manhole/?q=m1")
    assert [row.code for row in answer.context["cl"].result_list] == ["M1"]
    statements = [query["sql"] for query in queries if "registry_asset" in query["sql"]]
    assert any('UPPER("registry_asset"."code")' in statement for statement in statements)
    assert all("LIMIT" in statement for statement in statements if "COUNT(*)" in statement)
    assert [row.code for row in client.get("/admin/registry/manhole/?q=平路").context["cl"].result_list] == [
        "M1"
    ]
    for query in (
        "district=440511",
        "district=nonsense",
        "grade=5",
        "grade=0",
        "grade=x",
        "status__exact=planned",
        "q=%00",
    ):
        assert client.get(f"/admin/registry/manhole/?{query}").status_code in (200, 302)


def test_a_pipes_ends_are_chosen_among_nodes(login, districts):
    factories.ManholeFactory(code="NODE")
    factories.ParkFactory(code="NOPE")
    answer = login("gis").get(
        "/admin/autocomplete/",
        {"app_label": "registry", "model_name": "pipe", "field_name": "start_node", "term": "no"},
    )
    assert [row["text"] for row in answer.json()["results"]] == ["NODE"]


def test_only_the_drawing_tools_of_the_class_are_offered(login, districts):
    offered = {
        name: login("gis").get(f"/admin/registry/{name.replace('_', '')}/add/").content.decode()
        for name in ("pipe", "manhole", "park", "waste_facility")
    }
    assert ".tools = 'polyline'" in offered["pipe"]
    assert ".tools = 'marker'" in offered["manhole"]
    assert ".tools = 'polygon'" in offered["park"]
    assert ".tools = 'marker,polygon'" in offered["waste_facility"]
