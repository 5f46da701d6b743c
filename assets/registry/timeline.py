"""The history of an asset, newest first: what the database recorded and what upper rooms know, in one line."""

import json
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from psycopg2.extensions import quote_ident

from assets.registry.classes import CATALOGUE
from assets.registry.history import Entry, sources
from assets.registry.models import Asset, District

TIMELINE = (Path(__file__).parent / "sql" / "timeline.sql").read_text(encoding="utf-8")
NOT_SHOWN = {"id", "asset_class", "geometry", "asset_ptr"}
# Upper rooms cannot be asked "before when": an asset's inspections and orders are few, all are asked for.
MOST_OF_A_SOURCE = 2000


def timeline(asset: Asset, limit: int, before: datetime | None = None) -> list[Entry]:
    """
    The newest entries of an asset's history, before the moment `before` where one is given.

    At least `limit` where there are so many: entries of the same moment are never torn apart, so that
    `timeline(asset, limit, before=entries[-1].when)` goes on without gap or repetition.
    """
    entries = recorded(asset, limit, before)
    for source in sources():
        wanted = limit if before is None else MOST_OF_A_SOURCE
        entries += [entry for entry in source(asset, wanted) if before is None or entry.when < before]
    entries.sort(key=lambda entry: entry.when, reverse=True)
    if len(entries) <= limit:
        return entries
    last = entries[limit - 1].when if limit else None
    return [entry for position, entry in enumerate(entries) if position < limit or entry.when == last]


def recorded(asset: Asset, limit: int, before: datetime | None = None) -> list[Entry]:
    """What the database recorded of the asset, one entry a transaction, at most `limit`, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(timeline_sql(asset.asset_class), {"asset": asset.pk, "limit": limit, "before": before})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    grouped = [merged(list(events)) for _when, events in groupby(rows, key=itemgetter("when"))]
    return with_names(grouped)


@cache
def timeline_sql(class_name: str) -> str:
    """sql/timeline.sql for a class: its columns and event table filled in."""
    own = apps.get_model("registry", f"{CATALOGUE[class_name].model.__name__}Event")
    return TIMELINE.format(
        common_columns=_columns(apps.get_model("registry", "AssetEvent")),
        own_columns=_columns(own),
        own_events=_quoted(own._meta.db_table),
    )


def _columns(event) -> str:
    fields = [
        field
        for field in event._meta.local_fields
        if not field.name.startswith("pgh_") and field.name not in NOT_SHOWN
    ]
    # Named by the field, so that `district_id` is `district` as everywhere outside the database.
    return ", ".join(f"event.{_quoted(field.column)} AS {_quoted(field.name)}" for field in fields)


def _quoted(name: str) -> str:
    connection.ensure_connection()
    return quote_ident(name, connection.connection)


def merged(events: list[dict]) -> Entry:
    """One entry of all that a transaction did to an asset: first values before, last values after."""
    first = events[0]
    labels = {event["label"] for event in events if event["part"] == 0}
    kind = "created" if "insert" in labels else "deleted" if "delete" in labels else "changed"
    changes: dict[str, list] = {}
    moved_m = 0.0
    if kind == "changed":
        for event in events:
            for name, (old, new) in json.loads(event["changes"] or "{}").items():
                changes[name] = [changes[name][0] if name in changes else old, new]
            if event["moved_m"] is not None:
                moved_m += event["moved_m"]
                changes["geometry"] = [None, None]
        changes = {name: pair for name, pair in changes.items() if name == "geometry" or pair[0] != pair[1]}
    detail: dict = {"through": first["through"]} if first["through"] else {}
    if "geometry" in changes:
        detail["moved_m"] = round(moved_m, 3)
    if first["changeset_title"]:
        detail["changeset_title"] = first["changeset_title"]
    return Entry(
        when=first["when"],
        kind=kind,
        title=title_of(kind, changes, first["changeset_title"]),
        who=first["who"],
        changeset=first["changeset"],
        changes=changes,
        detail=detail,
        url=changeset_url(first["changeset"]),
    )


def title_of(kind: str, changes: dict, changeset_title: str | None) -> str:
    """What happened, in two or three words of the reader's language."""
    if kind == "created":
        return _("Recorded")
    if kind == "deleted":
        return _("Deleted")
    if "condition" in changes:
        return _("Condition changed")
    if "status" in changes:
        return _("Status changed")
    if set(changes) <= {"geometry", "district"} and "geometry" in changes:
        return _("Moved")
    return _("Changed")


def changeset_url(changeset: int | None) -> str:
    """The page of the changeset where the room of imports is there; empty otherwise."""
    if changeset is None:
        return ""
    try:
        return reverse("import-detail", args=[changeset])
    except NoReverseMatch:
        return ""


def with_names(entries: list[Entry]) -> list[Entry]:
    """Replace the ids of districts and nodes in the entries' changes by codes, with one query for each kind."""
    for names, model in ((("district",), District), (("start_node", "end_node"), Asset)):
        pairs = [entry.changes[name] for entry in entries for name in names if name in entry.changes]
        ids = {value for pair in pairs for value in pair if value is not None}
        codes = dict(model.objects.filter(pk__in=ids).values_list("pk", "code")) if ids else {}
        for pair in pairs:
            # A thing that is gone is still told apart by its number.
            pair[:] = [None if value is None else codes.get(value, f"#{value}") for value in pair]
    return entries
