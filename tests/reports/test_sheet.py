"""The PDF sheet: what it tells, that it is a sheet, and what is said where this server cannot print."""

import contextlib
import io
import re
import zlib

import pytest
from django.core import checks
from PIL import Image

from assets.exports.errors import ExportRefused
from assets.exports.models import Export
from assets.reports import printing, sheet
from assets.work.errors import PhotoUnreadable
from assets.work.photos import examine
from tests.reports.conftest import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch, report):
    """`printed(district=...)`: the page that would be printed, as HTML."""

    def make(**words) -> str:
        pages: list[str] = []

        def keep(page, path):
            pages.append(page)
            path.write_bytes(b"%PDF")

        monkeypatch.setattr(sheet, "_print", keep)
        report("pdf", **words)
        return pages[0]

    return make


@pytest.fixture
def no_font(monkeypatch):
    monkeypatch.setattr(printing, "has_chinese_font", lambda: False)


def inner(content: bytes) -> bytes:
    """What is written in a PDF's compressed streams, where most of its objects are."""
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


def test_it_is_a_pdf_of_a4_pages_with_chinese_letters(city, report):
    path, outcome = report("pdf", district="440507", language="zh-hans")
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    told = inner(content)
    assert b"Noto-Sans-CJK" in told
    assert re.search(rb"/MediaBox ?\[ ?0 0 595\.\d+ 841\.\d+ ?\]", told)
    assert outcome.rows == 11
    assert outcome.size_bytes == len(content)


def test_once_it_was_printed_a_broken_photo_is_refused_as_before(city, report):
    report("pdf", district="440507")
    whole = io.BytesIO()
    Image.new("RGB", (600, 400), "tan").save(whole, "PNG")
    with pytest.raises(PhotoUnreadable):
        examine(whole.getvalue()[:200])


def test_it_tells_figures_classes_worst_work_and_basis(city, printed):
    page = printed(district="440507")
    for said in (
        "龙湖区" if "龙湖区" in page else "Longhu",
        "INTERNAL",
        "Condition by class",
        "Cost by month",
        "From the",
    ):
        assert said in page
    assert "The worst 9 assets" in page
    assert page.count('class="picture"') == 1
    assert "¥2,000" in page
    assert "neither manholes nor inlets" in page


def test_texts_of_assets_stay_texts(city, printed):
    page = printed(district="440507")
    assert "<script" not in page and "<img" not in page
    assert "&lt;/script&gt;" in page
    assert HOSTILE[1] not in page


def test_the_map_is_drawn_by_condition_from_our_own_shapes(city, printed):
    page = printed(district="440507")
    picture = re.search(r'<svg class="picture".*?</svg>', page, re.S)[0]
    assert "#7a1022" in picture, "the pipe in very poor condition"
    assert "#cfe6f2" in picture and "#dcebd5" in picture, "water and park"
    assert ">1</text>" in picture, "the worst asset's number"


def test_without_a_boundary_there_is_no_map_and_that_is_said(city, printed):
    district = city["440507"]
    district.boundary = None
    district.save()
    from assets.registry.models import Asset

    Asset.objects.filter(code__startswith="M-").update(district=district)
    page = printed(district="440507")
    assert 'class="picture"' not in page
    assert "no map is drawn" in page


def test_rows_have_limits_that_are_said(city, printed, monkeypatch):
    monkeypatch.setattr(sheet, "HAPPENINGS", 1)
    assert "The newest 1 of 3 inspections and works" in printed(district="440507")


def test_a_sheet_fetches_nothing(tmp_path):
    sheet._print(
        '<p>text<img src="http://example.invalid/x.png"><img src="file:///etc/hostname"></p>',
        tmp_path / "a.pdf",
    )
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


class TestWhereTheServerCannotPrint:
    def test_the_api_says_it_in_a_sentence(self, city, no_font, api):
        answer = api("planner").post(
            "/api/v1/exports/", {"format": "pdf", "district": "440507"}, format="json"
        )
        assert answer.status_code == 503
        assert answer.data["code"] == "printing_missing"
        assert "fonts-noto-cjk" in answer.data["detail"]
        assert Export.objects.count() == 0

    def test_the_page_says_it_beside_the_form(self, city, no_font, login):
        answer = login("planner").post(
            "/exports/", {"form": "report", "format": "pdf", "district": "440507", "language": "en"}
        )
        assert answer.status_code == 503
        assert "fonts-noto-cjk" in answer.text

    def test_one_that_was_asked_for_before_is_refused_with_the_reason(self, city, report, monkeypatch):
        from tests.reports.conftest import ordered

        made = ordered("pdf", district="440507")
        monkeypatch.setattr(printing, "_loads", lambda name: False)
        with pytest.raises(ExportRefused) as refusal:
            sheet.write_sheet(made, None, None)
        assert "libpango-1.0-0" in refusal.value.detail()

    def test_the_html_report_is_made_all_the_same(self, city, no_font, report):
        assert report("html", district="440507")[1].rows == 11

    def test_the_systems_check_warns(self, no_font):
        (warning,) = [found for found in checks.run_checks() if found.id == "reports.W001"]
        assert "fonts-noto-cjk" in warning.hint

    def test_the_systems_check_is_silent_where_all_is_there(self):
        assert [found for found in checks.run_checks() if found.id == "reports.W001"] == []
