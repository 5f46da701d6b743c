# ruff: noqa: S608 - names of tables and columns are ours
"""
What a column may be, from its values: words of materials, of categories, unique numbers, years, sizes, a survey's nodes.

For columns whose name says nothing; and how well the values of the others suit the field that their name says.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.db import connection

from assets.intake import targets
from assets.intake.convert import as_text
from assets.intake.plan import ATTACHMENT, END, NUMBER, START, ImportPlan, LayerPlan
from assets.intake.targets import Target
from assets.intake.understanding import own_exports, values, words
from assets.intake.understanding.proposals import Proposal
from assets.standards import value_domains
from assets.standards.sizes import read_size

ROWS_LOOKED_AT = 2000
# Fewer values than this tell nothing.
FEWEST = 5
# A column is words of a domain where so many of its values are; a column named a field suits it not where fewer are.
MOSTLY, HARDLY = 0.7, 0.2
# What the values alone can be worth: less than a whole name, about a cut one.
SUREST, LEAST_SURE = 0.75, 0.5
STANDARD_DIAMETERS_MM = {
    str(size)
    for size in (*range(100, 1001, 50), 110, 160, 225, 315, 1100, *range(1200, 3001, 100), 1350, 1650)
}
NUMBERED = re.compile(r"(?=.*\d)[^\s,;，；。]{2,40}")
# Dates of the survey or of the record, not of what was built.
OTHER_DATES = re.compile(
    r"探测|测量|调查|勘测|外业|更新|入库|录入|修改|检查|检测|巡查|SURVEY|UPDATE|CREATE|EDIT|INSPECT|TIME",
    re.I,
)
NEVER_GUESSED = {"status", "condition_reason", "condition_method", "installed_precision", "name"}
FIRST_YEAR = 1900


@dataclass(frozen=True)
class Column:
    """A column's sampled texts, empty ones left out."""

    number: int
    name: str
    kind: str
    texts: list[str]
    rows: int


def weighed(
    plan: ImportPlan, layer: LayerPlan, settled: list[Proposal], by_name: list[Proposal], told: set[str]
) -> list[Proposal]:
    """
    The proposals by name, each with how well the values suit it, and those that only the values make; the surest first.

    settled: what is said already; told: columns of which something (even "nothing") is said.
    """
    if own_exports.is_one(layer) or not layer.columns:
        return by_name
    sampled = _sampled(plan, layer)
    judged = [_judged(layer, sampled[proposal.column], proposal) for proposal in by_name]
    known = {proposal.field for proposal in [*settled, *judged] if proposal.confidence >= LEAST_SURE}
    named = {proposal.column for proposal in by_name}
    free = [
        column
        for number, column in sampled.items()
        if number not in named and column.name not in told and len(column.texts) >= FEWEST
    ]
    judged += list(_from_values(plan, layer, free, known))
    return sorted(judged, key=lambda proposal: (-proposal.confidence, proposal.column))


def _sampled(plan: ImportPlan, layer: LayerPlan) -> dict[int, Column]:
    numbers = range(1, len(layer.columns) + 1)
    listed = ", ".join(f"left(btrim({as_text(layer, number)}), 100)" for number in numbers)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {plan.tables.layer(layer.position)} l LIMIT {ROWS_LOOKED_AT}")
        rows = cursor.fetchall()
    return {
        number: Column(
            number,
            layer.name(number),
            layer.kind(number),
            [row[number - 1] for row in rows if row[number - 1]],
            len(rows),
        )
        for number in numbers
    }


def _judged(layer: LayerPlan, column: Column, proposal: Proposal) -> Proposal:
    """The proposal with its `fits`; half as sure where the values are hardly ever what the field holds."""
    fits = [
        _share(column.texts, reading)
        for asset_class in layer.classes
        if (target := targets.of_class(asset_class).get(proposal.field))
        and (reading := _understands(layer, target, column.number))
    ]
    if not fits or len(column.texts) < FEWEST:
        return proposal
    best = max(fits)
    confidence = proposal.confidence * (0.5 if best < HARDLY else 1)
    return replace(proposal, fits=round(best, 2), confidence=round(confidence, 4))


def _understands(layer: LayerPlan, target: Target, column: int) -> Callable[[str], bool] | None:
    """Whether a field understands a text; None for fields that take any text."""
    if reading := values.reading_of(layer, target, column):
        return lambda text: bool(reading(text))
    return None if target.kind == "text" else _is_number


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _share(texts: list[str], understood: Callable[[str], bool]) -> float:
    counted = Counter(texts)
    return sum(number for text, number in counted.items() if understood(text)) / max(len(texts), 1)


def _from_values(
    plan: ImportPlan, layer: LayerPlan, free: list[Column], known: set[str]
) -> Iterator[Proposal]:
    """A proposal for each field that exactly one of the free columns can be; what two could be is nobody's guess."""
    found: dict[str, list[Proposal]] = {}
    taken: set[int] = set()
    for guess in (_nodes, _words, _sizes, _dates, _numbers):
        for proposal in guess(plan, layer, [one for one in free if one.number not in taken]):
            if proposal.field not in known:
                found.setdefault(proposal.field, []).append(proposal)
                taken.add(proposal.column)
    for proposals in found.values():
        if len(proposals) == 1:
            yield proposals[0]
        else:
            for proposal in proposals:
                layer.layer.setdefault("ambiguous", {}).setdefault(layer.name(proposal.column), []).append(
                    proposal.field
                )


def _proposal(column: Column, field: str, share: float, surest: float = SUREST) -> Proposal:
    return Proposal(
        column.number, field, round(LEAST_SURE + (surest - LEAST_SURE) * share, 2), "values", round(share, 2)
    )


def _nodes(plan: ImportPlan, layer: LayerPlan, free: list[Column]) -> Iterator[Proposal]:
    """The two columns of a survey's lines whose values are numbers of its points: where a pipe starts, where it ends."""
    if layer.classes != ["pipe"] or {START, END} & set(layer.roles):
        return
    numbers = [(other, other.roles[NUMBER]) for other in plan.layers if NUMBER in other.roles]
    ends = []
    for column in free:
        texts = sorted(set(column.texts))[:200]
        here = set()
        with connection.cursor() as cursor:
            for other, number in numbers:
                cursor.execute(
                    f"SELECT DISTINCT named FROM unnest(%s) named"
                    f" JOIN {plan.tables.layer(other.position)} l ON btrim({as_text(other, number)}) = named",
                    [texts],
                )
                here |= {row[0] for row in cursor.fetchall()}
        if len(here) >= MOSTLY * len(texts):
            ends.append((column, len(here) / len(texts)))
    if len(ends) == 2:
        for (column, share), role in zip(ends, (START, END), strict=True):
            yield _proposal(column, role, share)


def _words(plan: ImportPlan, layer: LayerPlan, free: list[Column]) -> Iterator[Proposal]:
    """Columns of words: the domain that knows most of them; what stands at a survey's points."""
    several = len(layer.classes) > 1
    domains = {
        name: target.domain
        for asset_class in layer.classes
        for name, target in targets.of_class(asset_class).items()
        if target.kind == "choice" and target.domain and name not in NEVER_GUESSED
        if not (several and name == "kind")
    }
    for column in free:
        # Bare numbers are words of some domain or other; they say nothing.
        texts = [text for text in column.texts if not _is_number(text)]
        if len(texts) < FEWEST:
            continue
        shares = {name: _share(texts, partial(_is_word, domain)) for name, domain in domains.items()}
        if several:
            shares[ATTACHMENT] = _share(texts, lambda text: bool(values.attachment(text)))
        best = sorted(shares.items(), key=lambda item: -item[1])[:2]
        if best and best[0][1] >= MOSTLY and (len(best) < 2 or best[0][1] > best[1][1]):
            yield _proposal(column, *best[0])


def _is_word(domain: str, text: str) -> bool:
    return value_domains.recognise(domain, text) is not None


def _sizes(plan: ImportPlan, layer: LayerPlan, free: list[Column]) -> Iterator[Proposal]:
    """DN300, 1200X800; or numbers that are nearly all sizes pipes are made in."""
    if not any("diameter_mm" in targets.of_class(asset_class) for asset_class in layer.classes):
        return
    for column in free:
        plain = [text.removesuffix(".0") for text in column.texts]
        written = _share(plain, lambda text: not _is_number(text) and read_size(text) is not None)
        standard = _share(plain, lambda text: text in STANDARD_DIAMETERS_MM)
        if written + standard >= 0.9 and len(set(plain)) > 1:
            yield _proposal(column, "diameter_mm", written + standard, SUREST if written else 0.65)


def _dates(plan: ImportPlan, layer: LayerPlan, free: list[Column]) -> Iterator[Proposal]:
    """Years and days that something can have been built on."""
    for column in free:
        if OTHER_DATES.search(column.name):
            continue
        built = _share(column.texts, _is_date)
        if built >= 0.9 and len(set(column.texts)) > 1:
            yield _proposal(column, "installed_on", built, 0.6)


def _is_date(text: str) -> bool:
    read = words.day(text)
    return read is not None and int(read[0][:4]) >= FIRST_YEAR


def _numbers(plan: ImportPlan, layer: LayerPlan, free: list[Column]) -> Iterator[Proposal]:
    """The column of texts that are all there and all different: the thing's number. A running count is none."""
    for column in free:
        if column.kind != "text" or len(column.texts) < column.rows or len(set(column.texts)) < column.rows:
            continue
        if not all(map(NUMBERED.fullmatch, column.texts)):
            continue
        letters = _share(column.texts, lambda text: not text.isdigit())
        if letters or not _counts_up(column.texts):
            yield _proposal(column, NUMBER, letters, 0.7)


def _counts_up(texts: list[str]) -> bool:
    numbers = [int(text) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
