"""The frame offers each role the pages it may use, and names the city from the data."""

import pytest
from django.urls import reverse

from assets.registry.models import Role
from assets.shell.navigation import PLACES_ON_A_PHONE, registry_name

pytestmark = pytest.mark.django_db

EVERYBODY = {"map", "district-list", "asset-list", "work-list", "field", "renewal"}


@pytest.mark.parametrize(
    ("role", "also"),
    [
        (Role.VIEWER, set()),
        (Role.CREW, set()),
        (Role.MANAGER, set()),
        (Role.PLANNER, {"export-list"}),
        (Role.GIS, {"import-list", "export-list", "admin:index"}),
        (Role.ADMINISTRATOR, {"import-list", "export-list", "admin:index"}),
    ],
)
def test_each_role_sees_its_pages(login, role, also):
    navigation = login(role).get("/accounts/").context["navigation"]
    assert {page["url"] for page in navigation} == {reverse(name) for name in EVERYBODY | also}


def test_a_stranger_sees_none(client):
    assert not client.get("/accounts/login/").context["navigation"]
    assert "site-nav" not in client.get("/accounts/login/").text


def test_the_page_one_is_on_is_marked_and_only_that(login):
    navigation = login("planner").get(reverse("district-list")).context["navigation"]
    assert [page["url"] for page in navigation if page["here"]] == [reverse("district-list")]


def test_what_a_phone_s_bar_has_no_room_for_is_in_the_menu(login):
    text = login(Role.ADMINISTRATOR).get("/accounts/").text
    assert text.count('<li class="nav-later">') == 9 - PLACES_ON_A_PHONE
    menu = text[text.index("menu-later") : text.index("menu-later") + 2000]
    assert reverse("import-list") in menu


def test_the_city_s_name_comes_from_its_district(client, districts):
    assert "汕头市城市设施资产登记" in client.get("/accounts/login/").text


def test_another_city_is_a_setting(client, districts, settings):
    settings.REGISTRY_CITY_CODE = "440507"
    client.cookies["django_language"] = "en"
    assert "Longhu asset registry" in client.get("/accounts/login/").text


def test_before_a_city_is_loaded_the_product_s_name_stands_alone(client):
    assert registry_name() == "城市设施资产登记"
    assert client.get("/accounts/login/").status_code == 200


def test_the_frame_asks_for_the_city_once(login, districts, django_assert_max_num_queries):
    client = login("planner")
    client.get("/accounts/")
    with django_assert_max_num_queries(3):  # session, user, the page's own districts
        client.get("/accounts/")
