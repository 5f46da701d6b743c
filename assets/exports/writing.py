"""Writing an order to a file: whole or not at all, beside its target first and renamed when it is complete."""

import errno
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError

from assets.exports import added
from assets.exports.added import AddedOrder, Listener
from assets.exports.errors import ExportRefused
from assets.exports.formats import WRITERS
from assets.exports.formats.task import Task
from assets.exports.order import Order
from assets.exports.rows import Counted, Rows, as_refusal, require_history, snapshot

HALF = ".{name}.{process}.half"
FULL_DISK = re.compile(
    r"no space left|disk is full|disk full|disk i/o error|quota exceeded|file too large", re.I
)


@dataclass
class Outcome:
    """What was written: rows in all and by class, and what its reader must know (words of errors.REMARKS)."""

    rows: int
    by_class: dict[str, int]
    size_bytes: int = 0
    remarks: list[tuple[str, dict]] = field(default_factory=list)


def write_file(order: Order | AddedOrder, target: Path, listener: Listener | None = None) -> Outcome:
    """
    Write what the order asks for to `target`, replacing what is there only once the new file is complete.

    Raises ExportRefused with the reason, BeforeTheRegistry; then nothing of it is left and `target` is as it was.
    """
    remove_halves(target)
    half = target.parent / HALF.format(name=target.name, process=os.getpid())
    try:
        half.mkdir()  # inside, so that a signal that comes right after it finds the way to the end
        return _write(order, target, half, listener)
    except DatabaseError as error:
        raise as_refusal(error, order) from error
    except OSError as error:
        raise _refusal_of(error, target) from error
    except (RuntimeError, ValueError) as error:
        if not _is_of_gdal(error):
            raise
        raise _refusal_of_gdal(error) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _is_of_gdal(error: Exception) -> bool:
    """Whether pyogrio tells of a file that it cannot write."""
    from pyogrio import errors  # brings pandas along where it is installed, which only writers need

    told = (errors.DataSourceError, errors.FieldError, errors.GeometryError, errors.FeatureError)
    return isinstance(error, told)


def _write(order: Order | AddedOrder, target: Path, half: Path, listener: Listener | None) -> Outcome:
    made = half / f"export{target.suffix.lower()}"
    with snapshot():
        require_history(order)
        outcome = (
            _write_added(order, made, listener)
            if isinstance(order, AddedOrder)
            else _write_assets(order, made, listener)
        )
    _to_disk(made)
    outcome.size_bytes = made.stat().st_size
    made.replace(target)
    if order.districts is not None:
        outcome.remarks.insert(0, ("subset", {"districts": order.districts}))
    return outcome


def _write_added(order: AddedOrder, made: Path, listener: Listener | None) -> Outcome:
    written = added.FORMATS[order.format].write(order, made, listener or (lambda done, total: None))
    return Outcome(written.rows, written.by_class, remarks=list(written.remarks))


def _write_assets(order: Order, made: Path, listener: Listener | None) -> Outcome:
    counted = [found for name in order.classes if (found := Rows(order, name).count()).rows]
    total = sum(one.rows for one in counted)
    if not total:
        raise ExportRefused("nothing_found")
    progress = _Progress(total, listener)
    task = Task(order, counted, made.parent, made, progress.add)
    WRITERS[order.format](task)
    _require_whole(task, progress.done, total)
    return Outcome(total, {one.asset_class: one.rows for one in counted}, remarks=task.remarks)


class _Progress:
    def __init__(self, total: int, listener: Listener | None) -> None:
        self.done, self.total, self.listener = 0, total, listener
        self.add(0)

    def add(self, rows: int) -> None:
        """So many rows more are written."""
        self.done += rows
        if self.listener:
            self.listener(self.done, self.total)


def _require_whole(task: Task, done: int, total: int) -> None:
    """GDAL does not tell of every write that failed (a disk that fills as it closes the file): so it is looked at."""
    if done != total:
        raise ExportRefused("writer_failed", reason=f"{done} / {total}")
    if task.order.format == "gpkg":
        for counted in task.counted:
            _require_rows(task.target, counted)


def _require_rows(path: Path, counted: Counted) -> None:
    import pyogrio

    found = pyogrio.read_info(path, layer=counted.asset_class, force_feature_count=True)["features"]
    if found != counted.rows:
        raise ExportRefused("writer_failed", reason=f"{found} / {counted.rows}")


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def remove_halves(target: Path) -> None:
    """Remove what writers of the same target left that were killed."""
    if not target.parent.is_dir():
        return
    for left in target.parent.glob(HALF.format(name=_plain(target.name), process="*")):
        process = left.name.removesuffix(".half").rpartition(".")[2]
        if process.isdigit() and (int(process) == os.getpid() or not _alive(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def _plain(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _refusal_of(error: OSError, target: Path) -> ExportRefused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ExportRefused("disk_full")
    return ExportRefused("not_writable", path=target, reason=error.strerror or str(error))


def _refusal_of_gdal(error: Exception) -> ExportRefused:
    if FULL_DISK.search(str(error)):
        return ExportRefused("disk_full")
    return ExportRefused("writer_failed", reason=str(error)[:300])
