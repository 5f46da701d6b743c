"""
The figures of districts: what is there, in what condition, what was done to it, what is due and open.

Each figure is worked out from the rows by one set-based statement (sql/), for any number of units at once. A summary
table may later stand behind `figures_of` without its callers noticing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from assets.districts.period import Period
from assets.registry.classes import CATALOGUE
from assets.registry.history import require_begun
from assets.registry.models import District
from assets.registry.scope import Scope

SQL = Path(__file__).parent / "sql"
GRADES = ("1", "2", "3", "4", "5", "unknown")


def statement(*names: str) -> str:
    """The statement whose parts lie in these files of sql/."""
    return "\n".join((SQL / f"{name}.sql").read_text(encoding="utf-8") for name in names)


ASSETS_NOW = statement("assets_now", "assets_counted")
ASSETS_AS_OF = statement("assets_as_of", "assets_counted")
OVERDUE_NOW = statement("overdue_now")
OVERDUE_AS_OF = statement("overdue_as_of")
INSPECTIONS = statement("inspections")
WORK = statement("work")


@dataclass
class Figures:
    """
    The figures of one class, or of all of them together.

    `count` is of assets not removed. `length_m` sums lines, `area_m2` areas. `condition` counts by grade "1" to "5"
    and "unknown", and adds up to `count`. Inspections, finished work and cost are of the period; the rest is of the
    moment asked about.
    """

    count: int = 0
    length_m: float = 0.0
    area_m2: float = 0.0
    condition: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    overdue_assets: int = 0
    overdue_tasks: int = 0
    inspections: int = 0
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
    overdue then is judged by today's plans. Raises BeforeTheRegistry.
    """
    if as_of:
        require_begun(as_of)
    asked = list(districts)
    moment = as_of or timezone.now()
    paths = paths_below(asked, scope)
    parameters = {
        "districts": list(paths),
        **scope.sql_parameters(),
        "as_of": as_of,
        "moment": moment,
        "today": timezone.localdate(moment),
        "since": period.starts_at,
        "until": period.ends_at,
    }
    statements = [ASSETS_AS_OF if as_of else ASSETS_NOW, OVERDUE_AS_OF if as_of else OVERDUE_NOW]
    found: dict[int, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    with connection.cursor() as cursor:
        for sql in (*statements, INSPECTIONS, WORK):
            cursor.execute(sql, parameters)
            names = [column.name for column in cursor.description][2:]
            for district_id, asset_class, *values in cursor.fetchall():
                found[district_id][asset_class].take(dict(zip(names, values, strict=True)))
    return _rolled_up(asked, found, paths)


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
