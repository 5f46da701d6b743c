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
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assets.intake import areas, limits, progress, reading, rejected_rows, replacement, rights, staging
from assets.intake.errors import NoRoom, SurveyTooLarge, SurveyUnreadable, WrongState
from assets.intake.models import SURVEY, Delivery, Progress
from assets.intake.understanding import said, shifts
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed
from assets.registry.models import Changeset

OPTIONS = {
    "mapping",
    "values",
    "template",
    "srid",
    "shift",
    "encoding",
    "layer",
    "on_conflict",
    "on_error",
    "repair",
    "replace_district",
    "replace_area",
}
CHOICES = {
    "on_conflict": ("update", "skip", "fail"),
    "on_error": ("reject", "abort"),
    "shift": (shifts.GCJ02,),
}
# Options for which the file itself must be read again.
OF_READING = ("encoding", "layer")
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# What lies beside a shapefile and is not needed.
HARMLESS_PARTS = (".sbn", ".sbx", ".qix", ".xml", ".qmd", ".qpj", ".fix", ".cst")
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
        return _receive(
            _packed(_loose(path)), f"{path.stem}.zip", asset_class, source or path.stem, user, options
        )
    with path.open("rb") as file:
        return _receive(
            iter(lambda: file.read(CHUNK_BYTES), b""), path.name, asset_class, source, user, options
        )


def receive_several(
    files: list[UploadedFile], asset_class: str, source: str, user, options: dict | None = None
) -> Delivery:
    """
    The same for the parts of one or more loose shapefiles chosen together, packed as one archive.

    Raises also SurveyUnreadable `files_not_together`, `shapes_missing`.
    """
    if len(files) == 1 and Path(files[0].name or "").suffix.lower() not in SHAPEFILE_PARTS:
        return receive(files[0], asset_class, source, user, options)
    names = [Path(file.name or "").name for file in files]
    for name in names:
        if Path(name).suffix.lower() not in (*SHAPEFILE_PARTS, *HARMLESS_PARTS):
            raise SurveyUnreadable("files_not_together", name=name)
    shapes = [Path(name) for name in names if name.lower().endswith(".shp")]
    if not shapes:
        raise SurveyUnreadable("shapes_missing", name=names[0])
    limit = limits.upload_bytes()
    if sum(file.size or 0 for file in files) > limit:
        raise SurveyTooLarge(limit=f"{limit >> 20} MB")
    title = f"{shapes[0].stem}.zip" if len(shapes) == 1 else f"{shapes[0].stem} +{len(shapes) - 1}.zip"
    parts = ((name, file.chunks(CHUNK_BYTES)) for name, file in zip(names, files, strict=True))
    return _receive(_packed(parts), title, asset_class, source or shapes[0].stem, user, options)


def _loose(shapefile: Path) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A loose shapefile and its companions: names and bytes."""
    for part in sorted(shapefile.parent.iterdir()):
        if part.stem.lower() == shapefile.stem.lower() and part.suffix.lower() in SHAPEFILE_PARTS:
            with part.open("rb") as file:
                yield part.name, iter(lambda: file.read(CHUNK_BYTES), b"")


def _packed(parts: Iterable[tuple[str, Iterable[bytes]]]) -> Iterable[bytes]:
    """Files as the bytes of one archive, not compressed; of two of one name the first."""
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, chunks in parts:
                if name not in archive.namelist():
                    with archive.open(name, "w", force_zip64=True) as member:
                        for chunk in chunks:
                            member.write(chunk)
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
    given = {name: value for name, value in options.items() if value not in (None, "", [], {})}
    for name, value in given.items():
        if name not in OPTIONS:
            raise Malformed(name, ", ".join(sorted(OPTIONS)))
        if name in CHOICES and value not in CHOICES[name]:
            raise Malformed(name, ", ".join(CHOICES[name]))
    if "srid" in given and not (isinstance(given["srid"], int) and 1000 <= given["srid"] <= 999_999):
        raise Malformed("srid", "an EPSG number")
    if not isinstance(given.get("repair", True), bool):
        raise Malformed("repair", "true, false")
    if not isinstance(given.get("template", ""), str):
        raise Malformed("template", "a name")
    _require_layers(given.get("layer", ""))
    if "replace_district" in given:
        replacement.district_of(given["replace_district"])
    if "replace_area" in given:
        if "replace_district" in given:
            raise Malformed("replace_area", "given without replace_district")
        given["replace_area"] = areas.as_geojson(given["replace_area"])
    if not isinstance(given.get("mapping", {}), dict):
        raise Malformed("mapping", 'a JSON object {"column": "field"}')
    if "mapping" in given:
        given["mapping"], values = said.split(given["mapping"])
        if values:
            given["values"] = {**values, **given.get("values", {})}
    if "values" in given:
        given["values"] = said.checked_values(given["values"])
    return {name: value for name, value in given.items() if value not in ([], {})}


def _require_layers(given) -> None:
    names = given if isinstance(given, list) else [given]
    if not all(isinstance(name, str) for name in names):
        raise Malformed("layer", "a layer's name, or a list of names")


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
    again = any(changed.get(name) != delivery.options.get(name) for name in OF_READING)
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
