"""Uploads stream to the disk up to the limit: memory does not grow with them, and what is refused leaves nothing."""

import errno
import io
import resource
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from assets.intake import deliveries
from assets.intake.errors import NoRoom
from assets.intake.models import Delivery

pytestmark = pytest.mark.django_db
BOUNDARY = "frontier"
MEGABYTE = 1 << 20


class Generated(io.RawIOBase):
    """A multipart body with one file of so many megabytes, made while it is read."""

    def __init__(self, megabytes: int, fields: dict[str, str]) -> None:
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        self.parts = [head.encode(), *[b"x"] * megabytes, f"\r\n--{BOUNDARY}--\r\n".encode()]
        self.length = len(self.parts[0]) + megabytes * MEGABYTE + len(self.parts[-1])
        self.read_bytes = 0
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and self.parts:
            part = self.parts.pop(0)
            self.left += part * MEGABYTE if part == b"x" else part
        given, self.left = self.left[:size], self.left[size:]
        self.read_bytes += len(given)
        return given


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    return tmp_path / "uploads"


@pytest.fixture
def send(login):
    """`send(megabytes)` posts a file of so many megabytes to the import page as gis; the answer and the body."""

    def send(megabytes: int, **extra):
        body = Generated(megabytes, {"asset_class": "manhole", "source": "large"})
        answer = login("gis").generic(
            "POST",
            "/imports/",
            **{
                "wsgi.input": body,
                "CONTENT_LENGTH": str(body.length),
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                **extra,
            },
        )
        return answer, body

    return send


def left_files(folder: Path) -> list[str]:
    stored = Path(site.MEDIA_ROOT) / "imports"
    return [path.name for place in (folder, stored) if place.exists() for path in place.iterdir()]


def test_memory_does_not_grow_with_the_upload(send, monkeypatch):
    monkeypatch.setattr(deliveries, "start_reading", lambda delivery: None)
    tracemalloc.start()
    peaks = []
    for megabytes in (8, 160):
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        answer, _body = send(megabytes)
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
        assert answer.status_code == 302
    tracemalloc.stop()
    assert peaks[1] < 12 * MEGABYTE, peaks
    delivery = Delivery.objects.first()
    assert delivery.size_bytes == 160 * MEGABYTE
    assert (Path(site.MEDIA_ROOT) / "imports" / delivery.stored_as).stat().st_size == 160 * MEGABYTE


def test_no_other_handler_takes_files_in(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["assets.shell.uploads.LimitedUpload"]


def test_too_large_by_its_length_is_refused_before_it_is_read(send, settings, own_folder):
    settings.REGISTRY_UPLOAD_LIMIT_MB = 2
    answer, body = send(7)
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()
    assert body.read_bytes < MEGABYTE
    assert left_files(own_folder) == []
    assert not Delivery.objects.exists()


def test_a_byte_too_many_is_refused_and_nothing_is_left(send, settings, own_folder):
    settings.REGISTRY_UPLOAD_LIMIT_MB = 2
    answer, _body = send(3)  # within what the frame may add
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()
    assert left_files(own_folder) == []


def test_a_program_is_told_in_json(settings, api, own_folder, users):
    settings.REGISTRY_UPLOAD_LIMIT_MB = 2
    body = Generated(9, {})
    answer = api("crew").generic(
        "POST",
        "/api/v1/inspections/",
        b"",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(body.length)},
    )
    assert answer.status_code == 413
    assert "2 MB" in answer.json()["detail"]


def test_a_full_disk_is_told_and_cleaned_up_while_the_request_is_read(send, own_folder, monkeypatch):
    def full(self, raw_data, start):
        if start > 2 * MEGABYTE:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.file.write(raw_data)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    answer, _body = send(4)
    assert answer.status_code == 507
    assert "磁盘" in answer.content.decode()
    assert left_files(own_folder) == []


def test_a_full_disk_is_told_and_cleaned_up_while_the_file_is_kept(own_folder, users, tmp_path):
    """For real: no file of this process may grow beyond a megabyte."""
    upload = TemporaryUploadedFile("a.csv", "text/csv", 0, None)
    upload.write(bytes(3 * MEGABYTE))
    upload.seek(0)
    upload.size = 3 * MEGABYTE
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, before[1]))
    try:
        with pytest.raises(NoRoom) as refused:
            deliveries.receive(upload, "manhole", "a", users["gis"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)
        upload.close()
    assert refused.value.status == 507
    assert left_files(own_folder) == []
    assert not Delivery.objects.exists()


def test_the_setting_is_the_limit_of_the_command_line_too(settings, tmp_path, component_classes):
    from assets.intake.errors import SurveyTooLarge

    settings.REGISTRY_UPLOAD_LIMIT_MB = 1
    large = tmp_path / "a.csv"
    large.write_bytes(bytes(MEGABYTE + 1))
    with pytest.raises(SurveyTooLarge):
        deliveries.receive_path(large, "manhole")
    assert not list((Path(site.MEDIA_ROOT) / "imports").glob("*"))
