"""The database's own history of a record on Django's history page, instead of what the administration alone noted."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from assets.registry.admin.gates import Gate
from assets.registry.models import User

EVENTS_PER_PAGE = 100
NOT_SHOWN = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "id"}


@dataclass(frozen=True)
class Change:
    """One line of the history page, with the names Django's template asks for."""

    action_time: datetime
    user: User | None
    message: str

    def get_change_message(self) -> str:
        """What changed."""
        return self.message


class HistoryAdmin(Gate):
    """An administration whose history page shows every change, whoever made it and through whichever door."""

    def history_view(self, request, object_id, extra_context=None):
        page = Paginator(self.changes(object_id), EVENTS_PER_PAGE).get_page(request.GET.get("p"))
        context = {"action_list": page, "page_range": page.paginator.page_range, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def changes(self, object_id) -> list[Change]:
        """The record's events, newest first, each with the columns that differ from the one before."""
        model = apps.get_model(self.opts.app_label, f"{self.model.__name__}Event")
        events = list(
            model.objects.filter(pgh_obj_id=object_id).select_related("pgh_context").order_by("pgh_id")
        )
        names = [field.attname for field in model._meta.fields if field.name not in NOT_SHOWN]
        people = User.objects.in_bulk(
            {event.pgh_context.metadata.get("user") for event in events if event.pgh_context} - {None}
        )
        changes = []
        for before, event in zip([None, *events], events, strict=False):
            said = event.pgh_context.metadata if event.pgh_context else {}
            changes.append(
                Change(
                    action_time=event.pgh_created_at,
                    user=people.get(said.get("user")),
                    message=_message(event, before, names),
                )
            )
        return changes[::-1]


def _message(event, before, names: list[str]) -> str:
    if before is None or event.pgh_label == "insert":
        return _("Recorded.")
    if event.pgh_label == "delete":
        return _("Deleted.")
    differing = [
        f"{name}: {getattr(before, name)} → {getattr(event, name)}"
        for name in names
        if getattr(before, name) != getattr(event, name)
    ]
    return "; ".join(differing)
