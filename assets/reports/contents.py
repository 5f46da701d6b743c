"""What a report tells, gathered once for each of its forms: the same figures as the district's page."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assets.districts.charts import months_of
from assets.districts.figures import Figures, UnitFigures, figures_of, paths_below
from assets.districts.happenings import Happening, count_happenings, happenings
from assets.districts.question import Question
from assets.districts.recount import latest_recount
from assets.districts.tally import work_by_month
from assets.districts.worst import WorstAsset, worst_assets
from assets.registry.classes import CATALOGUE
from assets.registry.models import District
from assets.reports.subject import Subject
from assets.shell.navigation import registry_name
from assets.work.models import Task

WORST = 20


@dataclass
class Done:
    """What was done: in a month, or of a kind."""

    inspections: int = 0
    works: int = 0
    cost_yuan: Decimal = Decimal(0)


@dataclass(frozen=True)
class ClassFigures:
    """One class of the table."""

    name: str
    label: Any
    inspectable: bool
    figures: Figures


@dataclass(frozen=True)
class Contents:
    """
    Everything a report tells of its subject besides the map.

    `months`: the whole months that the period touches, oldest first. `kinds`: label to what was done of it in them.
    `happenings`: the newest, `happened` how many there were in the period.
    """

    subject: Subject
    registry: str
    made_at: datetime
    unit: UnitFigures
    months: dict[date, Done]
    kinds: dict[Any, Done]
    worst: list[WorstAsset]
    happenings: list[Happening]
    happened: int
    recount: Any = None
    district_ids: list[int] = field(default_factory=list)
    is_schematic: bool = False

    @property
    def total(self) -> Figures:
        """All classes together."""
        return self.unit.total

    @property
    def classes(self) -> list[ClassFigures]:
        """The classes that have anything to tell, in the catalogue's order."""
        return [
            ClassFigures(
                name, CATALOGUE[name].label_plural, CATALOGUE[name].inspectable, self.unit.by_class[name]
            )
            for name in CATALOGUE
            if name in self.unit.by_class
        ]

    @property
    def by_class(self) -> dict[str, int]:
        """Assets by class."""
        return {entry.name: entry.figures.count for entry in self.classes if entry.figures.count}

    @property
    def done(self) -> Done:
        """All that was done in the months."""
        total = Done()
        for month in self.months.values():
            total.inspections += month.inspections
            total.works += month.works
            total.cost_yuan += month.cost_yuan
        return total


def gather(subject: Subject, happenings_at_most: int) -> Contents:
    """
    The contents of a report about `subject`, with at most so many happenings.

    Raises BeforeTheRegistry for a moment before anything was recorded.
    """
    district, scope, period = subject.district, subject.scope, subject.period
    unit = figures_of([district], scope, period, subject.as_of)[district.pk]
    ids = list(paths_below([district], scope))
    first_days = months_of(Question(period, subject.as_of))
    months = {month: Done() for month in first_days}
    kinds: dict[str, Done] = defaultdict(Done)
    for row in work_by_month(ids, scope, first_days[0], first_days[-1]):
        for done in (months[row.month], kinds[row.kind]):
            done.inspections += row.inspections
            done.works += row.works
            done.cost_yuan += row.cost_yuan
    listed = happenings(district, scope, period, happenings_at_most + 1)
    more = len(listed) > happenings_at_most
    return Contents(
        subject=subject,
        registry=registry_name(),
        made_at=timezone.now(),
        unit=unit,
        months=months,
        kinds={task.label: kinds[task.value] for task in Task if task.value in kinds},
        worst=worst_assets(ids, scope, subject.as_of, limit=WORST),
        happenings=listed[:happenings_at_most],
        happened=count_happenings(district, scope, period) if more else len(listed),
        recount=latest_recount(),
        district_ids=ids,
        is_schematic=District.objects.filter(pk__in=ids, accuracy=District.Accuracy.SCHEMATIC).exists(),
    )
