# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
Applying a reviewed delivery: one transaction, one history context, set-based SQL; all of it or none.

Safe to repeat: the changeset's row is locked and its state decides, so a second run after a crash does what is left,
which is everything or nothing.
"""

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from assets.intake import (
    conflicts,
    limits,
    progress,
    rejected_rows,
    replacement,
    report,
    rights,
    staging,
    verdicts,
)
from assets.intake.convert import quoted
from assets.intake.errors import ApplyRefused, WrongState
from assets.intake.models import Delivery
from assets.intake.plan import ImportPlan
from assets.intake.sql import statement
from assets.intake.targets import Target
from assets.registry import districts
from assets.registry.errors import DomainError
from assets.registry.history import acting
from assets.registry.models import Changeset

# Imports apply one after another: two at once would wait for each other's rows in different orders.
ONE_AT_A_TIME = 0x1A7B


def request(delivery: Delivery, user) -> None:
    """Ask a worker to apply the delivery in the background. Raises NotAllowed, WrongState."""
    from assets.intake import tasks

    rights.require_import(user)
    rights.require_other_eyes(delivery, user)
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        _require_review(locked)
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.APPLYING)
        result = tasks.apply_delivery.enqueue(delivery.pk, getattr(user, "pk", None))
        Delivery.objects.filter(pk=delivery.pk).update(task_id=str(result.id))


def run(delivery_id: int, user=None, listener: progress.Listener | None = None) -> Delivery:
    """
    Apply the delivery now; it comes back applied, or as it was if it had been applied before.

    Raises WrongState, ApplyRefused, NotAllowed, DeliveryBusy; then nothing was applied.
    """
    with progress.working(delivery_id, listener) as work:
        try:
            with transaction.atomic():
                delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
                if delivery.state == Delivery.State.APPLIED:
                    return delivery
                _require_review(delivery, also=Delivery.State.APPLYING)
                _apply(delivery, user, work)
        except (DomainError, DatabaseError) as error:
            refusal = as_refusal(error)
            # Good for review again: the staged rows are untouched.
            Delivery.objects.filter(pk=delivery_id, state=Delivery.State.APPLYING).update(
                state=Delivery.State.REVIEW
            )
            raise refusal from error
        staging.drop(delivery_id)
        _refresh_statistics(delivery)
        work.end("applied")
    return Delivery.objects.get(pk=delivery_id)


def _refresh_statistics(delivery: Delivery) -> None:
    """After a large import, have a worker tell the planner what the tables hold now; this one's person need not wait."""
    from assets.intake import tasks

    if (
        sum(delivery.counts.get(name, 0) for name in ("created", "updated", "removed"))
        >= limits.STATISTICS_FROM_ROWS
    ):
        tasks.refresh_statistics.enqueue()


def _require_review(delivery: Delivery, also: str = "") -> None:
    if delivery.state not in (Delivery.State.REVIEW, also):
        raise WrongState(state=delivery.get_state_display())


def as_refusal(error: Exception) -> DomainError:
    """The database's refusal as a sentence; anything else that is not ours goes on as it is."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, IntegrityError):
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "?"
        if constraint in {"asset_code_unique", "asset_source_code_unique", "registry_asset_pkey"}:
            return ApplyRefused("changed_meanwhile")
        return ApplyRefused("database_refused", constraint=constraint)
    raise error


def _apply(delivery: Delivery, user, work: progress.Work) -> None:
    from assets.intake import reading

    rights.require_other_eyes(delivery, user)
    changeset = Changeset.objects.select_for_update().get(pk=delivery.pk)
    plan = reading.plan_of(delivery, user)
    total = delivery.counts.get("created", 0) + delivery.counts.get("updated", 0)
    with connection.cursor() as cursor, acting(user, changeset.pk, "import"):
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ONE_AT_A_TIME])
        cursor.execute(f"SET LOCAL work_mem = '{limits.WORK_MEM}'")
        work.phase("comparing", total)
        _leave_out_what_changed(plan, cursor)
        rights.require_rows(plan, user, cursor)
        work.phase("applying", total)
        with districts.settled():
            _make_codes(plan, cursor)
            # Only where there is something to do: even an empty statement has its history triggers make a context.
            for asset_class in _classes_with("created", plan, cursor):
                _insert(plan, asset_class, cursor)
            for asset_class in _classes_with("updated", plan, cursor):
                _update(plan, asset_class, cursor)
            removed = replacement.remove(plan, user, cursor)
        work.phase("constraints", total)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    counted = {**verdicts.counts(plan), "removed": removed}
    if counted["rejected"] != delivery.counts.get("rejected"):  # conflicts came to what the checks had found
        rejected_rows.write(plan)
    changeset.state = Changeset.State.APPLIED
    changeset.applied_by = user
    changeset.applied_at = timezone.now()
    changeset.counts = counted
    changeset.save()
    delivery.state = Delivery.State.APPLIED
    delivery.refusal_code, delivery.refusal_parameters = "", {}  # of an earlier try
    delivery.counts = counted
    delivery.report = report.of(plan, counted)
    delivery.save()


def _classes_with(verdict: str, plan: ImportPlan, cursor) -> list[str]:
    """The classes that have rows of a verdict, nodes before pipes."""
    cursor.execute(f"SELECT DISTINCT asset_class FROM {plan.tables['verdicts']} WHERE verdict = '{verdict}'")
    found = {row[0] for row in cursor.fetchall()}
    return [asset_class for asset_class in plan.classes if asset_class in found]


def _leave_out_what_changed(plan: ImportPlan, cursor) -> None:
    """
    Rows whose asset was changed, deleted or made in the registry since they were compared: unchanged where the
    registry now says what the file says, else a conflict, which is left out and said, never overwritten.
    """
    names = plan.tables.names()
    # The rows to be written are locked before they are compared: nobody changes them in between.
    cursor.execute(statement("lock_updated", **names))
    cursor.execute(statement("stale", **names), {"source": plan.delivery.source})
    cursor.execute(f"SELECT count(*) FROM {names['stale']}")
    if not cursor.fetchone()[0]:
        return
    cursor.execute(statement("rematch_stale", **names))
    if "pipe" in plan.classes:
        cursor.execute(statement("rejoin_stale", **names))
    verdicts.compute(plan)
    cursor.execute(statement("stale_conflicts", **names, delivery=str(plan.delivery.pk)))
    conflicts.keep(plan)
    cursor.execute(f"DELETE FROM {names['verdicts']} v USING {names['rejected']} x WHERE x.rid = v.rid")


def _make_codes(plan: ImportPlan, cursor) -> None:
    """Codes of new assets: the source's number where it is free and fit for an address, else the registry's."""
    claim = "1"
    if len(plan.classes) > 1:
        claim = "row_number() OVER (PARTITION BY r.source_code ORDER BY v.asset_class = 'pipe', v.rid)"
    cursor.execute(statement("codes", **plan.tables.names(), claim=claim))
    staging.analyze(cursor, plan.tables["codes"])


def _insert(plan: ImportPlan, asset_class: str, cursor) -> None:
    """
    New assets: into the assets' table, then the class's.

    In the order of the file: ids and numbers then rise, and B-trees grow at their end, which halves the time. A survey
    is written street by street, so that this is an order in space as well.
    """
    brought = plan.brought(asset_class)
    common = [target for target in brought if not target.own]
    own = [target for target in brought if target.own]
    tables = plan.tables
    new = f"""
  FROM {tables["verdicts"]} v
  JOIN {tables.proposed(asset_class)} p USING (rid)"""
    where = f"WHERE v.verdict = 'created' AND v.asset_class = '{asset_class}'"
    cursor.execute(
        f"""
INSERT INTO registry_asset (id, asset_class, code, source, source_code, geometry, district_id, extra
                            {"".join(f", {target.name}" for target in common)})
SELECT v.asset_id, %(asset_class)s, c.code, coalesce(r.source, %(source)s), r.source_code, r.geometry, d.district_id, p.extra
       {"".join(f", {_or_default(target)}" for target in common)}
  {new}
  JOIN {tables["rows"]} r USING (rid)
  JOIN {tables["codes"]} c USING (rid)
  LEFT JOIN {tables["districts"]} d USING (rid)
 {where}
 ORDER BY v.rid""",
        {"asset_class": asset_class, "source": plan.delivery.source},
    )
    ends_columns = ", start_node_id, end_node_id" if asset_class == "pipe" else ""
    ends_values = ", e.start_node_id, e.end_node_id" if asset_class == "pipe" else ""
    ends_join = f"LEFT JOIN {tables['ends']} e USING (rid)" if asset_class == "pipe" else ""
    others = "".join(f", {_or_default(target)}" for target in own)
    cursor.execute(f"""
INSERT INTO {verdicts.table_of(asset_class)} (asset_ptr_id{ends_columns}{"".join(f", {target.name}" for target in own)})
SELECT v.asset_id{ends_values}{others}
  {new}
  {ends_join}
 {where}
 ORDER BY v.rid""")


def _or_default(target: Target) -> str:
    """SQL of a new asset's field: the file's value, else the model's default where it may not be null."""
    if target.field.null:
        return f"p.{target.staged}"
    default = target.field.get_default()
    literal = {list: "'{}'", bool: str(default).lower(), int: str(default)}.get(
        type(default), quoted(str(default or ""))
    )
    return f"coalesce(p.{target.staged}, {literal})"


def _update(plan: ImportPlan, asset_class: str, cursor) -> None:
    """Known assets: only the fields that the file brings, only where they differ."""
    brought = plan.brought(asset_class)
    changed = f"""
  FROM {plan.tables["verdicts"]} v
  JOIN {plan.tables["rows"]} r USING (rid)
  JOIN {plan.tables.proposed(asset_class)} p USING (rid)
  LEFT JOIN {plan.tables["districts"]} d USING (rid)
 WHERE v.verdict = 'updated' AND v.asset_class = '{asset_class}' AND asset.id = v.asset_id"""
    common = [target for target in brought if not target.own]
    sets = [f"{target.name} = coalesce(p.{target.staged}, asset.{target.name})" for target in common]
    sets.append(f"geometry = CASE WHEN {verdicts.MOVED} THEN r.geometry ELSE asset.geometry END")
    sets.append(f"district_id = CASE WHEN {verdicts.MOVED} THEN d.district_id ELSE asset.district_id END")
    sets.append(f"extra = {verdicts.new_extra(plan, asset_class)}")
    names = {target.name for target in common}
    if "condition" in names and "condition_reason" not in names:
        regraded = "p.f_condition IS NOT NULL AND p.f_condition IS DISTINCT FROM asset.condition"
        sets.append(
            f"condition_reason = CASE WHEN {regraded} THEN 'resurveyed' ELSE asset.condition_reason END"
        )
        if not any(target.name == "condition_assessed_on" for target in common):
            sets.append(
                f"condition_assessed_on = CASE WHEN {regraded} THEN current_date ELSE asset.condition_assessed_on END"
            )
    compared = verdicts.comparison(plan, asset_class)
    parent = [compared[target.name] for target in common] + [compared["geometry"], compared["extra"]]
    cursor.execute(f"UPDATE registry_asset asset SET {', '.join(sets)} {changed} AND ({' OR '.join(parent)})")

    own = [target for target in brought if target.own]
    sets = [f"{target.name} = coalesce(p.{target.staged}, own.{target.name})" for target in own]
    different = [compared[target.name] for target in own]
    ends_join = ""
    if asset_class == "pipe":
        sets += [f"{end}_node_id = coalesce(e.{end}_node_id, own.{end}_node_id)" for end in ("start", "end")]
        different += [compared["start_node"], compared["end_node"]]
        ends_join = f"LEFT JOIN {plan.tables['ends']} e USING (rid)"
    if sets:
        cursor.execute(f"""
UPDATE {verdicts.table_of(asset_class)} own SET {", ".join(sets)}
  FROM {plan.tables["verdicts"]} v
  JOIN {plan.tables.proposed(asset_class)} p USING (rid)
  {ends_join}
 WHERE v.verdict = 'updated' AND v.asset_class = '{asset_class}' AND own.asset_ptr_id = v.asset_id
   AND ({" OR ".join(different)})""")
