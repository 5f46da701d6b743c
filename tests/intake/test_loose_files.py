"""A loose shapefile's parts chosen together."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assets.intake import deliveries, limits, reading
from assets.intake.errors import SurveyTooLarge, SurveyUnreadable
from tests.intake.conftest import manholes, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.fixture
def parts(tmp_path):
    places, columns = manholes(3)
    return [
        SimpleUploadedFile(part.name, part.read_bytes())
        for part in shapefile(tmp_path / "a", "管点", places, columns)
    ]


def receive(files, **options):
    return deliveries.receive_several(files, "manhole", "", None, options)


def test_they_come_in_as_one(parts):
    delivery = receive(parts)
    assert (delivery.file_name, delivery.source) == ("管点.zip", "管点")
    assert states(reading.read(delivery.pk)) == (3, 0, 0, 0)


def test_the_shapes_alone_come_in_without_attributes(parts):
    (shapes,) = (part for part in parts if part.name.endswith(".shp"))
    delivery = reading.read(receive([shapes]).pk)
    assert delivery.counts["read"] == 3


def test_an_archive_is_taken_as_before(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.writestr(part.name, part.read())
    delivery = receive([SimpleUploadedFile("普查.zip", packed.getvalue())])
    assert delivery.file_name == "普查.zip"
    assert states(reading.read(delivery.pk)) == (3, 0, 0, 0)


def test_what_is_no_part_of_a_shapefile_and_what_has_no_shapes_is_refused(parts):
    with pytest.raises(SurveyUnreadable) as refused:
        receive([*parts, SimpleUploadedFile("读我.docx", b"x")])
    assert refused.value.code == "files_not_together" and "读我.docx" in refused.value.detail()
    with pytest.raises(SurveyUnreadable) as refused:
        receive([part for part in parts if not part.name.endswith(".shp")])
    assert refused.value.code == "shapes_missing"


def test_together_they_may_be_no_larger_than_one_file(parts, monkeypatch):
    monkeypatch.setattr(limits, "upload_bytes", lambda: 300)
    with pytest.raises(SurveyTooLarge):
        receive(parts)
