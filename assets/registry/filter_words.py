"""The registry's own words of a filter: what every asset has, and sizes and materials of the classes that have them."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Upper
from django.db.models.lookups import Contains, StartsWith
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.districts import subtree
from assets.registry.errors import Malformed
from assets.registry.filters import (
    SEVERAL,
    UNKNOWN,
    Asked,
    Word,
    add_word,
    day,
    moment,
    whole,
    words,
)
from assets.registry.geojson import parse_bbox
from assets.registry.models import Asset
from assets.registry.scope import visible_districts
from assets.standards.value_domains import DOMAINS

EARLIEST_YEAR, LATEST_YEAR = 1800, 2200
LARGEST_MM = 100_000

# The datasets that numbered rows came from, by hopping through asset_source_code_unique: some twenty index look-ups.
SOURCES_WITH_NUMBERS = """
WITH RECURSIVE hop AS (
    (SELECT source FROM registry_asset WHERE NOT source_code = '' ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT next.source FROM registry_asset next
             WHERE NOT next.source_code = '' AND next.source > hop.source
             ORDER BY next.source LIMIT 1)
      FROM hop WHERE hop.source IS NOT NULL
)
SELECT source FROM hop WHERE source IS NOT NULL
"""


def numbered(source_codes: list[str]) -> Q:
    """Assets with one of these numbers in any source, through the index that begins with the source."""
    with connection.cursor() as cursor:
        cursor.execute(SOURCES_WITH_NUMBERS)
        sources = [row[0] for row in cursor.fetchall()]
    return Q(source__in=sources, source_code__in=source_codes) & ~Q(source_code="")


def search(text: str) -> Q:
    """Assets whose code begins with, whose name contains, or whose number in a source is `text`; case is ignored."""
    upper = text.upper()
    return (
        Q(StartsWith(Upper("code"), upper))
        | (~Q(name="") & Q(Contains(Upper("name"), upper)))
        | numbered([text])
    )


@cache
def classes_with(*columns: str) -> tuple[str, ...]:
    """The classes that have one of these fields of their own."""
    return tuple(
        name for name, entry in CATALOGUE.items() if any(field.name in columns for field in entry.own_fields)
    )


def _rows_of(class_name: str, condition: Q, as_of: datetime | None) -> QuerySet:
    """
    Rows of a class (or as of a moment: events of all its rows) that fit a condition, which may speak of `size_mm`.
    """
    model = CATALOGUE[class_name].model
    own = {field.name for field in model._meta.local_fields}
    sized: dict[str, Any] = {}
    if {"diameter_mm", "width_mm", "height_mm"} <= own:
        sized["size_mm"] = Coalesce("diameter_mm", Greatest("width_mm", "height_mm"))
    elif "diameter_mm" in own:
        sized["size_mm"] = F("diameter_mm")
    rows = (model if as_of is None else apps.get_model("registry", f"{model.__name__}Event")).objects.alias(
        **sized
    )
    return rows.filter(condition)


def any_class(asked: Asked, classes: tuple[str, ...], condition: Q) -> Q:
    """Assets whose row of one of `classes` fits the condition, now or as it stood then."""
    found = Q(pk__in=())
    if asked.as_of is None:
        # Sets of ids, each found once and looked into: an EXISTS for each of several classes is asked row by row.
        for name in classes:
            found |= Q(pk__in=_rows_of(name, condition, None).order_by().values("asset_ptr_id"))
        return found
    for name in classes:
        events = apps.get_model("registry", f"{CATALOGUE[name].model.__name__}Event").objects
        latest = (
            events.filter(pgh_obj_id=OuterRef(OuterRef("pgh_obj_id")), pgh_created_at__lte=asked.as_of)
            .order_by("-pgh_id")
            .values("pgh_id")[:1]
        )
        found |= Q(Exists(_rows_of(name, condition, asked.as_of).filter(pgh_id=Subquery(latest))))
    return found


def _district(code: str, user) -> tuple[int, ...]:
    district = visible_districts(user).filter(code=code).first()
    if district is None:
        raise Malformed("district", _("the code of a district you may see, like 440507"))
    return tuple(subtree(district).order_by("pk").values_list("pk", flat=True))


def _conditions(text: str, user) -> tuple[int, ...]:
    """Grades, 0 for unknown."""
    wanted = words("condition", text, [*map(str, CONDITION_LABELS), UNKNOWN])
    return tuple(sorted({0 if word == UNKNOWN else int(word) for word in wanted}))


def _condition(grades: tuple[int, ...], asked: Asked) -> Q:
    known = [grade for grade in grades if grade]
    condition = Q(condition__in=known) if known else Q()
    return condition | Q(condition__isnull=True) if 0 in grades else condition


def _materials(text: str, user) -> tuple[str, ...]:
    """Values of the domain; what is unknown may also be empty."""
    known = [value.value for value in DOMAINS["pipe_material"]]
    wanted = words("material", text, dict.fromkeys([*known, UNKNOWN]))
    return tuple(sorted({*wanted, ""} if UNKNOWN in wanted else set(wanted)))


def _year(name: str) -> Any:
    return lambda text, user: whole(name, text, EARLIEST_YEAR, LATEST_YEAR, _("a year like 1998"))


def _millimetres(name: str) -> Any:
    return lambda text, user: whole(name, text, 0, LARGEST_MM, _("a whole number of millimetres, like 600"))


def _owners(text: str, user) -> tuple[str, ...]:
    return tuple(sorted({owner.strip() for owner in text.split(SEVERAL) if owner.strip()}))


def _plain(name: str, judge, condition, description: str, **more) -> None:
    add_word(Word(name, judge, condition, description, **more))


SIZED = ("diameter_mm",)

_plain(
    "asset_class",
    lambda text, user: tuple(sorted(set(words("asset_class", text, CATALOGUE)))),
    lambda value, asked: Q(asset_class__in=value),
    f"One or more of {', '.join(CATALOGUE)}, separated by commas.",
    label=_("Class"),
)
_plain(
    "district",
    _district,
    lambda value, asked: Q(district_id__in=value),
    "Code of a district; all below it are included.",
    label=_("District"),
)
_plain(
    "condition",
    _conditions,
    _condition,
    "One or more of 1, 2, 3, 4, 5, unknown, separated by commas.",
    label=_("Condition"),
)
_plain(
    "status",
    lambda text, user: tuple(sorted(set(words("status", text, Asset.Status.values)))),
    lambda value, asked: Q(status__in=value),
    f"One or more of {', '.join(Asset.Status.values)}, separated by commas.",
    label=_("Status"),
)
_plain(
    "year_from",
    _year("year_from"),
    lambda year, asked: Q(installed_on__gte=date(year, 1, 1)),
    "A year: installed in it or later.",
    kind="integer",
    label=_("Installed from (year)"),
)
_plain(
    "year_to",
    _year("year_to"),
    lambda year, asked: Q(installed_on__lt=date(year + 1, 1, 1)),
    "A year: installed in it or earlier.",
    kind="integer",
    label=_("Installed to (year)"),
)
_plain(
    "material",
    _materials,
    lambda value, asked: any_class(asked, classes_with("material"), Q(material__in=value)),
    f"One or more of {', '.join(value.value for value in DOMAINS['pipe_material'])}, separated by commas; of pipes.",
    label=_("Material"),
    classes=lambda: classes_with("material"),
)
_plain(
    "diameter_min",
    _millimetres("diameter_min"),
    lambda value, asked: any_class(asked, classes_with(*SIZED), Q(size_mm__gte=value)),
    "Millimetres: this diameter or more; of a box culvert or channel the larger of width and height.",
    kind="integer",
    label=_("Diameter from (mm)"),
    classes=lambda: classes_with(*SIZED),
)
_plain(
    "diameter_max",
    _millimetres("diameter_max"),
    lambda value, asked: any_class(asked, classes_with(*SIZED), Q(size_mm__lte=value)),
    "Millimetres: this diameter or less; of a box culvert or channel the larger of width and height.",
    kind="integer",
    label=_("Diameter to (mm)"),
    classes=lambda: classes_with(*SIZED),
)
_plain(
    "owner",
    _owners,
    lambda value, asked: Q(owner__in=value),
    "The owner, exactly; may be given several times.",
    label=_("Owner"),
    several=True,
)
_plain(
    "bbox",
    lambda text, user: parse_bbox(text),
    lambda value, asked: Q(mercator__intersects=value),
    "minlon,minlat,maxlon,maxlat in degrees (WGS84).",
)
_plain(
    "source",
    lambda text, user: text,
    lambda value, asked: Q(source=value),
    "The dataset the asset came from.",
    label=_("Source"),
)
_plain(
    "source_code",
    lambda text, user: text,
    lambda value, asked: numbered([value]),
    "The asset's number there.",
    label=_("Number in the source"),
)
_plain(
    "q",
    lambda text, user: text,
    lambda value, asked: search(value),
    "Beginning of the code, part of the name, or number in the source; case is ignored.",
    label=_("Search"),
)
_plain(
    "installed_before",
    lambda text, user: day("installed_before", text),
    lambda value, asked: Q(installed_on__lt=value),
    "A day (ISO 8601): installed earlier than this.",
    kind="date",
    label=_("Installed before"),
)
_plain(
    "updated_since",
    lambda text, user: moment("updated_since", text),
    lambda value, asked: Q(updated_at__gte=value),
    "A day or a moment (ISO 8601): changed then or later.",
    label=_("Changed since"),
)
