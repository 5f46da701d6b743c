"""
Zipped shapefiles: one a class (points, lines, areas apart), with .prj and .cpg, and what a DBF cannot hold beside them.

legend.csv gives each short column name its full name and label; long_texts.csv holds whole the texts that 254 bytes cut.
"""

import csv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy

from assets.exports import columns
from assets.exports.columns import Column
from assets.exports.formats import arrays
from assets.exports.formats.task import Task
from assets.exports.formats.texts import Transcoder
from assets.exports.rows import Counted, Rows
from assets.registry.classes import CATALOGUE
from assets.standards.export_columns import EXTRA, dbf_names

TEXT_BYTES = 254
# `extra` goes on in extra_2, extra_3 ...; what is longer still is in long_texts.csv.
MOST_EXTRA_PARTS = 30
FAMILIES = {0: "points", 1: "lines", 2: "areas"}
FIELD_TYPES = {0: "Point", 1: "LineString", 2: "Polygon"}
GDAL_DIMENSIONS = {"Point": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}


def write(task: Task) -> None:
    """Write all classes of the task into one archive."""
    parts = task.folder / "parts"
    parts.mkdir()
    archive = _Archive(task, parts, Transcoder(task.order.encoding), arrays.crs_name(task.order.srid))
    with archive.tables():
        for counted in task.counted:
            archive.write_class(counted)
    archive.transcoder.finish()
    if archive.long_texts:
        task.remarks.append(("texts_cut", {"count": archive.long_texts}))
    else:
        (parts / "long_texts.csv").unlink()
    with zipfile.ZipFile(task.target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in sorted(parts.iterdir()):
            packed.write(part, part.name)
            part.unlink()


def layer_name(asset_class: str, dimension: int) -> str:
    """The class's name; with points, lines or areas behind it where the class can be drawn as several."""
    drawn = {GDAL_DIMENSIONS[name] for name in CATALOGUE[asset_class].geometry_types}
    return asset_class if len(drawn) == 1 else f"{asset_class}_{FAMILIES[dimension]}"


@dataclass
class _Archive:
    """The archive's parts while they are written."""

    task: Task
    folder: Path
    transcoder: Transcoder
    crs: str
    long_texts: int = 0

    @contextmanager
    def tables(self) -> Iterator[None]:
        """Inside, the two tables beside the shapefiles are open."""
        with (
            (self.folder / "legend.csv").open("w", encoding="utf-8-sig", newline="") as legend,
            (self.folder / "long_texts.csv").open("w", encoding="utf-8-sig", newline="") as long_texts,
        ):
            self.legend, self.long = csv.writer(legend), csv.writer(long_texts)
            self.legend.writerow(["layer", "column", "field", "label"])
            self.long.writerow(["layer", "code", "field", "text"])
            yield

    def write_class(self, counted: Counted) -> None:
        """The class's shapefiles."""
        listed = columns.of_class(counted.asset_class)
        short = dbf_names([column.name for column in listed])
        # A part may end a little before its last byte, so as not to cut a character.
        extra_parts = min(MOST_EXTRA_PARTS, -(-counted.extra_bytes // (TEXT_BYTES - 14)) or 1)
        for dimension in sorted(counted.types):
            layer = layer_name(counted.asset_class, dimension)
            for column in listed:
                self.legend.writerow(
                    [layer, short[column.name], column.name, columns.label(counted.asset_class, column.name)]
                )
            written = 0
            for batch in Rows(self.task.order, counted.asset_class).batches(listed, dimension):
                self._append(layer, dimension, listed, short, extra_parts, batch)
                written += len(batch)
                self.task.tell(len(batch))

    def _append(
        self, layer: str, dimension: int, listed: list[Column], short: dict, extra_parts: int, batch: list
    ) -> None:
        import pyogrio.raw  # not as the site starts: it brings pandas along

        cells = list(zip(*batch, strict=True))
        codes = cells[1 + [column.name for column in listed].index("code")]
        names: list[str] = []
        values: list[numpy.ndarray] = []
        masks: list[numpy.ndarray | None] = []
        for column, one in zip(listed, cells[1:], strict=True):
            if column.name == EXTRA:
                told = [
                    self._extra(layer, code, text, extra_parts) for code, text in zip(codes, one, strict=True)
                ]
                for number, part in enumerate(zip(*told, strict=True), start=1):
                    names.append(EXTRA if number == 1 else f"{EXTRA}_{number}")
                    values.append(numpy.array(part, dtype=object))
                    masks.append(None)
                continue
            if column.kind == "moment":
                one = tuple(None if moment is None else moment.isoformat() for moment in one)
            elif column.is_text:
                one = tuple(
                    self._text(layer, code, column, text) for code, text in zip(codes, one, strict=True)
                )
            kind = Column(column.name, "text", column.own, "") if column.kind == "moment" else column
            array, mask = arrays.typed(kind, one)
            names.append(short[column.name])
            values.append(array)
            masks.append(mask)
        path = self.folder / f"{layer}.shp"
        # Columns as narrow as the first batch, widened when a later one asks for it: a DBF of full width is four times
        # as large, and beyond 2 GB few programs read it.
        first = {} if path.exists() else {"layer_options": {"RESIZE": "YES"}}
        pyogrio.raw.write(
            path,
            arrays.shapes(cells[0]),
            values,
            names,
            field_mask=masks,
            driver="ESRI Shapefile",
            geometry_type=FIELD_TYPES[dimension],
            crs=self.crs,
            encoding="UTF-8" if self.transcoder.fits_all() else self.transcoder.encoding.upper(),
            append=path.exists(),
            **first,
        )

    def _text(self, layer: str, code: str, column: Column, text: str | None) -> str | None:
        """The text as far as a DBF holds it; the whole one among the long texts where it is cut."""
        if not text:
            return None
        encoded = self.transcoder.encode(text)
        if len(encoded) > TEXT_BYTES:
            self._keep_whole(layer, code, column.name, text)
        return encoded[:TEXT_BYTES].decode(self.transcoder.encoding, "ignore")

    def _extra(self, layer: str, code: str, text: str, parts: int) -> list[str | None]:
        """The object's text in so many parts; none of it where they do not hold it, for half an object is none."""
        if text == "{}":
            return [None] * parts
        text = self.transcoder.encode(text).decode(self.transcoder.encoding)
        found = _parts(text, self.transcoder.encoding)
        if len(found) > parts:
            self._keep_whole(layer, code, EXTRA, text)
            found = []
        return [*found, *[None] * (parts - len(found))]

    def _keep_whole(self, layer: str, code: str, name: str, text: str) -> None:
        self.long_texts += 1
        self.long.writerow([layer, code, name, text])


def _parts(text: str, encoding: str) -> list[str]:
    """The text in parts of at most TEXT_BYTES that neither begin nor end with a blank, which a DBF would lose."""
    found = []
    while text:
        part = text.encode(encoding, "replace")[:TEXT_BYTES].decode(encoding, "ignore")
        while len(part) < len(text) and len(part) > 1 and (part[-1].isspace() or text[len(part)].isspace()):
            part = part[:-1]
        found.append(part)
        text = text[len(part) :]
    return found
