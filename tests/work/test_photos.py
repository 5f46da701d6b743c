"""Photos: real pictures only, kept once, shown to those who may see the asset."""

import hashlib
import io
import uuid
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assets.work.models import Photo
from tests.factories import ManholeFactory, point
from tests.work.factories import InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(600, 400), **save) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "tan").save(stream, kind, **save)
    return stream.getvalue()


def bomb(side=30_000) -> bytes:
    """A PNG of a few hundred kilobytes that unpacks to 900 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def inspection(districts):
    return InspectionFactory(asset=ManholeFactory(code="M1", geometry=point(465_000)))


def send(client, inspection, content: bytes, name="photo.jpg", **more):
    return client.post(
        f"/api/v1/inspections/{inspection.uuid}/photos/",
        {"file": SimpleUploadedFile(name, content), **more},
        format="multipart",
    )


@pytest.mark.parametrize(
    "kind, media_type", [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_picture_is_kept_as_it_came_and_served_with_its_thumbnail(api, inspection, kind, media_type):
    content = picture(kind)
    answer = send(
        api("crew"), inspection, content, caption="Deckel", lon="116.7", lat="23.37", accuracy_m="4"
    )
    assert answer.status_code == 201
    said = answer.json()
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert (said["width"], said["height"], said["lon"]) == (600, 400, 116.7)
    shown = api("viewer").get(said["url"])
    assert b"".join(shown.streaming_content) == content
    assert shown["Content-Type"] == media_type
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "private" in shown["Cache-Control"]
    small = b"".join(api("viewer").get(said["thumbnail_url"]).streaming_content)
    assert max(Image.open(io.BytesIO(small)).size) <= 480


def test_files_lie_by_year_and_month_under_names_nobody_can_guess(api, inspection, media):
    send(api("crew"), inspection, picture(), name="../../etc/passwd.jpg")
    [file] = [path for path in media.rglob("*.jpg") if "thumbnail" not in path.name]
    assert file.relative_to(media).parts[0] == "photos"
    assert len(file.relative_to(media).parts) == 4
    assert len(file.stem) == 32


def test_a_photo_held_sideways_is_measured_and_shown_upright(api, inspection):
    exif = Image.Exif()
    exif[0x0112] = 6
    said = send(api("crew"), inspection, picture(exif=exif)).json()
    assert (said["width"], said["height"]) == (400, 600)
    small = Image.open(io.BytesIO(b"".join(api("viewer").get(said["thumbnail_url"]).streaming_content)))
    assert small.height > small.width


def test_the_same_photo_sent_twice_is_kept_once(api, inspection, media):
    number, content = uuid.uuid4(), picture()
    first = send(api("crew"), inspection, content, uuid=number)
    second = send(api("crew"), inspection, content, uuid=number)
    assert (first.status_code, second.status_code) == (201, 200)
    assert Photo.objects.count() == 1
    assert len(list(media.rglob("*.jpg"))) == 2
    assert send(api("crew"), inspection, picture(size=(9, 9)), uuid=number).status_code == 409


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>" + picture(),
        picture()[:500],
        picture("PNG")[:200],
        picture("GIF"),
        picture("BMP"),
        b"\xff\xd8\xff" + b"\x00" * 500,
    ],
)
def test_what_is_no_complete_picture_is_refused_and_leaves_nothing(api, inspection, media, content):
    answer = send(api("crew"), inspection, content)
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not Photo.objects.exists()
    assert not list(media.rglob("*.*"))


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(api, inspection):
    answer = send(api("crew"), inspection, bomb())
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_too_many_pixels")


def test_a_photo_over_the_limit_is_refused(api, inspection, settings):
    settings.REGISTRY_PHOTO_LIMIT_MB = 1
    answer = send(api("crew"), inspection, picture() + b"\x00" * 1024 * 1024)
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_too_large")


@pytest.mark.parametrize("place", [{"lon": "116"}, {"lon": "23", "lat": "116"}, {"lon": "nan", "lat": "23"}])
def test_a_place_that_cannot_be_is_refused(api, inspection, place):
    assert send(api("crew"), inspection, picture(), **place).status_code == 400


def test_who_may_not_see_the_asset_sees_no_photo_of_it(api, login, inspection, users, districts):
    said = send(api("crew"), inspection, picture()).json()
    users["viewer"].districts.add(districts["440511"])
    for address in (said["url"], said["thumbnail_url"]):
        assert api(users["viewer"]).get(address).status_code == 404
        assert api(None).get(address).status_code == 401
    assert login(None).get("/media/" + Photo.objects.get().file.name).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "manager", "planner", "gis"])
def test_who_does_not_record_sends_no_photo(api, inspection, role):
    assert send(api(role), inspection, picture()).status_code == 403


def test_a_work_order_has_photos_too(api, districts):
    order = WorkOrderFactory(asset=ManholeFactory())
    address = f"/api/v1/work-orders/{order.uuid}/photos/"
    answer = api("crew").post(address, {"file": SimpleUploadedFile("a.jpg", picture())}, format="multipart")
    assert (answer.status_code, answer.json()["work_order"]) == (201, str(order.uuid))
    assert len(api("viewer").get(f"/api/v1/work-orders/{order.uuid}/").json()["photos"]) == 1
