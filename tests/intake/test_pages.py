"""The pages of an import: what they show, what they take back, who gets in."""

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from assets.intake.models import Delivery, MappingTemplate
from tests.intake.conftest import manholes, pack, shapefile

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.fixture(autouse=True)
def work_at_once(settings):
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
            "QUEUES": ["default", "imports"],
        }
    }


@pytest.fixture
def delivery(tmp_path, deliver):
    places, columns = manholes(6, 井盖材质=["砼", "S-9", "砼", "S-9", "铸铁", "S-9"], 备用=["a"] * 6)
    return deliver(
        pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns)), "manhole", "survey"
    )


@pytest.fixture
def gis(login):
    return login("gis")


def column(delivery, name) -> str:
    """The name of a column's list on the page."""
    names = [one["name"] for one in delivery.findings["layers"][0]["columns"]]
    return f"c-1-{names.index(name) + 1}"


def text(delivery, field, word) -> str:
    """The name of a text's list on the page."""
    texts = delivery.findings["layers"][0]["texts"]
    (place,) = (number for number, one in enumerate(texts) if one["field"] == field)
    return f"v-1-{place}-{[one['text'] for one in texts[place]['texts']].index(word)}"


def test_the_page_shows_what_was_understood_in_the_reader_s_words(delivery, gis):
    page = gis.get(f"/imports/{delivery.pk}/").content.decode()
    for told in ("井盖材质", "S-9", "EPSG:4548", "按列名", "未识别：保留原文", "gbk"):
        assert told in page
    assert "CGCS2000" in page


def test_what_to_know_of_the_file_is_said_in_the_reader_s_language_not_in_that_of_who_had_it_checked(
    delivery, gis
):
    assert (
        "The file does not say its text encoding" not in gis.get(f"/imports/{delivery.pk}/").content.decode()
    )
    gis.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "The file does not say its text encoding" in gis.get(f"/imports/{delivery.pk}/").content.decode()
    report = gis.get(f"/imports/{delivery.pk}/report/").json()
    said = {warning["problem"]: warning["message"] for warning in report["warnings"]}
    assert said["encoding_guessed"].startswith("The file does not say")
    assert {warning["problem"] for warning in delivery.report["warnings"]} == set(said)


def test_an_applied_import_that_rejected_nothing_lists_no_rejected_rows(delivery, gis):
    gis.post(f"/imports/{delivery.pk}/apply/")
    page = gis.get(f"/imports/{delivery.pk}/").content.decode()
    assert 'id="problems"' in page  # what the checks found is still told
    assert 'id="rows"' not in page and "data-problem" not in page


def test_a_file_of_which_nothing_was_understood_offers_nothing_to_correct(tmp_path, deliver, gis):
    path = tmp_path / "letter.zip"
    path.write_text("dear colleague")
    refused = deliver(path, "manhole")
    page = gis.get(f"/imports/{refused.pk}/").content.decode()
    assert "请修正文件后重新上传。" in page
    assert 'id="understood"' not in page


def test_a_column_and_a_text_are_corrected(delivery, gis):
    sent = {column(delivery, "备用"): "owner", text(delivery, "cover_material", "S-9"): "composite"}
    assert gis.post(f"/imports/{delivery.pk}/mapping/", sent).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.REVIEW
    assert delivery.options["mapping"] == {"备用": "owner"}
    assert delivery.options["values"] == {"cover_material": {"S-9": "composite"}}
    assert delivery.report["mapping"]["备用"] == "owner"
    # And back: what is sent as it is understood changes nothing; a column can go nowhere.
    gis.post(f"/imports/{delivery.pk}/mapping/", {column(delivery, "备用"): ""})
    delivery.refresh_from_db()
    assert delivery.options["mapping"] == {"备用": "extra"} and "备用" not in delivery.report["mapping"]


def test_it_is_kept_as_a_template_corrected_and_deleted(delivery, gis):
    sent = {
        text(delivery, "cover_material", "S-9"): "composite",
        "template_name": "甲公司",
        "save_template": "",
    }
    gis.post(f"/imports/{delivery.pk}/mapping/", sent)
    template = MappingTemplate.objects.get()
    assert template.columns["points"]["井盖材质"] == ["cover_material"]
    assert template.values == {"cover_material": {"S-9": "composite"}}
    delivery.refresh_from_db()
    assert delivery.findings["template"] == {"name": "甲公司", "by": "asked"}

    assert "甲公司" in gis.get("/imports/templates/").content.decode()
    address = f"/imports/templates/{template.pk}/"
    assert "S-9" in gis.get(address).content.decode()
    gis.post(address, {"name": "乙公司", "v-0-0": "concrete"})
    template.refresh_from_db()
    assert (template.name, template.values) == ("乙公司", {"cover_material": {"S-9": "concrete"}})
    gis.post(address, {"name": "", "x-0-0": "on"})
    template.refresh_from_db()
    assert template.name == "乙公司" and template.values
    gis.post(address, {"delete": ""})
    assert not MappingTemplate.objects.exists()
    assert gis.get(address).status_code == 404


def test_a_template_without_a_name_or_with_a_field_there_is_not_is_refused_with_a_sentence(delivery, gis):
    for sent in ({"template_name": " "}, {"template_name": "x", column(delivery, "备用"): "cheese"}):
        answer = gis.post(f"/imports/{delivery.pk}/mapping/", {**sent, "save_template": ""}, follow=True)
        assert answer.status_code == 200 and 'class="message message-error' in answer.content.decode()
    assert not MappingTemplate.objects.exists()


def test_the_places_in_each_coordinate_system(delivery, gis):
    told = gis.get(f"/imports/{delivery.pk}/places/").json()
    assert [one["srid"] for one in told["systems"]][0] == 4548
    assert all(len(one["places"]) == 6 and one["extent"] for one in told["systems"])
    assert len(told["districts"]["features"]) == 2


def test_a_part_of_the_options_leaves_the_others(delivery, gis):
    gis.post(f"/imports/{delivery.pk}/options/", {"only": "on_conflict", "on_conflict": "skip"})
    gis.post(f"/imports/{delivery.pk}/options/", {"only": "srid", "srid": "4548"})
    delivery.refresh_from_db()
    assert (delivery.options["on_conflict"], delivery.options["srid"]) == ("skip", 4548)
    assert delivery.findings["crs_remarks"] == []


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=10,10,5,5",
        "bbox=465000,2580000,465100,2580100",
        "state=x",
        "problem=x",
    ],
)
def test_a_map_of_nonsense_is_refused_with_a_sentence(delivery, gis, query):
    assert gis.get(f"/imports/{delivery.pk}/map/?{query}").status_code == 400


def test_the_map_of_a_window_and_rows_from_one_on(delivery, gis):
    whole = gis.get(f"/imports/{delivery.pk}/map/").json()["features"]
    lon, lat = whole[2]["geometry"]["coordinates"]
    near = gis.get(
        f"/imports/{delivery.pk}/map/?bbox={lon - 1e-5},{lat - 1e-5},{lon + 1e-5},{lat + 1e-5}"
    ).json()
    assert [one["properties"]["code"] for one in near["features"]] == ["P0003"]
    rows = gis.get(
        f"/imports/{delivery.pk}/rows/?state=changes&at={whole[2]['properties']['rid']}"
    ).content.decode()
    assert "P0003" in rows and "P0002" not in rows and "row-found" in rows


@pytest.mark.parametrize("nonsense", ["²", "-1", "x", "9" * 19, "0" * 40, "1e3"])
@pytest.mark.parametrize("parameter", ["rows/?after", "rows/?at", "map/?rid"])
def test_what_is_no_number_of_a_row_is_refused_with_a_sentence(delivery, gis, parameter, nonsense):
    answer = gis.get(f"/imports/{delivery.pk}/{parameter}={nonsense}")
    assert answer.status_code == 400 and "行的序号" in answer.content.decode()


def test_a_script_gets_json_of_an_upload(gis, tmp_path):
    places, columns = manholes(2)
    files = [
        SimpleUploadedFile(part.name, part.read_bytes())
        for part in shapefile(tmp_path / "a", "管点", places, columns)
    ]
    sent = {"file": files, "asset_class": "manhole", "source": ""}
    answer = gis.post("/imports/", sent, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert gis.get(answer.json()["url"]).status_code == 200
    wrong = gis.post(
        "/imports/",
        {"file": [SimpleUploadedFile("a.dbf", b"x")], "asset_class": "manhole"},
        headers={"Accept": "application/json"},
    )
    assert wrong.status_code == 400 and ".shp" in wrong.json()["detail"]
    assert gis.post("/imports/", {"asset_class": "manhole"}).status_code == 400


@pytest.mark.parametrize("door", ["places/", "map/", "rows/"])
def test_who_is_tied_opens_only_the_own_imports(delivery, gis, users, districts, door):
    users["gis"].districts.set([districts["440507"]])
    assert gis.get(f"/imports/{delivery.pk}/{door}").status_code == 404
    for verb in ("mapping", "layers", "template", "options"):
        assert gis.post(f"/imports/{delivery.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "planner", "crew", "manager"])
def test_others_get_into_none_of_it(delivery, login, role):
    client = login(role)
    for verb in ("mapping", "layers", "template"):
        assert client.post(f"/imports/{delivery.pk}/{verb}/").status_code == 403
    assert client.get(f"/imports/{delivery.pk}/places/").status_code == 403
    assert client.get("/imports/templates/1/").status_code == 403


def test_an_area_that_is_none_is_said_on_the_page(delivery, gis):
    sent = {"only": ["replace_area"], "replace_area": json.dumps({"type": "Point", "coordinates": [1, 2]})}
    answer = gis.post(f"/imports/{delivery.pk}/options/", sent, follow=True)
    assert "GeoJSON" in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.REVIEW and "replace_area" not in delivery.options
