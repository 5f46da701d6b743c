"""Excel: a sheet a class, rows written to disk as they come (XlsxWriter's constant memory), texts never formulas."""

from datetime import date, datetime
from math import isfinite

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from assets.exports import columns
from assets.exports.columns import Column
from assets.exports.errors import ExportRefused
from assets.exports.formats.comma_separated import place_columns, places
from assets.exports.formats.task import Task
from assets.exports.rows import Counted, Rows

SHEET_ROWS = 1_048_576  # the header's among them
CELL_CHARACTERS = 32_767
EXCEL_BEGINS = date(1900, 3, 1)  # before that Excel counts a day that never was


def write(task: Task) -> None:
    """Write all classes of the task; refuse before the first row where a sheet could not hold a class."""
    for counted in task.counted:
        if counted.rows > SHEET_ROWS - 1:
            raise ExportRefused(
                "too_many_rows", name=counted.asset_class, rows=counted.rows, limit=SHEET_ROWS - 1
            )
    book = xlsxwriter.Workbook(
        str(task.target),
        {
            "constant_memory": True,
            "tmpdir": str(task.folder),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.use_zip64()
    sheet = _Sheets(book, task)
    for counted in task.counted:
        sheet.write_class(counted)
    if sheet.cut:
        task.remarks.append(("cells_cut", {"count": sheet.cut}))
    try:
        book.close()
    except FileCreateError as error:  # what the disk said, in the library's own words
        raise (
            error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
        ) from error


class _Sheets:
    """The book's sheets, and how many texts had to be cut."""

    def __init__(self, book: xlsxwriter.Workbook, task: Task) -> None:
        self.book, self.task, self.cut = book, task, 0
        self.head = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})

    def write_class(self, counted: Counted) -> None:
        """One sheet: the names, then the rows."""
        listed = columns.of_class(counted.asset_class)
        rows = Rows(self.task.order, counted.asset_class)
        names = place_columns(self.task.order.srid)
        told = [
            Column(name, "text" if name == "wkt" else "number", False, sql)
            for name, sql in zip(names, places(rows.place, names), strict=True)
        ]
        page = self.book.add_worksheet(counted.asset_class)
        page.freeze_panes(1, 1)
        page.set_column(0, len(listed) + len(told) - 1, 14)
        for position, column in enumerate([*listed, *told]):
            page.write_string(0, position, column.name, self.head)
        number = 0
        for batch in rows.batches([*listed, *told]):
            for row in batch:
                number += 1
                for position, value in enumerate(row[1:]):
                    if value is not None and value != "":
                        self._write_cell(page, number, position, value)
            self.task.tell(len(batch))

    def _write_cell(self, page: Worksheet, row: int, position: int, value) -> None:
        if isinstance(value, bool):
            page.write_boolean(row, position, value)
        elif isinstance(value, int | float):
            if isfinite(value):
                page.write_number(row, position, value)
            else:  # Excel knows no such number
                page.write_string(row, position, str(value))
        elif isinstance(value, datetime):
            page.write_string(row, position, value.isoformat())
        elif isinstance(value, date):
            if value >= EXCEL_BEGINS:
                page.write_datetime(row, position, datetime(value.year, value.month, value.day), self.day)
            else:
                page.write_string(row, position, value.isoformat())
        else:
            self.cut += len(value) > CELL_CHARACTERS
            page.write_string(row, position, value[:CELL_CHARACTERS])
