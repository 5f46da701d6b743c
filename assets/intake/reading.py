# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
The way of a delivery up to its review: look, stage, understand, convert, check, compare.

`read` does all of it; `check` does what follows staging again (after a change of options). Both end in `review`
or `refused`; killed in between, they are simply begun anew.
"""

import shutil
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count

from assets.intake import (
    checks,
    conflicts,
    convert,
    limits,
    progress,
    rejected_rows,
    replacement,
    report,
    rights,
    staging,
    verdicts,
)
from assets.intake.beside import Beside
from assets.intake.errors import ApplyRefused, Cancelled, SurveyUnreadable, WrongState
from assets.intake.models import Delivery, Finding
from assets.intake.plan import ImportPlan
from assets.intake.readers import stream
from assets.intake.sql import statement
from assets.intake.understanding import columns, crs, layers, shifts, values
from assets.registry.classes import NODE_CLASSES
from assets.registry.errors import DomainError
from assets.registry.models import Changeset

FOLDER = "imports"


def stored_file(delivery: Delivery) -> Path:
    """Where the delivery's file lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / delivery.stored_as


def read(delivery_id: int, listener: progress.Listener | None = None) -> Delivery:
    """
    Read the delivery's file into staging and check it: it comes back in review, refused (with the reason) or cancelled.

    Raises WrongState where it is past that, DeliveryBusy where another process is at it.
    """
    with progress.working(delivery_id, listener) as work:
        delivery = Delivery.objects.get(pk=delivery_id)
        _require_not_applied(delivery)
        try:
            _set_state(delivery, Delivery.State.READING)
            _stage(delivery, work)
            _check(delivery, work)
        except DomainError as refusal:
            _refuse(delivery, refusal)
        except Exception:
            # A fault of ours: said on the page, and raised for whoever reads the log.
            _refuse(delivery, SurveyUnreadable("internal_error"))
            raise
        work.end(delivery.state)
    return delivery


def check(delivery_id: int, listener: progress.Listener | None = None) -> Delivery:
    """Understand and check again what is staged, with the delivery's options as they are now."""
    with progress.working(delivery_id, listener) as work:
        delivery = Delivery.objects.get(pk=delivery_id)
        _require_not_applied(delivery)
        try:
            _check(delivery, work)
        except DomainError as refusal:
            _refuse(delivery, refusal)
        work.end(delivery.state)
    return delivery


def plan_of(delivery: Delivery, user=None) -> ImportPlan:
    """The plan that the delivery was checked by."""
    plan = columns.plan_from_findings(delivery)
    plan.districts = rights.own_districts(user)
    return plan


def _require_not_applied(delivery: Delivery) -> None:
    if delivery.state in (
        Delivery.State.APPLIED,
        Delivery.State.APPLYING,
        Delivery.State.REVERTING,
        Delivery.State.REVERTED,
        Delivery.State.CANCELLED,
    ):
        raise WrongState(state=delivery.get_state_display())


def _set_state(delivery: Delivery, state: str, **fields) -> None:
    """Write the state (and `fields`), and nothing that another process may have written meanwhile."""
    delivery.state = state
    for name, value in fields.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=["state", "changed_at", *fields])


def _refuse(delivery: Delivery, refusal: DomainError) -> None:
    """Note why nothing comes of the delivery, and drop what was staged."""
    staging.drop(delivery.pk)
    cancelled = isinstance(refusal, Cancelled)
    _set_state(
        delivery,
        Delivery.State.CANCELLED if cancelled else Delivery.State.REFUSED,
        refusal_code=refusal.code,
        refusal_parameters=refusal.parameters,
        findings=delivery.findings,
    )
    Changeset.objects.filter(pk=delivery.pk).update(
        state=Changeset.State.CANCELLED if cancelled else Changeset.State.REFUSED
    )


def _stage(delivery: Delivery, work: progress.Work) -> None:
    """Look into the file, choose its layers, copy their rows."""
    work.phase("looking")
    staging.drop(delivery.pk)
    file = stored_file(delivery)
    folder = file.parent / f"{file.stem}.unpacked"
    shutil.rmtree(folder, ignore_errors=True)  # left by a process that was killed
    folder.mkdir(parents=True)
    try:
        found = stream.look(file, folder, delivery.option("encoding", ""), delivery.file_name)
        delivery.findings = {"found": layers.listed(found)}
        chosen = layers.chosen(delivery, found)
        total = sum(layer["features"] for layer in chosen)
        work.phase("reading", total)
        done = 0
        for position, layer in enumerate(chosen, start=1):
            table = staging.create_layer(staging.Tables(delivery.pk), position, layer["columns"])
            layer["rows"] = stream.copy_rows(layer, table, partial(_tell, work, done))
            done += layer["rows"]
            with connection.cursor() as cursor:
                staging.analyze(cursor, table)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _set_state(
        delivery,
        Delivery.State.CHECKING,
        findings={
            "found": layers.listed(found),
            "layers": chosen,
            "others": [layer["name"] for layer in found if layer not in chosen],
        },
    )


def _tell(work: progress.Work, before: int, rows: int) -> None:
    work.rows(before + rows)


def _check(delivery: Delivery, work: progress.Work) -> None:
    """Everything after staging, up to the verdicts."""
    total = sum(layer["rows"] for layer in delivery.findings["layers"])
    work.phase("understanding", total)
    _set_state(delivery, Delivery.State.CHECKING, refusal_code="", refusal_parameters={})
    staging.drop(delivery.pk, only_proposed=True)
    Finding.objects.filter(delivery=delivery).delete()
    plan = columns.make_plan(delivery)
    crs.settle(delivery, plan)
    plan.districts = rights.own_districts(delivery.changeset.proposed_by)
    values.fill(plan)
    layers.settle_classes(plan)
    columns.note(plan)
    work.phase("converting", total)
    with connection.cursor() as cursor, limits.roomy(cursor), Beside() as aside:
        convert.convert(plan, aside)
        shifts.settle(plan)
        _repair(plan)
        work.phase("checking", total)
        _check_rows(plan, cursor, aside)
        work.phase("comparing", total)
        _identify(plan, cursor, aside)
        _join_pipes(plan, cursor, aside)
        conflicts.note_moment(delivery, plan)
        verdicts.compute(plan)
        replacement.find(plan, cursor)
    counted = {**verdicts.counts(plan), "removed": replacement.count(plan)}
    rejected_rows.write(plan)
    _require_something(delivery, counted)
    _set_state(
        delivery,
        Delivery.State.REVIEW,
        counts=counted,
        report=report.of(plan, counted),
        findings=delivery.findings,
    )


def _repair(plan: ImportPlan) -> None:
    """Mend outlines that are not valid, where the delivery's option `repair` says so; `repaired` shows what was done."""
    names = plan.tables.names()
    with connection.cursor() as cursor:
        cursor.execute(statement("repair", **names), {"wanted": bool(plan.delivery.option("repair"))})
        cursor.execute(statement("put_repaired", **names))


def _check_rows(plan: ImportPlan, cursor, aside: Beside) -> None:
    cursor.execute(f"CREATE UNLOGGED TABLE {plan.tables['rejected']} (rid bigint PRIMARY KEY)")
    checks.run(plan, checks.ROWS, aside)
    layers.refuse_wrong_type(plan)


def _identify(plan: ImportPlan, cursor, aside: Beside) -> None:
    """Which asset each row is, and in which district what is new or moved lies."""
    names = plan.tables.names()
    aside.run(partial(_index_places, plan))
    cursor.execute(statement("duplicates", **names))
    cursor.execute(f"SELECT EXISTS (SELECT FROM {names['rows']} WHERE source_code = '')")
    some_unnumbered = cursor.fetchone()[0]
    cursor.execute(
        statement("identify", **names), {"source": plan.delivery.source, "some_unnumbered": some_unnumbered}
    )
    if plan.knows_codes:
        cursor.execute(statement("identify_by_code", **names), {"source": plan.delivery.source})
    cursor.execute(f"ALTER TABLE {names['identity']} ADD PRIMARY KEY (rid)")
    staging.analyze(cursor, names["identity"])
    aside.join()
    aside.run(partial(_find_districts, plan))
    if plan.districts is not None:  # then a check asks in which each row lies
        aside.join()
    checks.run(plan, checks.IDENTITY)


def _index_places(plan: ImportPlan, cursor) -> None:
    cursor.execute(f"CREATE INDEX ON {plan.tables['rows']} USING gist (geometry)")
    staging.analyze(cursor, plan.tables["rows"])


def _find_districts(plan: ImportPlan, cursor) -> None:
    names = plan.tables.names()
    cursor.execute(statement("districts", **names))
    cursor.execute(f"ALTER TABLE {names['districts']} ADD PRIMARY KEY (rid)")
    staging.analyze(cursor, names["districts"])


def _join_pipes(plan: ImportPlan, cursor, aside: Beside) -> None:
    """Join the pipes to their nodes: by number, then by place; then know unnumbered ones by their two ends."""
    if "pipe" not in plan.classes:
        return
    names = plan.tables.names()
    source = {"source": plan.delivery.source, "node_classes": NODE_CLASSES}
    cursor.execute(statement("nodes_by_code" if plan.knows_codes else "nodes", **names), source)
    cursor.execute(f"CREATE INDEX ON {names['nodes']} (number)")
    staging.analyze(cursor, names["nodes"])
    cursor.execute(statement("ends", **names))
    cursor.execute(f"ALTER TABLE {names['ends']} ADD PRIMARY KEY (rid)")
    staging.analyze(cursor, names["ends"])
    cursor.execute(statement("own_nodes", **names), source)
    staging.analyze(cursor, names["own_nodes"])
    cursor.execute(statement("worth_snapping", **names))
    # An end that a registry's export leaves empty is not known there either.
    if cursor.fetchone()[0] and not plan.knows_codes:
        cursor.execute(statement("snap", **names), {"tolerance_m": limits.snap_m()})
    cursor.execute(statement("match_by_ends", **names), source)
    checks.run(plan, checks.NETWORK, aside)


def _require_something(delivery: Delivery, counted: dict[str, int]) -> None:
    """Refuse what nothing would come of, and what the options say to refuse."""
    if counted["rejected"] and delivery.option("on_error", "reject") == "abort":
        raise ApplyRefused("row_problems", count=counted["rejected"])
    if counted["read"] and counted["rejected"] == counted["read"]:
        told = _commonest_problem(delivery)
        raise ApplyRefused("nothing_usable", read=counted["read"], problem=told)
    if counted["updated"] and delivery.option("on_conflict", "update") == "fail":
        tables = staging.Tables(delivery.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT asset.code FROM {tables['verdicts']} v JOIN registry_asset asset ON asset.id = v.asset_id"
                " WHERE v.verdict = 'updated' ORDER BY v.rid LIMIT 1"
            )
            raise ApplyRefused("asset_exists", count=counted["updated"], first=cursor.fetchone()[0])


def _commonest_problem(delivery: Delivery) -> str:
    """The sentence of the problem that rejected most rows, of the first row that has it."""
    rejections = delivery.row_findings.filter(severity=Finding.Severity.REJECTS)
    by_count = (
        rejections.order_by().values("problem").annotate(count=Count("pk")).order_by("-count", "problem")
    )
    example = rejections.filter(problem__in=by_count.values("problem")[:1]).first()
    if example is None:
        return ""
    return checks.sentence(example.problem, example.code, example.field, example.parameters)
