"""Value domains: each word means one value, and what surveys write is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset
from assets.standards.domain_values import normalise
from assets.standards.survey_points import ATTACHMENT_MEANINGS, ATTACHMENTS, point_class, recognise_attachment
from assets.standards.value_domains import DOMAINS, recognise, value
from assets.work.models.orders import WorkOrder
from assets.work.models.tasks import Task

EVERY_VALUE = [(name, entry) for name, values in DOMAINS.items() for entry in values]


@pytest.mark.parametrize(("name", "values"), DOMAINS.items())
def test_no_word_of_a_domain_means_two_values(name, values):
    owners: dict[str, str] = {}
    for entry in values:
        for word in {normalise(word) for word in (entry.value, entry.zh, entry.en, *entry.synonyms)}:
            assert owners.setdefault(word, entry.value) == entry.value, f"{name}: {word}"


@pytest.mark.parametrize("name", DOMAINS)
def test_values_are_unique_labelled_and_fit_their_column(name):
    values = [entry.value for entry in DOMAINS[name]]
    assert len(values) == len(set(values))
    assert all(entry.zh and entry.en and 0 < len(entry.value) <= 40 for entry in DOMAINS[name])


@given(st.sampled_from(EVERY_VALUE), st.data())
def test_every_word_is_recognised_however_it_is_spaced_and_cased(known, data):
    name, entry = known
    word = data.draw(st.sampled_from((entry.value, entry.zh, entry.en, *entry.synonyms)))
    assert recognise(name, f" {word} ") == entry.value
    assert recognise(name, word.lower()) == entry.value
    assert recognise(name, "　" + word.upper() + "\n") == entry.value


@pytest.mark.parametrize(
    ("domain", "text", "stored"),
    [
        *(
            ("pipe_material", word, "concrete")
            for word in ("砼", "混凝土", "HNT", "concrete", "hnt ", "砼管", "水泥")
        ),
        *(
            ("pipe_material", word, "reinforced_concrete")
            for word in ("钢筋砼", "钢筋混凝土", "RC", "钢筋 混凝土管")
        ),
        *(("pipe_material", word, "hdpe") for word in ("ＨＤＰＥ", "PE", "双壁波纹管", "hdpe管", "5", "5.0")),
        ("pipe_material", "球墨铸铁", "iron"),
        ("pipe_material", "玻璃钢夹砂", "frp"),
        ("pipe_material", "1.0", "concrete"),
        ("pipe_material", "10", "asbestos_cement"),
        ("pipe_material", "不明", "unknown"),
        ("pipe_category", "YS", "storm"),
        ("pipe_category", "雨污合流", "combined"),
        ("pipe_category", "污水管", "foul"),
        ("pipe_shape", "方沟", "box"),
        ("pipe_shape", "明渠", "trapezoid"),
        ("flow_direction", "-", "against"),
        ("flow_direction", "+", "as_drawn"),
        ("flow_direction", "0", "as_drawn"),
        ("flow_direction", "逆", "against"),
        ("park_class", "综合公园", "G11"),
        ("park_class", "口袋公园", "G14"),
        ("park_class", "g139", "G139"),
        ("cover_load_class", "d400", "D400"),
        ("waste_facility_kind", "垃圾中转站", "transfer_station"),
        ("condition", "完好", "1"),
        ("status", "废弃", "removed"),
        ("yes_no", "√", "yes"),
    ],
)
def test_what_surveys_write_is_understood(domain, text, stored):
    assert recognise(domain, text) == stored


@pytest.mark.parametrize("text", ["", " ", "黄金", "管", "12"])
def test_what_is_not_known_is_not_guessed(text):
    assert recognise("pipe_material", text) is None


def test_an_unknown_domain_or_value_is_an_error_not_a_blank():
    with pytest.raises(KeyError):
        recognise("no_such_domain", "砼")
    with pytest.raises(KeyError):
        value("pipe_material", "gold")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("检查井", ("manhole", "inspection")),
        ("窨井", ("manhole", "inspection")),
        ("雨水口", ("inlet", "")),
        ("雨水篦", ("inlet", "")),
        ("出水口", ("outfall", "")),
        ("闸门", ("sluice_gate", "sluice")),
        ("泵站", ("pumping_station", "")),
        ("化粪池", ("manhole", "septic_tank")),
        ("砖砌检查井", ("manhole", "inspection")),
        (" 雨水口 ", ("inlet", "")),
        ("电力井", None),
        ("路灯", None),
        ("", None),
    ],
)
def test_an_attachment_tells_class_and_kind(text, meaning):
    assert recognise_attachment(text) == meaning


def test_attachments_name_classes_and_kinds_that_exist_and_no_word_twice():
    for asset_class, kind, _ in ATTACHMENT_MEANINGS:
        assert asset_class in CATALOGUE
        assert not kind or recognise(f"{asset_class}_kind", kind) == kind
    assert len(ATTACHMENTS) == sum(len(words) for *_, words in ATTACHMENT_MEANINGS)


@pytest.mark.parametrize(
    ("attachment", "feature", "meaning"),
    [
        ("检查井", "直线点", ("manhole", "inspection")),
        ("", "三通", ("junction", "tee")),
        (None, "转折点", ("junction", "bend")),
        ("无", "预留口", ("junction", "stub")),
        ("", "never heard of", ("junction", "other")),
        ("路灯", "三通", None),
        ("", "", None),
        (None, None, None),
    ],
)
def test_a_point_with_a_feature_and_nothing_on_it_is_a_junction(attachment, feature, meaning):
    assert point_class(attachment, feature) == meaning


def test_words_shared_with_other_rooms_agree():
    assert {entry.value for entry in DOMAINS["work_kind"]} == set(Task.values)
    assert {entry.value for entry in DOMAINS["status"]} == set(Asset.Status.values)
    states = {state for state, _ in WorkOrder._meta.get_field("state").flatchoices}
    assert {entry.value for entry in DOMAINS["work_state"]} == states
    assert [entry.value for entry in DOMAINS["condition"]] == ["1", "2", "3", "4", "5"]
