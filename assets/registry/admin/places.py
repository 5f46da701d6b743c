"""Districts in the administration."""

from django.apps import apps
from django.contrib import admin
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from assets.registry.admin.gates import Gate
from assets.registry.admin.guarded import Guarded
from assets.registry.admin.maps import MapAdmin, UntouchedPlace
from assets.registry.models import District
from assets.registry.wording import label_of, text_of

HISTORY_SHOWN = 100
NOT_COMPARED = {"id", "boundary"}


@admin.register(District)
class DistrictAdmin(Guarded, MapAdmin, Gate):
    """The tree of districts; where a boundary changes, its assets follow."""

    form = UntouchedPlace
    tools = ("polygon",)
    list_display = ("code", "name", "name_en", "level", "parent", "accuracy")
    list_filter = ("level", "accuracy")
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "name", "name_en")
    autocomplete_fields = ("parent", "replaced_by")
    readonly_fields = ("tree_path",)
    ordering = ("tree_path",)
    fieldsets = (
        (None, {"fields": ("code", ("name", "name_en"), "level", "parent", "tree_path")}),
        (_("Boundary"), {"fields": ("boundary", "accuracy")}),
        (_("Validity"), {"fields": (("valid_from", "valid_to"), "replaced_by")}),
    )

    def history_view(self, request, object_id, extra_context=None):
        """What was changed of the district, by whom, through what."""
        district = get_object_or_404(District, pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "object": district,
            "history": district_history(district),
        }
        return render(request, "registry/admin_history.html", context)

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()


def district_history(district: District) -> list[dict]:
    """The newest HISTORY_SHOWN events of a district as lines of the history, each with what it changed."""
    model = apps.get_model("registry", "DistrictEvent")
    found = list(
        model.objects.filter(pgh_obj_id=district.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: HISTORY_SHOWN + 1]
    )
    people = people_of(found)
    lines = []
    for event, earlier in zip(found, [*found[1:], None], strict=True):
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        lines.append(
            {
                "when": event.pgh_created_at,
                "kind": event.pgh_label,
                "title": TITLES[event.pgh_label],
                "who": people.get(metadata.get("user"), ""),
                "changes": changes(event, earlier) if event.pgh_label == "update" and earlier else [],
                "detail": {},
                "url": "",
            }
        )
    return lines[:HISTORY_SHOWN]


TITLES = {"insert": _("Recorded"), "update": _("Changed"), "delete": _("Deleted")}


def people_of(events) -> dict:
    """Names of the people who acted, by id, in one query."""
    from assets.registry.models import User

    ids = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    return {
        person.pk: person.get_full_name() or person.username
        for person in User.objects.filter(pk__in=ids - {None})
    }


def changes(event, earlier) -> list[dict]:
    """The fields in which an event differs from the one before it."""
    found = []
    for field in District._meta.local_fields:
        if field.name == "boundary" and event.boundary != earlier.boundary:
            found.append(
                {
                    "field": "boundary",
                    "label": label_of(field),
                    "before_text": "",
                    "after_text": _("drawn anew"),
                }
            )
        if field.name in NOT_COMPARED or not hasattr(event, field.attname):
            continue
        pair = [getattr(earlier, field.attname), getattr(event, field.attname)]
        if pair[0] != pair[1]:
            before, after = (
                str(value or "") if field.is_relation else text_of(field, value) for value in pair
            )
            found.append(
                {"field": field.name, "label": label_of(field), "before_text": before, "after_text": after}
            )
    return found
