"""Encodings: decided by evidence over all values, the declaration believed where the values bear it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assets.intake.readers.encodings import GBK, UTF8, decoded, evidence, normal

WORDS = ["检查井", "雨水口", "市排水公司", "钢筋砼", "雨污合流", "金砂路"]
han = some.text(some.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20)


@pytest.mark.parametrize("encoding", [GBK, UTF8])
def test_found_without_a_declaration(encoding):
    found = evidence([word.encode(encoding) for word in WORDS])
    assert (found.found, found.by, found.undecodable) == (encoding, "values", 0)
    assert set(found.samples) <= set(WORDS)


def test_gbk_that_is_valid_utf8_by_accident():
    assert "模".encode("gbk").decode("utf-8") == "ģ"  # valid, and no word
    assert evidence(["模".encode("gbk")]).found == GBK


def test_a_wrong_declaration_is_overruled_and_told():
    found = evidence([word.encode("gbk") for word in WORDS], declared=UTF8)
    assert (found.found, found.overruled) == (GBK, True)


def test_what_the_user_says_is_obeyed():
    assert evidence([word.encode("gbk") for word in WORDS], asked="big5").found == "big5"


def test_nothing_but_ascii_needs_no_guess():
    assert (evidence([]).found, evidence([]).by) == (UTF8, "ascii")
    assert evidence([], declared=GBK).found == GBK


@given(han)
def test_a_cell_cut_in_the_middle_of_a_character_keeps_the_rest(text):
    for encoding in (UTF8, "gbk"):
        assert decoded(text.encode(encoding)[:-1], encoding) == text[:-1]


@given(some.lists(han, min_size=5, max_size=30))
def test_chinese_values_are_always_told_apart(texts):
    assert evidence([text.encode("utf-8") for text in texts]).found == UTF8
    assert evidence([text.encode("gbk") for text in texts]).found == GBK


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("936", GBK),
        ("GB2312", GBK),
        ("65001", UTF8),
        ("UTF8\ufeff", UTF8),
        ("ANSI 936", GBK),
        ("88591", "iso8859-1"),
    ],
)
def test_names_of_encodings(said, meant):
    assert normal(said) == meant


@pytest.mark.parametrize("nonsense", ["klingon", "", "99999", "rot13"])
def test_nonsense_is_no_encoding(nonsense):
    with pytest.raises(LookupError):
        normal(nonsense)
