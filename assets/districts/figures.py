"""
The figures of districts: what is there, in what condition, what was done to it, what is due and open.

They are sums of the stores that the database keeps (models.py, sql/tally.sql), for any number of units at once and
equal to a recount from the rows (recount.py). Days are the city's. Only what was there within a day that is not over,
or at a moment within a day, is worked out from the history itself, asset by asset.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from assets.districts.period import Period
from assets.districts.tally import GRADES
from assets.registry.classes import CATALOGUE
from assets.registry.history import require_begun
from assets.registry.models import District
from assets.registry.scope import Scope
from assets.work.models import INSPECTION_TASKS

SQL = Path(__file__).parent / "sql"


def statement(*names: str) -> str:
    """The statement whose parts lie in these files of sql/."""
    return "\n".join((SQL / f"{name}.sql").read_text(encoding="utf-8") for name in names)


ASSETS = statement("assets_tallied")
ASSETS_WITHIN_A_DAY = statement("assets_as_of", "assets_counted")
DONE = statement("done")
OVERDUE_AND_OPEN = statement("overdue")
PLANNED = statement("planned")
NARROWED = statement("planned_narrowed")


@dataclass
class Figures:
    """
    The figures of one class, or of all of them together.

    `count` is of assets not removed. `length_m` sums lines, `area_m2` areas. `condition` counts by grade "1" to "5"
    and "unknown", and adds up to `count`. Inspections, finished work and cost are of the period; the rest is of the
    moment asked about. `inspections_planned`: what the active plans for kinds of inspection ask for in the period of the
    assets in service at that moment: for each asset and plan, the days of the period by the days of the interval (a
    month is 30.44); each plan for itself, although one inspection may serve several.
    """

    count: int = 0
    length_m: float = 0.0
    area_m2: float = 0.0
    condition: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    overdue_assets: int = 0
    overdue_tasks: int = 0
    inspections: int = 0
    inspections_planned: float = 0.0
    work_finished: int = 0
    cost_yuan: Decimal = Decimal(0)
    open_work: int = 0
    overdue_work: int = 0

    def take(self, values: dict) -> None:
        """Add a statement's row to these figures."""
        for name, value in values.items():
            if name.startswith("condition_"):
                self.condition[name.removeprefix("condition_")] += value
            else:
                setattr(self, name, getattr(self, name) + value)

    def add(self, other: "Figures") -> None:
        """Add another class's figures."""
        for part in fields(self):
            if part.name == "condition":
                for grade, count in other.condition.items():
                    self.condition[grade] += count
            else:
                setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))

    @property
    def poor(self) -> int:
        """Assets in poor or very poor condition."""
        return self.condition["4"] + self.condition["5"]

    @property
    def assessed(self) -> int:
        """Assets whose condition is known."""
        return self.count - self.condition["unknown"]

    @property
    def poor_percent(self) -> float | None:
        """The poor among those assessed, in per cent; None where nothing was assessed."""
        return 100 * self.poor / self.assessed if self.assessed else None

    def as_json(self) -> dict:
        """As the API gives it; metres, square metres and yuan rounded to two places."""
        values = asdict(self)
        values["length_m"] = round(self.length_m, 2)
        values["area_m2"] = round(self.area_m2, 2)
        values["inspections_planned"] = round(self.inspections_planned)
        values["cost_yuan"] = round(float(self.cost_yuan), 2)
        return values


@dataclass
class UnitFigures:
    """The figures of one administrative unit: all together, and by class in the catalogue's order."""

    total: Figures = field(default_factory=Figures)
    by_class: dict[str, Figures] = field(default_factory=dict)


def figures_of(
    districts: Iterable[District], scope: Scope, period: Period, as_of: datetime | None = None
) -> dict[int, UnitFigures]:
    """
    The figures of each of `districts` with all below it, as far as `scope` reaches; keyed by the district's id.

    `as_of` asks about assets and their condition, what was overdue and open at that moment; None is now. What was
    overdue then is judged by today's plans, assets and districts, and only by what had been done by then; overdue and
    open are of the whole day (its end). Raises BeforeTheRegistry.
    """
    if as_of:
        require_begun(as_of)
    asked = list(districts)
    moment = as_of or timezone.now()
    day = timezone.localdate(moment)
    paths = paths_below(asked, scope)
    parameters = {
        "districts": list(paths),
        **scope.sql_parameters(),
        "as_of": as_of,
        "today": day,
        "first_day": period.since,
        "last_day": period.until,
    }
    within_a_day = as_of is not None and as_of < _last_moment(day) and as_of < timezone.now()
    statements = (ASSETS_WITHIN_A_DAY if within_a_day else ASSETS, DONE, OVERDUE_AND_OPEN)
    found: dict[int, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    in_service: dict[tuple[int, str], int] = {}
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql, parameters)
            names = [column.name for column in cursor.description][2:]
            for district_id, asset_class, *row in cursor.fetchall():
                values = dict(zip(names, row, strict=True))
                if "in_service" in values:
                    in_service[district_id, asset_class] = values.pop("in_service")
                found[district_id][asset_class].take(values)
        for (district_id, asset_class), times in _planned(cursor, parameters, in_service, period).items():
            found[district_id][asset_class].inspections_planned += times
    return _rolled_up(asked, found, paths)


def _planned(
    cursor, parameters: dict, in_service: dict[tuple[int, str], int], period: Period
) -> dict[tuple[int, str], float]:
    """How often the plans ask for an inspection in the period, by district and class."""
    days = (period.until - period.since).days + 1
    planned: dict[tuple[int, str], float] = defaultdict(float)
    cursor.execute(PLANNED, {"tasks": [task.value for task in INSPECTION_TASKS]})
    narrowed = []
    for plan_id, asset_class, is_narrowed, every_days in cursor.fetchall():
        if is_narrowed:
            narrowed.append((plan_id, days / float(every_days)))
            continue
        for (district_id, of_class), assets in in_service.items():
            if of_class == asset_class and assets:
                planned[district_id, of_class] += assets * days / float(every_days)
    if narrowed:
        cursor.execute(NARROWED, {**parameters, "plans": [plan_id for plan_id, _times in narrowed]})
        times_of = dict(narrowed)
        for plan_id, district_id, pipes in cursor.fetchall():
            planned[district_id, "pipe"] += pipes * times_of[plan_id]
    return planned


def paths_below(asked: list[District], scope: Scope) -> dict[int, str]:
    """The districts that count for any of those asked about, themselves included, as far as `scope` reaches: id to path."""
    below = Q(pk__in=())
    for district in asked:
        below |= Q(tree_path=district.tree_path) | Q(tree_path__startswith=district.tree_path + "/")
    if scope.district_ids is not None:
        below &= Q(pk__in=scope.district_ids)
    return dict(District.objects.filter(below).values_list("pk", "tree_path"))


def _rolled_up(
    asked: list[District], found: dict[int, dict[str, Figures]], paths: dict[int, str]
) -> dict[int, UnitFigures]:
    """Add what was found in each district to every unit asked about that it belongs to."""
    units = {district.pk: UnitFigures() for district in asked}
    codes = {district.code: district.pk for district in asked}
    for district_id, by_class in found.items():
        for code in paths[district_id].split("/"):
            if code in codes:
                for asset_class, figures in by_class.items():
                    units[codes[code]].by_class.setdefault(asset_class, Figures()).add(figures)
    for unit in units.values():
        unit.by_class = {name: unit.by_class[name] for name in CATALOGUE if name in unit.by_class}
        for figures in unit.by_class.values():
            unit.total.add(figures)
    return units


def _last_moment(day: date) -> datetime:
    """The last microsecond of a day by the city's clocks."""
    return timezone.make_aware(datetime.combine(day, time.max))
