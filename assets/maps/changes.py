# ruff: noqa: S608 - names of tables are the models' own, inner statements the ORM's; values travel as parameters
"""What changed between two days and why: each asset that differs, with what, by whom, through what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import dateparse, timezone
from django.utils.translation import gettext_lazy as _

from assets.maps.past import ever_there, require_history
from assets.registry import filters, paging, serializers, timeline, wording
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError, Malformed
from assets.registry.geojson import parse_bbox
from assets.registry.history import Entry
from assets.registry.scope import scope_of

CHANGES = (Path(__file__).parent / "sql" / "changes.sql").read_text(encoding="utf-8")
MOST_TOUCHED = 300_000
PAGE_SIZE = 50
PAGE_SIZE_LIMIT = 500
# Words of the map's address that do not choose assets.
BESIDES = ("from", "to", "cursor", "page_size", "measure", "since", "until")
SHOWN_ELSEWHERE = {"condition", "status", "geometry", "asset_class", "id", "condition_reason"}
# Follow from a new condition, and say nothing more than it.
WITH_CONDITION = {"condition_assessed_on", "condition_method"}


class TooMuchChanged(DomainError):
    """More assets were changed than a list may hold (400)."""

    code = "too_much_changed"
    message = _(
        "More than %(limit)s assets were changed between these days. Choose two days that lie closer together."
    )


@dataclass(frozen=True)
class Asked:
    """Two moments (ends of days by the city's clocks), the window in Web Mercator, and how the page goes on."""

    begins: datetime
    ends: datetime
    window: GEOSGeometry | None
    after: tuple[datetime, int] | None
    size: int


def read(query: QueryDict | Mapping[str, str], user) -> tuple[Asked, Q, Q]:
    """
    What is asked: `from` and `to` (days), `bbox` (degrees), the asset table's filters, `cursor`, `page_size`.

    Returns it with the filter on the states of the first day, and on those of the second. Raises Malformed, BeforeTheRegistry.
    """
    words: dict = {
        name: query.getlist(name) if isinstance(query, QueryDict) else [query[name]] for name in query
    }
    if any(words.pop("as_of", [])):
        raise Malformed("as_of", _("left out here: from and to say the days"))
    box = ",".join(words.pop("bbox", [])).strip()
    days = {}
    for name in ("from", "to"):
        text = ",".join(words.get(name, [])).strip()
        days[name] = filters.day(name, text)
    today = timezone.localdate()
    if days["to"] > today:
        raise Malformed("to", _("a day up to today (%s)") % today.isoformat())
    if days["from"] >= days["to"]:
        raise Malformed("from", _("an earlier day than `to` (%s)") % days["to"].isoformat())
    begins, ends = (_end_of(name, day) for name, day in days.items())
    require_history(begins)
    before, after = (_filter(words, day, user) for day in days.values())
    cursor = after.given.get("cursor")
    key = None
    if cursor:
        moment, number = paging.decode_cursor(cursor, [str, int])
        key = (filters.moment("cursor", moment), number)
    asked = Asked(
        begins=begins,
        ends=ends,
        window=parse_bbox(box) if box else None,
        after=key,
        size=paging.page_size(after.given.get("page_size"), PAGE_SIZE, PAGE_SIZE_LIMIT),
    )
    return asked, before.condition, after.condition


def _filter(words: Mapping[str, list[str]], day: date, user) -> filters.AssetFilter:
    query = QueryDict(mutable=True)
    for name, texts in words.items():
        query.setlist(name, texts)
    query["as_of"] = day.isoformat()
    return filters.parse(query, user, also=BESIDES)


def _end_of(name: str, day: date) -> datetime:
    return filters.moment(name, day.isoformat(), end_of_day=True)


def _ground(window: GEOSGeometry) -> GEOSGeometry:
    """The window in REGISTRY_SRID."""
    return window.transform(settings.REGISTRY_SRID, clone=True)


def changes(user, query: QueryDict | Mapping[str, str]) -> dict:
    """
    What differs between the end of `from` and the end of `to`, the newest change first.

    An asset is told once, with all that differs (`what`: created, deleted, removed, moved, condition, status, edited)
    and the reason of its last change (aged, inspected, repaired, resurveyed, corrected; none for what is new or gone).
    An asset counts where it lies in the window, and passes the filter, on either day. `next_cursor` is None at the end.
    """
    asked, before, after = read(query, user)
    before_passes, before_parameters = _ids("before_states", before)
    after_passes, after_parameters = _ids("after_states", after)
    visible, scope_parameters = _ids("after_states", scope_of(user).condition())
    nearby, in_window = "", ""
    near_parameters: list = []
    if asked.window is not None:
        # From the window's assets to their events, by index; without it all that changed between the days is looked at.
        sql, near_parameters = ever_there(asked.begins, asked.window)
        nearby = f", nearby AS MATERIALIZED ({sql})"
        in_window = "JOIN nearby ON nearby.id = event.pgh_obj_id"
    statement = CHANGES.format(
        nearby=nearby,
        in_window=in_window,
        own_events=_own_events().replace("{in_window}", in_window),
        before_passes=before_passes,
        after_passes=after_passes,
        visible=visible,
    )
    moment, key = asked.after or (None, None)
    parameters = [
        asked.begins,
        asked.ends,
        None if asked.window is None else _ground(asked.window).ewkb.hex(),
        *near_parameters,
        MOST_TOUCHED + 1,
        *before_parameters,
        *after_parameters,
        *scope_parameters,
        moment,
        moment,
        key,
        asked.size + 1,
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        touched, total, by_what, by_reason, lines = cursor.fetchone()
        if touched > MOST_TOUCHED:
            raise TooMuchChanged(limit=f"{MOST_TOUCHED:,}")
    more = len(lines) > asked.size
    lines = lines[: asked.size]
    last = lines[-1] if more else None
    return {
        "from": timezone.localdate(asked.begins).isoformat(),
        "to": timezone.localdate(asked.ends).isoformat(),
        "total": total,
        "by_what": by_what,
        "by_reason": by_reason,
        "results": told(lines, asked),
        "next_cursor": paging.encode_cursor([last["moment"], last["id"]]) if last else None,
    }


def _ids(states: str, condition: Q) -> tuple[str, list]:
    """SQL of those of the states (a part of changes.sql) that pass, and its parameters."""
    events = serializers.past(apps.get_model("registry", "AssetEvent").objects).filter(
        condition,
        pgh_id__in=RawSQL(f"SELECT event_id FROM {states}", []),  # noqa: S611 - our own words
    )
    try:
        sql, parameters = events.order_by().values_list("pgh_id").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::bigint WHERE false", []
    return sql, list(parameters)


@cache
def _own_events() -> str:
    """The classes' own event tables as further parts of `events`."""
    tables = [f"{entry.model._meta.db_table}event" for entry in CATALOGUE.values()]
    return "\n    ".join(
        f"""UNION ALL
    SELECT event.pgh_obj_id, event.pgh_id, false, event.pgh_label, event.pgh_created_at, event.pgh_context_id
      FROM asked JOIN {table} event
        ON event.pgh_created_at > asked.begins AND event.pgh_created_at <= asked.ends AND event.pgh_label = 'update'
       {{in_window}}"""
        for table in tables
    )


def told(lines: list[dict], asked: Asked) -> list[dict]:
    """The lines as the page shows them: fields in words, addresses of what lies behind."""
    own = own_changes(lines, asked)
    entries = []
    for line in lines:
        differing = _differing(line.pop("before"), line.pop("after")) if "created" not in line["what"] else {}
        if "condition" in line["what"]:
            differing = {name: pair for name, pair in differing.items() if name not in WITH_CONDITION}
        entries.append(
            Entry(when=line["moment"], kind="", title="", changes={**differing, **own.get(line["id"], {})})
        )
    for line, entry in zip(lines, timeline.with_names(entries), strict=True):
        line["fields"] = wording.told(line["asset_class"], [entry])[0]["changes"]
    return [_line(line) for line in lines]


def _line(line: dict) -> dict:
    """What one line gives outside."""
    kept = (
        "code", "name", "asset_class", "what", "reason", "condition_before", "condition_after",
        "status_before", "status_after", "moved_m", "place", "fields", "through", "who", "changeset", "changeset_title",
    )  # fmt: skip
    moment = dateparse.parse_datetime(line["moment"])
    said = {name: line.get(name) for name in kept}
    said["when"] = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
    said["url"] = reverse("asset-detail", args=[line["code"]])
    said["changeset_url"] = timeline.changeset_url(line["changeset"])
    said["work"] = None
    if line["work_number"]:
        said["work"] = {
            "number": line["work_number"],
            "title": line["work_title"],
            "url": _address("work-detail", line["work_number"]),
        }
    said["inspection"] = None
    if line["inspection_kind"]:
        inspected = dateparse.parse_datetime(line["inspected_at"])
        said["inspection"] = {
            "kind": line["inspection_kind"],
            "day": timezone.localdate(inspected).isoformat() if inspected else "",
        }
    return said


def _address(door: str, *words) -> str:
    try:
        return reverse(door, args=words)
    except NoReverseMatch:
        return ""


def _differing(before: dict | None, after: dict | None) -> dict[str, list]:
    """The fields that differ between two rows of history, but for those that the line tells itself."""
    if not before or not after:
        return {}
    names = {
        field.name if field.name == "district" else field.column: field.name for field in _common_fields()
    }
    names["district_id"] = "district"
    return {
        name: [before.get(column), after.get(column)]
        for column, name in names.items()
        if name not in SHOWN_ELSEWHERE and before.get(column) != after.get(column)
    }


@cache
def _common_fields() -> tuple:
    return tuple(
        field
        for field in apps.get_model("registry", "AssetEvent")._meta.local_fields
        if not field.name.startswith("pgh_") and not isinstance(field, GeometryField)
    )


OWN = """
SELECT asked.id,
       to_json(before) AS before,
       to_json(after) AS after
  FROM unnest(%(ids)s::bigint[]) AS asked (id)
  JOIN LATERAL (SELECT * FROM {table} event
                 WHERE event.pgh_obj_id = asked.id AND event.pgh_created_at <= %(begins)s
                 ORDER BY event.pgh_id DESC LIMIT 1) before ON true
  JOIN LATERAL (SELECT * FROM {table} event
                 WHERE event.pgh_obj_id = asked.id AND event.pgh_created_at <= %(ends)s
                 ORDER BY event.pgh_id DESC LIMIT 1) after ON true
"""


def own_changes(lines: list[dict], asked: Asked) -> dict[int, dict[str, list]]:
    """What differs in the classes' own fields, by asset: one query for each class on the page."""
    by_class: dict[str, list[int]] = {}
    for line in lines:
        if line["own_changed"]:
            by_class.setdefault(line["asset_class"], []).append(line["id"])
    found: dict[int, dict[str, list]] = {}
    for name, ids in by_class.items():
        entry = CATALOGUE[name]
        table = f"{entry.model._meta.db_table}event"
        columns = {field.column: field.name for field in entry.own_fields}
        with connection.cursor() as cursor:
            cursor.execute(OWN.format(table=table), {"ids": ids, "begins": asked.begins, "ends": asked.ends})
            for asset, before, after in cursor.fetchall():
                found[asset] = {
                    field: [before.get(column), after.get(column)]
                    for column, field in columns.items()
                    if before.get(column) != after.get(column)
                }
    return found
