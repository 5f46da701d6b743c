"""The charts of the district pages, each with the addresses of the rows behind its numbers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assets.districts.figures import GRADES, Figures
from assets.districts.planned import PlannedTask
from assets.districts.question import Question
from assets.districts.rows import (
    asset_rows,
    finished_rows,
    grade_label,
    inspection_rows,
    month_end,
    planned_rows,
)
from assets.districts.tally import Condition, MonthOfWork
from assets.districts.templatetags.quantities import percent, quantity, yuan
from assets.shell.charts import GRADE_COLOURS, SERIES_COLOURS, Chart, Series
from assets.work.models import INSPECTION_TASKS, WORK_TASKS, Task

LAST_QUARTERS = 12
MOST_MONTHS = 120
INSPECTION_COLOUR, WORK_COLOUR = SERIES_COLOURS[0], SERIES_COLOURS[1]
LINE_COLOUR = "#14222c"


def quarter_days(last: date, quarters: int = LAST_QUARTERS) -> list[date]:
    """The last days of the `quarters` quarters that had ended by `last`, oldest first, then `last` itself."""
    end = (last + timedelta(days=1)).replace(day=1)
    end = end.replace(month=(end.month - 1) // 3 * 3 + 1)
    days = []
    for _quarter in range(quarters):
        days.append(end - timedelta(days=1))
        end = days[-1].replace(day=1)
        end = end.replace(month=(end.month - 1) // 3 * 3 + 1)
    days.reverse()
    return days if days[-1] == last else [*days, last]


def months_of(question: Question) -> list[date]:
    """The first days of the months that the period touches, the last 120 of a longer one."""
    month = question.period.until.replace(day=1)
    months: list[date] = []
    while month >= question.period.since.replace(day=1) and len(months) < MOST_MONTHS:
        months.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return months[::-1]


def condition_histogram(figures: Figures, code: str, question: Question) -> Chart:
    """How many assets there are of each grade."""
    counts = [figures.condition[grade] for grade in GRADES]
    names = [_grade_name(grade) for grade in GRADES]
    shares = [100 * count / figures.count if figures.count else 0 for count in counts]
    said = ", ".join(f"{name} {quantity(count)}" for name, count in zip(names, counts, strict=True))
    return Chart(
        name="condition-histogram",
        title=_("Assets by condition"),
        said=said,
        heading=_("Condition"),
        categories=names,
        series=[
            Series(
                name=_("Assets"),
                values=counts,
                written=[f"{quantity(c)} ({percent(s)})" for c, s in zip(counts, shares, strict=True)],
                links=[
                    asset_rows(code, question, condition=grade) if count else ""
                    for grade, count in zip(GRADES, counts, strict=True)
                ],
            )
        ],
        axes=(_("Assets"), ""),
        colours=[GRADE_COLOURS[grade] for grade in GRADES],
    )


def condition_trend_chart(trend: Sequence[Condition], code: str, question: Question) -> Chart:
    """The grades at the end of each quarter, stacked."""
    days = [stood.day for stood in trend]
    counts = {stood.day: stood.counts for stood in trend}
    known = [day for day in days if sum(counts[day].values())]
    said = ""
    if known:
        said = _("From %(first)s to %(last)s the poor and very poor went from %(before)s to %(after)s.") % {
            "first": _day_name(known[0], days[-1]),
            "last": _day_name(known[-1], days[-1]),
            "before": quantity(_poor(counts[known[0]])),
            "after": quantity(_poor(counts[known[-1]])),
        }
    return Chart(
        name="condition-trend",
        title=_("Condition by quarter"),
        said=said or _("Nothing was recorded in these quarters."),
        heading=_("At the end of"),
        categories=[_day_name(day, days[-1]) for day in days],
        series=[
            Series(
                name=_grade_name(grade),
                values=[counts[day][grade] for day in days],
                written=[quantity(counts[day][grade]) for day in days],
                links=[
                    asset_rows(code, question, None if day == days[-1] else day, condition=grade)
                    if counts[day][grade]
                    else ""
                    for day in days
                ],
                colour=GRADE_COLOURS[grade],
            )
            for grade in GRADES
        ],
        axes=(_("Assets"), ""),
        stacked=True,
    )


def work_chart(done: Sequence[MonthOfWork], code: str, question: Question) -> Chart:
    """Work finished by kind, stacked month by month, and what it cost as a line."""
    months = months_of(question)
    counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    cost: dict[date, Decimal] = defaultdict(Decimal)
    for row in done:
        if row.works:
            counts[row.kind][row.month] += row.works
            cost[row.month] += row.cost_yuan
    kinds = [task for task in WORK_TASKS if task.value in counts]
    unit, divisor = _money_axis()
    total = sum(sum(by_month.values()) for by_month in counts.values())
    return Chart(
        name="work-by-month",
        title=_("Work finished by kind, and its cost, by month"),
        said=_("%(count)s orders finished, %(cost)s in all.")
        % {"count": quantity(total), "cost": yuan(sum(cost.values(), Decimal(0)))},
        heading=_("Month"),
        categories=[f"{month:%Y-%m}" for month in months],
        series=[
            *(
                Series(
                    name=str(kind.label),
                    values=[counts[kind.value][month] for month in months],
                    written=[quantity(counts[kind.value][month]) for month in months],
                    links=[
                        finished_rows(code, question, month, month_end(month), kind=kind.value)
                        if counts[kind.value][month]
                        else ""
                        for month in months
                    ],
                    colour=_kind_colour(kind),
                )
                for kind in kinds
            ),
            Series(
                name=_("Cost"),
                values=[round(float(cost[month]) / divisor, 3) for month in months],
                written=[yuan(cost[month]) for month in months],
                links=[
                    finished_rows(code, question, month, month_end(month)) if cost[month] else ""
                    for month in months
                ],
                colour=LINE_COLOUR,
                shape="line",
                axis=1,
            ),
        ],
        axes=(_("Work orders"), unit),
        stacked=True,
    )


def inspections_chart(
    done: Sequence[MonthOfWork], planned: Sequence[PlannedTask], code: str, question: Question
) -> Chart:
    """Inspections made, by kind and month, against what the plans ask for as a line."""
    months = months_of(question)
    made: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in done:
        if row.inspections:
            made[row.kind][row.month] += row.inspections
    asked = {month: sum(task.in_month(month) for task in planned) for month in months}
    total = sum(sum(by_month.values()) for by_month in made.values())
    tasks = sorted({task.task for task in planned})
    behind_plan = planned_rows(code, question, ",".join(tasks)) if tasks else ""
    return Chart(
        name="inspections-by-month",
        title=_("Inspections made against planned, by month"),
        said=_("%(made)s inspections made, %(planned)s planned.")
        % {"made": quantity(total), "planned": quantity(sum(asked.values()))},
        heading=_("Month"),
        categories=[f"{month:%Y-%m}" for month in months],
        series=[
            *(
                Series(
                    name=str(kind.label),
                    values=[made[kind.value][month] for month in months],
                    written=[quantity(made[kind.value][month]) for month in months],
                    links=[
                        inspection_rows(code, question, month, month_end(month), kind=kind.value)
                        if made[kind.value][month]
                        else ""
                        for month in months
                    ],
                    colour=_kind_colour(kind),
                )
                for kind in INSPECTION_TASKS
                if kind.value in made
            ),
            Series(
                name=_("By plan"),
                values=[round(asked[month], 1) for month in months],
                written=[quantity(asked[month]) for month in months],
                links=[behind_plan if asked[month] else "" for month in months],
                colour=LINE_COLOUR,
                shape="line",
            ),
        ],
        axes=(_("Inspections"), ""),
        stacked=True,
    )


def timeline_chart(done: Sequence[MonthOfWork], question: Question) -> Chart:
    """What happened month by month; a month is picked on it. Its keys are the months ("2026-03")."""
    months = months_of(question)
    counts: dict[date, list[int]] = {month: [0, 0] for month in months}
    for row in done:
        if row.month in counts:
            counts[row.month][0] += row.inspections
            counts[row.month][1] += row.works
    names = (_("Inspections"), _("Work finished"))
    return Chart(
        name="timeline",
        title=_("What was done, month by month"),
        said=_("%(inspections)s inspections and %(works)s finished work orders in %(months)s months.")
        % {
            "inspections": quantity(sum(both[0] for both in counts.values())),
            "works": quantity(sum(both[1] for both in counts.values())),
            "months": len(months),
        },
        heading=_("Month"),
        categories=[f"{month:%Y-%m}" for month in months],
        keys=[f"{month:%Y-%m}" for month in months],
        series=[
            Series(
                name=names[place],
                values=[counts[month][place] for month in months],
                written=[quantity(counts[month][place]) for month in months],
                colour=(INSPECTION_COLOUR, WORK_COLOUR)[place],
            )
            for place in (0, 1)
        ],
        stacked=True,
    )


def _poor(grades: dict[str, int]) -> int:
    return grades["4"] + grades["5"]


def _grade_name(grade: str) -> str:
    return f"{grade} {grade_label(grade)}" if grade.isdigit() else str(grade_label(grade))


def _day_name(day: date, last: date) -> str:
    """A quarter by its number; the last day, where no quarter ends, by its date."""
    ends_quarter = (day + timedelta(days=1)).day == 1 and day.month % 3 == 0
    return f"{day.year} Q{day.month // 3}" if ends_quarter or day != last else day.isoformat()


def _kind_colour(kind: Any) -> str:
    """The same colour for a kind in every chart and month."""
    return SERIES_COLOURS[list(Task).index(kind) % len(SERIES_COLOURS)]


def _money_axis() -> tuple[str, int]:
    """The name of a money axis and what yuan are divided by on it: ten thousand in Chinese, a thousand in English."""
    return _("Cost (¥1,000)"), 10_000 if (get_language() or "").startswith("zh") else 1_000
