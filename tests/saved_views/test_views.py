"""Saved views: kept, opened, shared, changed by whom, and what they refuse to hold."""

import pytest

from assets.registry.models import Role
from assets.saved_views.keeping import MOST_VIEWS
from assets.saved_views.models import DefaultView, SavedView
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db


def save(client, **fields):
    return client.post("/views/", {"name": "差的管道", "page": "map", "query": "condition=4,5", **fields})


def test_a_view_is_saved_and_opens_where_it_was(login):
    client = login("planner")
    answer = save(client, place="14.20/23.35000/116.69000")
    assert answer["Location"] == "/?condition=4,5#14.20/23.35000/116.69000"
    view = SavedView.objects.get()
    assert client.get(f"/views/{view.pk}/")["Location"] == answer["Location"]
    assert "差的管道" in client.get("/views/").content.decode()


def test_a_view_of_the_table_and_of_a_district(login, districts):
    client = login("viewer")
    assert save(client, page="assets", query="q=坏&cursor=abc")["Location"] == "/assets/?q=%E5%9D%8F"
    answer = save(client, page="district", place="440507", query="since=2025-01-01")
    assert answer["Location"] == "/districts/440507/?since=2025-01-01"


def test_htmx_gets_the_list_of_its_page(login):
    client = login("planner")
    save(client)
    save(client, page="assets", name="表")
    listed = client.get("/views/?page=map", headers={"HX-Request": "true"}).content.decode()
    assert "差的管道" in listed
    assert ">表<" not in listed
    assert "<html" not in listed


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " \t "},
        {"name": "x" * 81},
        {"name": "a\u202eb"},
        {"page": "admin"},
        {"query": "x" * 4001},
        {"query": "a=1&" * 61},
        {"query": "q=%FF"},
        {"query": "q=a%00b"},
        {"query": "<script>=1"},
        {"query": "javascript:alert(1)"},
        {"place": "//evil.example"},
        {"place": "14/23/116\n"},
        {"page": "assets", "place": "x"},
        {"page": "district", "place": "../admin"},
        {"page": "district", "place": ""},
    ],
)
def test_what_a_view_cannot_hold_is_refused_with_a_sentence(login, fields):
    client = login("planner")
    answer = client.post(
        "/views/",
        {"name": "名", "page": "map", "query": "", **fields},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not SavedView.objects.exists()


def test_a_second_view_of_a_name_is_refused_unless_it_shall_replace(login):
    client = login("planner")
    save(client)
    assert save(client).status_code == 409
    save(client, query="condition=1", replace="yes")
    assert SavedView.objects.get().query == "condition=1"


def test_nobody_keeps_more_than_the_most(login, users):
    SavedView.objects.bulk_create(
        SavedView(owner=users["planner"], name=str(number), page="map") for number in range(MOST_VIEWS)
    )
    assert save(login("planner")).status_code == 409


def test_only_shared_views_are_seen_by_others_and_only_the_owner_changes_them(login, users):
    save(login("planner"))
    view = SavedView.objects.get()
    other = login("viewer")
    assert other.get(f"/views/{view.pk}/").status_code == 404
    login("planner").post(f"/views/{view.pk}/", {"action": "share"})
    assert other.get(f"/views/{view.pk}/")["Location"].startswith("/?condition=4,5")
    for action in ("rename", "share", "unshare", "delete"):
        assert other.post(f"/views/{view.pk}/", {"action": action, "name": "x"}).status_code == 403
    assert (
        login("planner").post(f"/views/{view.pk}/", {"action": "rename", "name": "新名"}).status_code == 302
    )
    view.refresh_from_db()
    assert (view.name, view.shared) == ("新名", True)


def test_an_administrator_deletes_shared_ones_but_neither_sees_nor_deletes_private_ones(login, users):
    save(login("planner"), shared="yes")
    save(login("planner"), name="私")
    shared, private = SavedView.objects.order_by("-shared")
    client = login(Role.ADMINISTRATOR)
    assert client.post(f"/views/{private.pk}/", {"action": "delete"}).status_code == 404
    assert client.post(f"/views/{shared.pk}/", {"action": "rename", "name": "x"}).status_code == 403
    assert client.post(f"/views/{shared.pk}/", {"action": "delete"}).status_code == 302
    assert list(SavedView.objects.all()) == [private]


def test_the_page_opens_with_the_view_one_chose_until_it_is_no_longer_shared(login, users):
    save(login("planner"), shared="yes")
    view = SavedView.objects.get()
    client = login("viewer")
    assert client.get("/views/default/?page=map").json() == {"address": None}
    client.post(f"/views/{view.pk}/", {"action": "default"})
    assert client.get("/views/default/?page=map").json() == {"address": "/?condition=4,5"}
    assert client.get("/views/default/?page=assets").json() == {"address": None}
    login("planner").post(f"/views/{view.pk}/", {"action": "unshare"})
    assert client.get("/views/default/?page=map").json() == {"address": None}
    assert not DefaultView.objects.exists()


def test_the_way_back_leads_nowhere_else(login):
    client = login("planner")
    save(client)
    pk = SavedView.objects.get().pk
    for target, lands in (
        ("https://evil.example/", "/views/"),
        ("//evil.example/", "/views/"),
        ("/assets/", "/assets/"),
    ):
        answer = client.post(f"/views/{pk}/", {"action": "share", "next": target})
        assert answer["Location"] == lands


def test_a_shared_view_shows_each_reader_what_is_theirs(login, users, districts):
    own = factories.ManholeFactory(geometry=point(465_000))
    other = factories.ManholeFactory(geometry=point(475_000))
    save(login("planner"), page="assets", query="asset_class=manhole", shared="yes")
    users["viewer"].districts.set([districts["440507"]])
    page = login(users["viewer"]).get(f"/views/{SavedView.objects.get().pk}/", follow=True).content.decode()
    assert own.code in page
    assert other.code not in page


def test_nonsense_gets_a_sentence(login):
    client = login("planner")
    save(client)
    pk = SavedView.objects.get().pk
    assert client.post(f"/views/{pk}/", {"action": "explode"}).status_code == 400
    assert client.get("/views/default/?page=x").status_code == 400
    assert client.get("/views/?page=x").status_code == 400
    assert client.get("/views/999999/").status_code == 404
