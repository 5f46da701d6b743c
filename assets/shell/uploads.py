"""
Uploads stream to the disk, and no further than the limit: what is larger is refused before it is read where its length
is told, else at the byte too many; nothing of it stays on the disk.
"""

import errno
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

# What the form's other fields and the multipart frame may add to the file.
FRAME_BYTES = 4 << 20
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class UploadTooLarge(RequestDataTooBig):
    """More than REGISTRY_UPLOAD_LIMIT_MB (413)."""

    @property
    def sentence(self) -> str:
        """What the person is told, in their language."""
        return _(
            "The file is larger than the limit of %(limit)d MB: send it in parts, or have it imported on the server."
        ) % {"limit": settings.REGISTRY_UPLOAD_LIMIT_MB}


class NoRoom(SuspiciousOperation):
    """The disk for uploads is full (507). Django lets this kind of exception reach handler400 from wherever it is raised."""

    status = 507

    @property
    def sentence(self) -> str:
        """What the person is told, in their language."""
        return _("There is no room left on the server's disk: nothing was kept. Tell an administrator.")


class LimitedUpload(TemporaryFileUploadHandler):
    """Every uploaded file goes to a temporary file, up to the limit."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Refuse by the request's length, before a byte of it is read."""
        if content_length > _limit() + FRAME_BYTES:
            raise UploadTooLarge

    def new_file(self, *args, **kwargs):
        """The temporary file is made."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise _as_told(error) from error

    def receive_data_chunk(self, raw_data, start):
        """Write a piece."""
        if start + len(raw_data) > _limit():
            self._remove()
            raise UploadTooLarge
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._remove()
            raise _as_told(error) from error

    def file_complete(self, file_size):
        """The last bytes leave the buffer here: they too may find the disk full."""
        try:
            self.file.flush()
        except OSError as error:
            self._remove()
            raise _as_told(error) from error
        return super().file_complete(file_size)

    def _remove(self) -> None:
        """The temporary file goes now, not when the last traceback that holds it does."""
        with suppress(OSError):  # a full disk may refuse even the last bytes of the buffer
            self.upload_interrupted()


def _limit() -> int:
    return settings.REGISTRY_UPLOAD_LIMIT_MB << 20


def _as_told(error: OSError) -> Exception:
    return NoRoom() if error.errno in DISK_FULL else error
