"""Photos: verified, kept as they came under a random name, with a small picture beside them."""

import hashlib
import io
import os
import secrets
import warnings
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from assets.registry import rights
from assets.registry.history import acting
from assets.registry.models import Asset
from assets.registry.rights import Right
from assets.work.errors import PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable, SentBefore
from assets.work.models import Inspection, Photo, WorkOrder

# Pillow's name of a format, the type it is served with, the ending of its file. MPO is what some phones' JPEGs are.
FORMATS = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
}
PIXEL_LIMIT_MILLIONS = 64
THUMBNAIL_SIDE_PX = 480


def keep_photo(
    user,
    asset: Asset,
    upload: IO[bytes],
    sent: dict[str, Any],
    through: str,
    inspection: Inspection | None = None,
    work_order: WorkOrder | None = None,
) -> tuple[Photo, bool]:
    """
    Keep `upload` as a photo of `asset`; returns it and whether it is new.

    `sent`: uuid, caption, taken_at, lon and lat (WGS84), accuracy_m. When this returns, the file is on disk and the
    row is written. The same uuid with the same bytes gives the first one again.
    Raises NotAllowed, PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable, SentBefore.
    """
    rights.require_with(user, Right.RECORD, asset)
    content = _read(upload)
    sha256 = hashlib.sha256(content).hexdigest()
    uuid: UUID | None = sent.get("uuid")
    if uuid and (earlier := Photo.objects.filter(uuid=uuid).first()):
        return _same_photo(earlier, sha256, asset), False

    content_type, ending, size, thumbnail = examine(content)
    name = f"photos/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"
    written: list[Path] = []
    try:
        written.append(_write(f"{name}.{ending}", content))
        written.append(_write(f"{name}.thumbnail.jpg", thumbnail))
        with transaction.atomic(), acting(user, through=through):
            photo = Photo.objects.create(
                **({"uuid": uuid} if uuid else {}),
                asset_id=asset.pk,
                inspection=inspection,
                work_order=work_order,
                file=f"{name}.{ending}",
                thumbnail=f"{name}.thumbnail.jpg",
                sha256=sha256,
                content_type=content_type,
                size_bytes=len(content),
                width=size[0],
                height=size[1],
                taken_by=user,
                through=through,
                **{key: value for key, value in sent.items() if key != "uuid" and value is not None},
            )
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, IntegrityError) and uuid:
            # The same photo came in twice at once, and the other was quicker.
            earlier = Photo.objects.filter(uuid=uuid).first()
            if earlier is not None:
                return _same_photo(earlier, sha256, asset), False
        raise
    return photo, True


def examine(content: bytes) -> tuple[str, str, tuple[int, int], bytes]:
    """
    Look into `content`: its media type, file ending, size in pixels as it is to be seen (turned by EXIF), and a
    thumbnail as JPEG bytes. The size is judged before anything is unpacked.
    """
    with warnings.catch_warnings():
        # Pillow warns of large pictures by a limit of its own; ours is judged below.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
                content_type, ending = FORMATS[image.format or ""]
                if image.width * image.height > PIXEL_LIMIT_MILLIONS * 1_000_000:
                    raise PhotoTooManyPixels(limit=PIXEL_LIMIT_MILLIONS)
                image.load()
                upright = ImageOps.exif_transpose(image)
                size = upright.size
                upright.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX))
                small = io.BytesIO()
                upright.convert("RGB").save(small, "JPEG", quality=80)
        except Image.DecompressionBombError as error:
            raise PhotoTooManyPixels(limit=PIXEL_LIMIT_MILLIONS) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, EOFError) as error:
            raise PhotoUnreadable from error
    return content_type, ending, size, small.getvalue()


def _read(upload: IO[bytes]) -> bytes:
    limit = settings.REGISTRY_PHOTO_LIMIT_MB
    content = upload.read(limit * 1024 * 1024 + 1)
    if len(content) > limit * 1024 * 1024:
        raise PhotoTooLarge(limit=limit)
    return content


def _same_photo(photo: Photo, sha256: str, asset: Asset) -> Photo:
    if (photo.sha256, photo.asset_id) != (sha256, asset.pk):
        raise SentBefore
    return photo


def _write(name: str, content: bytes) -> Path:
    """Write a file that was not there before, down to the disk: what is acknowledged survives a power cut."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path
