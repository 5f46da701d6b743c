"""
Charts of pages: what is drawn, and the table of the same numbers behind it.

A view makes a `Chart`, a template shows it with `{% include "shell/_chart.html" with chart=chart %}`, and
static/shell/charts.js draws it with Apache ECharts. Every number comes written, with its unit and in the reader's
language, so that the script holds no sentence and no number format. A value may lead to the rows behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.shell.palette import CONDITION_COLOURS, CONDITION_UNKNOWN_COLOUR

# Told apart with any colour vision and in grey (Okabe and Ito 2008, darkened to 3:1 on white where need be).
SERIES_COLOURS = ("#0a6496", "#c75b00", "#00795c", "#a0528a", "#8a6d00", "#3f87b5", "#7a1022", "#485965")
GRADE_COLOURS = {
    **{str(grade): colour for grade, colour in CONDITION_COLOURS.items()},
    "unknown": CONDITION_UNKNOWN_COLOUR,
}


@dataclass(frozen=True)
class Series:
    """
    One row of numbers, one for each category of its chart.

    `values` are drawn (None leaves a gap), `written` are read, `links` (or "") lead to the rows behind. `axis` 1 is the
    axis on the right. `shape` is "bar" or "line".
    """

    name: Any
    values: Sequence[float | None]
    written: Sequence[str]
    links: Sequence[str] = ()
    colour: str = ""
    shape: str = "bar"
    axis: int = 0

    def link(self, place: int) -> str:
        """The address behind the value at `place`; empty where there is none."""
        return self.links[place] if self.links else ""


@dataclass(frozen=True)
class Chart:
    """
    A chart of bars (side by side, or `stacked`) and lines over `categories`.

    `name` is its id on the page, `title` its heading, `said` what it shows in one sentence for those who do not see it.
    `heading` names the categories in the table. `axes` are the names of the left and the right axis, units included.
    `colours` colours each category of a chart of one series. `keys` name the categories for scripts. `labelled`: the written
    values stand at the bars, and the axis has no numbers (for values whose unit changes).
    """

    name: str
    title: Any
    said: Any
    heading: Any
    categories: Sequence[Any]
    series: Sequence[Series]
    axes: tuple[Any, Any] = ("", "")
    stacked: bool = False
    horizontal: bool = False
    colours: Sequence[str] = ()
    labelled: bool = False
    keys: Sequence[str] = field(default=())

    @property
    def data_id(self) -> str:
        """The id of the script element that holds the numbers."""
        return f"{self.name}-data"

    @property
    def is_empty(self) -> bool:
        """True where nothing but zeros and gaps would be drawn."""
        return not any(value for series in self.series for value in series.values)

    def rows(self) -> list[dict]:
        """The table behind the chart: one row a category, with the written value and address of each series."""
        return [
            {
                "category": category,
                "cells": [(series.written[place], series.link(place)) for series in self.series],
            }
            for place, category in enumerate(self.categories)
        ]

    def as_json(self) -> dict:
        """What the script draws from."""
        return {
            "categories": [str(category) for category in self.categories],
            "keys": list(self.keys),
            "axes": [str(name) for name in self.axes],
            "stacked": self.stacked,
            "horizontal": self.horizontal,
            "colours": list(self.colours),
            "labelled": self.labelled,
            "series": [
                {
                    "name": str(series.name),
                    "values": list(series.values),
                    "written": [str(text) for text in series.written],
                    "links": list(series.links),
                    "colour": series.colour or SERIES_COLOURS[place % len(SERIES_COLOURS)],
                    "shape": series.shape,
                    "axis": series.axis,
                }
                for place, series in enumerate(self.series)
            ],
        }
