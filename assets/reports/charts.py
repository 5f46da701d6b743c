"""The charts of reports as drawings for SVG: they need no script, print sharp, and look the same in page and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from assets.districts.figures import GRADES, Figures
from assets.districts.templatetags.quantities import percent, quantity, yuan
from assets.registry.classes import CONDITION_LABELS
from assets.reports.contents import Contents
from assets.shell.palette import CONDITION_COLOURS, CONDITION_UNKNOWN_COLOUR

WIDTH = 640
INSPECTIONS_COLOUR = "#3f87b5"
WORKS_COLOUR = "#c75b00"
COST_COLOUR = "#0a6496"
TEXT = 13  # height of letters; narrower columns get smaller ones, down to SMALLEST, or none
SMALLEST = 9.5
FIRST_WIDE = 0x2E80  # from here on letters are as wide as they are high, those before about half
MOST_MONTHS_WITH_TEXT = 13


@dataclass(frozen=True)
class Box:
    """A filled rectangle, and what it says to those who point at it."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    said: str = ""


@dataclass(frozen=True)
class Label:
    """A text; anchor: start, middle or end. size: height of its letters."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    soft: bool = False
    size: float = TEXT


@dataclass
class Drawing:
    """A chart: `said` is what it shows in one sentence, `key` its colours with their names."""

    title: str
    said: str
    height: float
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    key: list[tuple[str, str]] = field(default_factory=list)
    width: float = WIDTH

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class Grade:
    """A grade of condition as a legend shows it."""

    grade: str
    label: str
    colour: str
    count: int
    share: str


def colour_of(grade: str) -> str:
    """The palette's colour of "1" to "5" or "unknown"."""
    return CONDITION_COLOURS[int(grade)] if grade.isdigit() else CONDITION_UNKNOWN_COLOUR


def name_of(grade: str) -> str:
    """The grade as people read it: number and word."""
    return f"{grade} {CONDITION_LABELS[int(grade)]}" if grade.isdigit() else _("unknown")


def grades_of(figures: Figures) -> list[Grade]:
    """All grades with how many assets have them, and their share."""
    return [
        Grade(
            grade,
            name_of(grade),
            colour_of(grade),
            figures.condition[grade],
            percent(100 * figures.condition[grade] / figures.count if figures.count else None),
        )
        for grade in GRADES
    ]


def legend(contents: Contents) -> list[Grade]:
    """The legend of the whole district."""
    return grades_of(contents.total)


def all_of(contents: Contents) -> dict[str, Drawing]:
    """The charts of a report by name."""
    return {
        "condition": condition(contents),
        "classes": classes(contents),
        "months": months(contents),
        "cost": cost(contents),
        "kinds": kinds(contents),
    }


def condition(contents: Contents) -> Drawing:
    """How many assets there are of each grade."""
    grades = grades_of(contents.total)
    return columns(
        _("Assets by condition"),
        [grade.label for grade in grades],
        [[grade.count] for grade in grades],
        [[f"{quantity(grade.count)} · {grade.share}"] for grade in grades],
        colours=[grade.colour for grade in grades],
    )


def classes(contents: Contents) -> Drawing:
    """Shares of the grades within each class that is inspected."""
    listed = [entry for entry in contents.classes if entry.inspectable and entry.figures.count]
    drawing = Drawing(_("Condition by class"), "", 26 * len(listed) + 8)
    left = 150.0
    room = WIDTH - left - 70
    said = []
    for row, entry in enumerate(listed):
        top, x = 26 * row + 4, left
        drawing.labels.append(Label(left - 8, top + 14, force_str(entry.label), "end"))
        for grade in grades_of(entry.figures):
            width = room * grade.count / entry.figures.count
            if width:
                text = f"{entry.label}: {grade.label} {quantity(grade.count)}"
                drawing.boxes.append(Box(x, top, width, 18, grade.colour, text))
            x += width
        drawing.labels.append(Label(left + room + 8, top + 14, quantity(entry.figures.count), soft=True))
        said.append(f"{entry.label} {percent(entry.figures.poor_percent)}")
    drawing.said = _("Share of poor and very poor among those assessed: %s") % ", ".join(said)
    drawing.key = [(grade.colour, grade.label) for grade in grades_of(contents.total)]
    return drawing


def months(contents: Contents) -> Drawing:
    """Inspections and works by month."""
    drawn = columns(
        _("Inspections and works by month"),
        [f"{month:%Y-%m}" for month in contents.months],
        [[done.inspections, done.works] for done in contents.months.values()],
        [[quantity(done.inspections), quantity(done.works)] for done in contents.months.values()],
        colours=[INSPECTIONS_COLOUR, WORKS_COLOUR],
    )
    drawn.key = [(INSPECTIONS_COLOUR, _("Inspections")), (WORKS_COLOUR, _("Works finished"))]
    return drawn


def cost(contents: Contents) -> Drawing:
    """Cost of finished works by month."""
    return columns(
        _("Cost of works by month"),
        [f"{month:%Y-%m}" for month in contents.months],
        [[float(done.cost_yuan)] for done in contents.months.values()],
        [[yuan(done.cost_yuan)] for done in contents.months.values()],
        colours=[COST_COLOUR],
    )


def kinds(contents: Contents) -> Drawing:
    """Inspections and works by kind."""
    drawing = Drawing(_("Inspections and works by kind"), "", 26 * len(contents.kinds) + 8)
    left = 150.0
    room = WIDTH - left - 120
    most = max((done.inspections + done.works for done in contents.kinds.values()), default=0) or 1
    said = []
    for row, (label, done) in enumerate(contents.kinds.items()):
        top = 26 * row + 4
        drawing.labels.append(Label(left - 8, top + 14, force_str(label), "end"))
        x = left
        for count, colour in ((done.inspections, INSPECTIONS_COLOUR), (done.works, WORKS_COLOUR)):
            width = room * count / most
            if width:
                drawing.boxes.append(Box(x, top, width, 18, colour, f"{label} {quantity(count)}"))
            x += width
        text = quantity(done.inspections + done.works)
        if done.cost_yuan:
            text = f"{text} · {yuan(done.cost_yuan)}"
        drawing.labels.append(Label(x + 8, top + 14, text, soft=True))
        said.append(f"{label} {text}")
    drawing.said = ", ".join(said)
    drawing.key = [(INSPECTIONS_COLOUR, _("Inspections")), (WORKS_COLOUR, _("Works finished"))]
    return drawing


def columns(
    title: str,
    heads: Sequence[str],
    values: Sequence[Sequence[float]],
    written: Sequence[Sequence[str]],
    colours: Sequence[str],
) -> Drawing:
    """
    Columns over `heads`: parts of a column stand on one another, in `colours`; one part each is coloured by column.

    What is written stands above a column where there is room for it.
    """
    height, base, top = 200.0, 170.0, 26.0
    drawing = Drawing(title, "", height)
    most = max((sum(parts) for parts in values), default=0) or 1
    step = WIDTH / max(len(heads), 1)
    every = max(1, -(-len(heads) // MOST_MONTHS_WITH_TEXT))
    said: list[Any] = []
    for place, (head, parts, texts) in enumerate(zip(heads, values, written, strict=True)):
        middle, y = step * (place + 0.5), base
        for number, (value, text) in enumerate(zip(parts, texts, strict=True)):
            tall = (base - top) * value / most
            by_column = len(parts) == 1 and len(colours) == len(heads)
            colour = colours[place] if by_column else colours[number]
            y -= tall
            if tall:
                drawing.boxes.append(
                    Box(step * (place + 0.14), y, step * 0.72, tall, colour, f"{head}: {text}")
                )
        together = " + ".join(texts)
        size = min(TEXT, TEXT * step / width_of(together))
        if size >= SMALLEST:
            drawing.labels.append(Label(middle, y - 6, together, "middle", True, size))
        if place % every == 0:
            drawing.labels.append(Label(middle, base + 20, head[2:] if _is_month(head) else head, "middle"))
        said.append(f"{head} {together}")
    drawing.boxes.append(Box(0, base, WIDTH, 1, "#7c8f9a"))
    drawing.said = ", ".join(said)
    return drawing


def width_of(text: str) -> float:
    """
    About how wide a text is, with letters of height TEXT.

    >>> width_of("12 万元")
    49.4
    """
    return sum(TEXT if ord(letter) >= FIRST_WIDE else TEXT * 0.6 for letter in text) or TEXT


def _is_month(text: str) -> bool:
    return len(text) == len("2026-01") and text[4] == "-"
