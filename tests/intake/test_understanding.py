"""Columns and texts: understood by names and values, said by a person, kept as a template and used again."""

import json

import pytest
import shapely

from assets.intake import deliveries, reading
from assets.intake.models import MappingTemplate
from assets.intake.understanding import templates
from assets.registry.errors import Malformed, NotAllowed
from assets.registry.models import Manhole, Pipe
from tests.intake.conftest import manholes, pack, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


def mapped(delivery, layer=0) -> dict[str, tuple[str, str]]:
    """Column to the field it fills and by what."""
    return {
        one["column"]: (one["field"], one["by"])
        for one in delivery.findings["layers"][layer]["mapping"]
        if one["used"]
    }


@pytest.fixture
def nameless(tmp_path):
    """Manholes whose columns' names say nothing."""
    places, columns = manholes(12)
    told = {
        "A": columns["点号"],
        "B": ["砼", "HNT", "混凝土", "铸铁"] * 3,
        "C": [1995 + number for number in range(12)],
        "D": [f"长平路{number % 3}" for number in range(12)],
    }
    return pack(tmp_path / "n.zip", shapefile(tmp_path / "n", "管点", places, told))


def test_columns_are_known_by_their_values(nameless, bring_in):
    delivery = bring_in(nameless, "manhole")
    assert mapped(delivery) == {
        "A": ("source_code", "values"),
        "B": ("cover_material", "values"),
        "C": ("installed_on", "values"),
    }
    assert all(0.5 <= one["confidence"] < 0.8 for one in delivery.findings["layers"][0]["mapping"])
    first = Manhole.objects.get(source_code="P0001")
    assert (first.cover_material, first.installed_on.year, first.extra) == (
        "concrete",
        1995,
        {"D": "长平路0"},
    )


def test_a_survey_s_lines_find_their_nodes_and_sizes_by_values(tmp_path, bring_in):
    places, columns = manholes(7, 附属物=["检查井"] * 7)
    numbers = columns["点号"]
    lines = [shapely.LineString([places[n], places[n + 1]]) for n in range(6)]
    told = {
        "F1": numbers[:6],
        "F2": numbers[1:],
        "F3": ["DN300", "DN400", "DN300", "500X400", "DN300", "DN600"],
        "F4": ["雨水", "污水", "雨水", "雨水", "污水", "合流"],
    }
    parts = shapefile(tmp_path / "p", "管点", places, columns) + shapefile(
        tmp_path / "l", "管线", lines, told
    )
    delivery = bring_in(pack(tmp_path / "s.zip", parts), "drainage_survey")
    found = {column: field for column, (field, by) in mapped(delivery, 1).items() if by == "values"}
    assert found == {"F1": "start_node", "F2": "end_node", "F3": "diameter_mm", "F4": "category"}
    assert Pipe.objects.exclude(start_node=None).exclude(end_node=None).count() == 6


def test_what_two_columns_could_be_is_nobody_s_guess(tmp_path, deliver):
    places, columns = manholes(6)
    told = {**columns, "甲": ["砼"] * 6, "乙": ["铸铁"] * 6}
    delivery = deliver(pack(tmp_path / "n.zip", shapefile(tmp_path / "n", "管点", places, told)), "manhole")
    assert set(mapped(delivery)) == {"点号"}
    assert delivery.findings["layers"][0]["ambiguous"] == {"甲": ["cover_material"], "乙": ["cover_material"]}


def test_a_name_whose_values_do_not_suit_is_less_sure(tmp_path, deliver):
    places, columns = manholes(6)
    told = {**columns, "井深": ["甲", "乙", "丙", "丁", "戊", "己"]}
    delivery = deliver(pack(tmp_path / "n.zip", shapefile(tmp_path / "n", "管点", places, told)), "manhole")
    (depth,) = (one for one in delivery.findings["layers"][0]["mapping"] if one["field"] == "depth_m")
    assert (depth["fits"], depth["confidence"]) == (0, 0.5)


@pytest.fixture
def odd_words(tmp_path):
    def send(rows=6, **more):
        places, columns = manholes(rows, 井盖材质=["砼", "S-9", "砼", "S-9", "铸铁", "S-9"][:rows], **more)
        name = f"w{rows}{len(more)}"
        return pack(tmp_path / f"{name}.zip", shapefile(tmp_path / name, "管点", places, columns))

    return send


def texts_of(delivery, field) -> dict[str, tuple[int, str]]:
    (noted,) = (one for one in delivery.findings["layers"][0]["texts"] if one["field"] == field)
    return {text["text"]: (text["rows"], text["word"]) for text in noted["texts"]}


def test_texts_are_listed_with_their_rows_and_said_by_a_person(odd_words, deliver, bring_in):
    delivery = deliver(odd_words(), "manhole")
    assert texts_of(delivery, "cover_material") == {
        "S-9": (3, ""),
        "砼": (2, "concrete"),
        "铸铁": (1, "cast_iron"),
    }
    applied = bring_in(
        odd_words(), "manhole", "b", values={"cover_material": {"S-9": "composite", "铸铁": ""}}
    )
    assert applied.report["values"]["cover_material"]["S-9"] == "composite"
    found = dict(Manhole.objects.values_list("source_code", "cover_material"))
    assert (found["P0001"], found["P0002"]) == ("concrete", "composite")
    iron = Manhole.objects.get(source_code="P0005")
    assert (iron.cover_material, iron.extra) == ("", {"井盖材质": "铸铁"})


@pytest.mark.parametrize(
    "values",
    [
        {"cover_material": {"S-9": "cheese"}},
        {"owner": {"甲": "乙"}},
        {"cover_material": "concrete"},
        ["cover_material"],
    ],
)
def test_words_there_are_not_are_refused_by_name(odd_words, values, db):
    with pytest.raises(Malformed):
        deliveries.receive_path(odd_words(), "manhole", options={"values": values})


def test_what_stands_at_a_point_can_be_said(tmp_path, bring_in):
    places, columns = manholes(3, 附属物=["检查井", "怪物", "怪物"])
    lines = [shapely.LineString(places[:2])]
    parts = shapefile(tmp_path / "p", "管点", places, columns)
    parts += shapefile(tmp_path / "l", "管线", lines, {"起点点号": ["P0001"], "终点点号": ["P0002"]})
    delivery = bring_in(
        pack(tmp_path / "s.zip", parts), "drainage_survey", values={"attachment": {"怪物": "outfall:storm"}}
    )
    assert delivery.state == "applied"
    assert Manhole.objects.count() == 1
    from assets.registry.models import Outfall

    assert set(Outfall.objects.values_list("kind", flat=True)) == {"storm"}


def test_a_template_is_kept_used_by_itself_offered_and_declined(odd_words, deliver, users):
    delivery = deliver(odd_words(), "manhole", mapping={"点号": ["source_code", "name"]})
    columns = templates.as_understood(delivery)
    assert columns["points"]["点号"] == ["source_code", "name"]
    values = {"cover_material": {"S-9": "composite"}}
    templates.keep("manhole", "甲公司", users["gis"], columns, values)

    same = deliver(odd_words(5), "manhole")
    assert same.findings["template"] == {"name": "甲公司", "by": "columns"}
    assert texts_of(same, "cover_material")["S-9"] == (2, "composite")
    assert mapped(same)["点号"][1] == "template"
    assert same.report["template"] == "甲公司"
    assert any("甲公司" in warning["message"] for warning in same.report["warnings"])

    declined = deliver(odd_words(5), "manhole", template="-")
    assert declined.findings["template"] is None
    assert texts_of(declined, "cover_material")["S-9"] == (2, "")

    alike = deliver(odd_words(6, 备注=["x"] * 6), "manhole")
    assert alike.findings["template"] is None
    assert [one["name"] for one in alike.findings["templates_alike"]] == ["甲公司"]
    asked = deliver(odd_words(6, 备注=["x"] * 6), "manhole", template="甲公司")
    assert asked.findings["template"] == {"name": "甲公司", "by": "asked"}

    of_another_class = deliver(odd_words(5), "inlet")
    assert of_another_class.findings["template"] is None
    unknown = deliver(odd_words(5), "manhole", template="乙公司")
    assert (unknown.state, unknown.refusal_code) == ("refused", "template_unknown")
    assert "甲公司" in unknown.refusal


def test_templates_are_judged(users, db):
    with pytest.raises(NotAllowed):
        templates.keep("manhole", "x", users["viewer"], {}, {})
    for name, columns in (("", {}), ("-", {}), ("x", {"points": {"井深": ["cheese"]}})):
        with pytest.raises(Malformed):
            templates.keep("manhole", name, users["gis"], columns, {})
    kept = templates.keep("manhole", "x", users["gis"], {"points": {"井深": ["depth_m"]}}, {})
    other = templates.keep("manhole", "y", users["gis"], {}, {})
    with pytest.raises(Malformed):
        templates.change(other, users["gis"], "x", {}, {})
    templates.change(kept, users["gis"], "z", {"points": {"井深": []}}, {})
    assert MappingTemplate.objects.get(name="z").columns == {"points": {"井深": []}}


def test_columns_and_values_may_come_in_one_file(odd_words, db):
    given = {"columns": {"点号": "source_code"}, "values": {"cover_material": {"S-9": "composite"}}}
    delivery = deliveries.receive_path(odd_words(), "manhole", options={"mapping": given})
    assert delivery.options == {"mapping": given["columns"], "values": given["values"]}
    assert reading.read(delivery.pk).state == "review"


def test_the_likeliest_encodings_are_shown_with_the_same_texts(odd_words, deliver):
    told = deliver(odd_words(), "manhole").findings["layers"][0]["encoding"]["compared"]
    assert [one["encoding"] for one in told] == ["gbk", "utf-8"]
    assert "砼" in told[0]["samples"] and "砼" not in told[1]["samples"]
    assert json.dumps(told)


def test_layers_are_chosen_of_a_list_also_where_the_file_was_refused(tmp_path, deliver, db):
    places, columns = manholes(3)
    parts = shapefile(tmp_path / "a", "东区", places, columns) + shapefile(
        tmp_path / "b", "西区", places, columns
    )
    archive = pack(tmp_path / "two.zip", parts)
    refused = deliver(archive, "manhole")
    assert (refused.state, refused.refusal_code) == ("refused", "layer_ambiguous")
    assert [(one["name"], one["family"], one["rows"]) for one in refused.findings["found"]] == [
        ("东区", "points", 3),
        ("西区", "points", 3),
    ]
    one = deliver(archive, "manhole", layer=["西区"])
    assert states(one) == (3, 0, 0, 0)
    both = deliver(archive, "manhole", layer=["东区", "西区"])
    assert states(both) == (3, 0, 0, 3)
    wrong = deliver(archive, "manhole", layer=["北区"])
    assert wrong.refusal_code == "layer_not_found"
