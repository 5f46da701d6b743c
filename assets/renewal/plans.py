"""Named plans: a ranking as far as a budget reaches, kept as it was, listed and taken away within the reader's scope."""

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Conflict, DomainError, NotAllowed, NotFound
from assets.registry.models import Role
from assets.registry.rights import Right, require
from assets.registry.scope import Scope, scope_of
from assets.renewal.budget import KEEP_ITEMS, RANKED, line_of
from assets.renewal.models import Assessment, Plan, PlanItem
from assets.renewal.selection import Selection


class NothingAssessed(DomainError):
    """No assessment was made yet."""

    code = "nothing_assessed"
    status = 409
    message = _("The risk has not been assessed yet: choose “Assess now” first.")


class NothingInThePlan(DomainError):
    """The budget does not reach the first asset."""

    code = "nothing_in_the_plan"
    message = _(
        "With this budget and these filters nothing is renewed: raise the budget or widen the filters."
    )


def newest_assessment() -> Assessment:
    """The assessment that the ranking shows. Raises NothingAssessed."""
    found = Assessment.objects.first()
    if found is None:
        raise NothingAssessed
    return found


def save(name: str, note: str, selection: Selection, user) -> Plan:
    """
    Keep what the selection's budget renews as a plan.

    Raises NotAllowed (the right, or a district that is not the user's), NothingAssessed, NothingInThePlan, Conflict
    where the name is taken.
    """
    require(user, Right.PLAN_RENEWAL, selection.district)
    with transaction.atomic():
        # An assessment made meanwhile would change the ranking between the line and its items.
        assessed = Assessment.objects.select_for_update(of=("self",)).first()
        if assessed is None:
            raise NothingAssessed
        line = line_of(selection)
        if not line.assets:
            raise NothingInThePlan
        try:
            with transaction.atomic():
                plan = Plan.objects.create(
                    name=name,
                    note=note,
                    made_by=user,
                    assessed_at=assessed.made_at,
                    asset_classes=list(selection.classes or ()),
                    conditions=list(selection.conditions or ()),
                    district=selection.district,
                    budget_yuan=selection.budget_yuan,
                    cost_percent=selection.cost_percent,
                    before=line.before,
                    after=line.after,
                )
        except IntegrityError as error:
            raise Conflict(_("There is a plan of this name already: choose another.")) from error
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {RANKED} {KEEP_ITEMS}",
                {**selection.parameters(), "most": line.assets, "plan": plan.pk},
            )
    plan.refresh_from_db()
    return plan


def delete(plan: Plan, user) -> None:
    """Delete a plan: its maker's own right, and the administrator's. Raises NotAllowed."""
    require(user, Right.PLAN_RENEWAL)
    if plan.made_by_id != user.pk and user.role != Role.ADMINISTRATOR:
        raise NotAllowed
    plan.delete()


def visible_items(user, plan: Plan) -> QuerySet[PlanItem]:
    """The plan's items that lie where the user may see, in their order."""
    return _within(plan.items.order_by("rank"), scope_of(user))


def _within(items: QuerySet[PlanItem], scope: Scope) -> QuerySet[PlanItem]:
    if scope.classes is not None:
        items = items.filter(asset_class__in=scope.classes)
    if scope.district_ids is not None:
        items = items.filter(district_id__in=scope.district_ids)
    return items


def plan_of(user, pk: int) -> Plan:
    """A plan of which the user may see at least one item, or that they made. Raises NotFound."""
    plan = Plan.objects.select_related("made_by", "district").filter(pk=pk).first()
    if plan is None or not (plan.made_by_id == user.pk or visible_items(user, plan).exists()):
        raise NotFound
    return plan


def listed(user) -> list[dict]:
    """The plans of which the user sees anything, newest first: the plan, its assets and cost as far as they are visible."""
    sums = {
        row["plan"]: row
        for row in _within(PlanItem.objects.order_by(), scope_of(user))
        .values("plan")
        .annotate(assets=Count("*"), cost_yuan=Sum("cost_yuan"))
    }
    plans = Plan.objects.select_related("made_by", "district").filter(pk__in=sums)
    return [{**sums[plan.pk], "plan": plan} for plan in plans]


def totals(items: QuerySet[PlanItem]) -> dict:
    """assets, cost_yuan, length_m, area_m2 of the items."""
    found = items.order_by().aggregate(
        assets=Count("*"), cost_yuan=Sum("cost_yuan"), length_m=Sum("length_m"), area_m2=Sum("area_m2")
    )
    return {name: value or 0 for name, value in found.items()}
