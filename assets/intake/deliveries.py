"""
Deliveries: receive a file, have it read, cancel.

The verbs of the room, for pages, API and commands alike:

- `deliveries.receive(file, asset_class, source, user, options)`, `receive_path(...)` -> Delivery
- `deliveries.start_reading(delivery)`: in the background; `reading.read(id)`: now
- `deliveries.change_options(delivery, user, **options)`: another mapping, CRS ..., then checked again in the background
- `difference.summary(delivery)`, `difference.rows(...)`, `difference.map_features(...)`: the review
- `apply.request(delivery, user)` in the background; `apply.run(id, user)` now
- `revert.request(changeset, user)` in the background; `revert.run(id, user)` now
- `deliveries.cancel(delivery, user)`, `deliveries.progress_of(delivery)`
- `abandoned.recover_abandoned()`: what a killed process left, for the worker to call
- `report.rejections(delivery)`: every rejected row with its sentence
"""

import errno
import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assets.intake import limits, progress, reading, rejected_rows, replacement, rights, staging
from assets.intake.errors import NoRoom, SurveyTooLarge, SurveyUnreadable, WrongState
from assets.intake.models import SURVEY, Delivery, Progress
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed
from assets.registry.models import Changeset

OPTIONS = {"mapping", "srid", "encoding", "layer", "on_conflict", "on_error", "repair", "replace_district"}
CHOICES = {"on_conflict": ("update", "skip", "fail"), "on_error": ("reject", "abort")}
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
CHUNK_BYTES = 1 << 20


def receive(file: UploadedFile, asset_class: str, source: str, user, options: dict | None = None) -> Delivery:
    """
    Take an uploaded file in: stored under MEDIA_ROOT, its delivery and changeset made. Nothing is read yet.

    source: name of the dataset, the file's name where empty. user None: the administrator of the machine.
    Raises NotAllowed, SurveyTooLarge, SurveyUnreadable (empty, unknown class), Malformed (an option).
    """
    return _receive(file.chunks(CHUNK_BYTES), file.name or "upload", asset_class, source, user, options)


def receive_path(
    path: Path, asset_class: str, source: str = "", user=None, options: dict | None = None
) -> Delivery:
    """
    The same for a file on this machine; a loose .shp brings its companions along, packed as one archive.

    Raises also SurveyUnreadable `file_not_found`.
    """
    if not path.is_file():
        raise SurveyUnreadable("file_not_found", path=path)
    if path.suffix.lower() == ".shp":
        return _receive(_packed(path), f"{path.stem}.zip", asset_class, source or path.stem, user, options)
    with path.open("rb") as file:
        return _receive(
            iter(lambda: file.read(CHUNK_BYTES), b""), path.name, asset_class, source, user, options
        )


def _packed(shapefile: Path) -> Iterable[bytes]:
    """A loose shapefile and its companions as the bytes of one archive, not compressed."""
    import tempfile

    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for part in sorted(shapefile.parent.iterdir()):
                if part.stem.lower() == shapefile.stem.lower() and part.suffix.lower() in SHAPEFILE_PARTS:
                    archive.write(part, part.name)
        target.seek(0)
        yield from iter(lambda: target.read(CHUNK_BYTES), b"")


def _receive(chunks: Iterable[bytes], name: str, asset_class: str, source: str, user, options) -> Delivery:
    rights.require_import(user)
    if asset_class != SURVEY and asset_class not in CATALOGUE:
        raise SurveyUnreadable("asset_class_unknown", name=asset_class, names=", ".join([SURVEY, *CATALOGUE]))
    options = checked_options(options or {})
    name = Path(name).name[-200:]
    source = (source or Path(name).stem)[:120]
    with transaction.atomic():
        changeset = Changeset.objects.create(
            kind=Changeset.Kind.IMPORT, title=f"{name} ({source})"[:200], proposed_by=user
        )
        delivery = Delivery(
            changeset=changeset,
            file_name=name,
            stored_as=f"{changeset.pk}{Path(name).suffix.lower()}",
            asset_class=asset_class,
            source=source,
            options=options,
        )
        delivery.size_bytes, delivery.sha256 = _store(chunks, reading.stored_file(delivery))
        delivery.save()
    return delivery


def checked_options(options: dict) -> dict:
    """The options of an import where each is one there is and may have its value; else Malformed."""
    for name, value in options.items():
        if name not in OPTIONS:
            raise Malformed(name, ", ".join(sorted(OPTIONS)))
        if name in CHOICES and value not in CHOICES[name]:
            raise Malformed(name, ", ".join(CHOICES[name]))
        if name == "srid" and value is not None and not (isinstance(value, int) and 1000 <= value <= 999_999):
            raise Malformed(name, "an EPSG number")
        if name == "repair" and not (value is None or isinstance(value, bool)):
            raise Malformed(name, "true, false")
        if name == "replace_district" and value:
            replacement.district_of(value)
        if name == "mapping" and not (value is None or isinstance(value, dict)):
            raise Malformed(name, 'a JSON object {"column": "field"}')
    return {name: value for name, value in options.items() if value not in (None, "")}


def _store(chunks: Iterable[bytes], target: Path) -> tuple[int, str]:
    """Stream to disk; size and SHA-256. Nothing stays where it is empty or too large."""
    limit = limits.upload_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    try:
        with target.open("wb") as stored:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise SurveyTooLarge(limit=f"{limit >> 20} MB")
                digest.update(chunk)
                stored.write(chunk)
        if not size:
            raise SurveyUnreadable("file_empty")
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom from error
        raise
    target.chmod(0o640)
    return size, digest.hexdigest()


def start_reading(delivery: Delivery) -> None:
    """Have a worker read and check the delivery."""
    from assets.intake import tasks

    result = tasks.read_delivery.enqueue(delivery.pk)
    Delivery.objects.filter(pk=delivery.pk).update(task_id=str(result.id))


def change_options(delivery: Delivery, user, **options) -> None:
    """Another mapping, CRS, encoding or way with conflicts: checked (or, for the encoding or layer, read) again in the background."""
    from assets.intake import tasks

    rights.require_import(user)
    changed = checked_options({**delivery.options, **options})
    again = any(changed.get(name) != delivery.options.get(name) for name in ("encoding", "layer"))
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.state not in (Delivery.State.REVIEW, Delivery.State.REFUSED):
            raise WrongState(state=locked.get_state_display())
        staged = staging.exists(staging.Tables(delivery.pk).layer(1))
        locked.options = changed
        locked.state = Delivery.State.RECEIVED
        locked.save(update_fields=["options", "state", "changed_at"])
        task = tasks.read_delivery if again or not staged else tasks.check_delivery
        result = task.enqueue(delivery.pk)
        Delivery.objects.filter(pk=delivery.pk).update(task_id=str(result.id))


def cancel(delivery: Delivery, user) -> None:
    """
    Cancel a delivery that is not applied: at once, or, while it is worked on, at its next step.

    Raises NotAllowed; WrongState once it is being applied or done with.
    """
    rights.require_import(user)
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        cancellable = (
            Delivery.State.RECEIVED,
            Delivery.State.READING,
            Delivery.State.CHECKING,
            Delivery.State.REVIEW,
            Delivery.State.REFUSED,
        )
        if locked.state not in cancellable:
            raise WrongState(state=locked.get_state_display())
        Delivery.objects.filter(pk=delivery.pk).update(cancel_requested=True)
        if not progress.being_worked_on(delivery.pk):
            staging.drop(delivery.pk)
            Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.CANCELLED)
            Changeset.objects.filter(pk=delivery.pk).update(state=Changeset.State.CANCELLED)


def progress_of(delivery: Delivery) -> dict:
    """phase, done_rows, total_rows, rows_per_s, seconds_left of the work on a delivery; empty before it began."""
    told = Progress.objects.filter(pk=delivery.pk).values().first()
    if told is None:
        return {}
    left = None
    if told["rows_per_s"] and told["total_rows"]:
        left = max(told["total_rows"] - told["done_rows"], 0) / told["rows_per_s"]
    return {**told, "seconds_left": left}


def forget_file(delivery: Delivery) -> None:
    """Delete the stored file of a delivery that is done with."""
    reading.stored_file(delivery).unlink(missing_ok=True)
    rejected_rows.file_of(delivery).unlink(missing_ok=True)
    shutil.rmtree(Path(settings.MEDIA_ROOT) / reading.FOLDER / f"{delivery.pk}.unpacked", ignore_errors=True)
