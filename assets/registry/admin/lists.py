"""Changesets to look at, and the component classes that codes are taken from."""

from django.contrib import admin

from assets.registry.admin.gates import Gate, ReadOnly
from assets.registry.admin.guarded import Guarded
from assets.registry.models import Changeset, CodeSerial, ComponentClass
from assets.registry.rights import Right


@admin.register(Changeset)
class ChangesetAdmin(ReadOnly):
    """What was proposed, applied, taken back; changed only by the rooms that do so."""

    right = Right.IMPORT
    list_display = ("id", "kind", "title", "state", "proposed_by", "proposed_at", "applied_by", "applied_at")
    list_filter = ("kind", "state")
    list_select_related = ("proposed_by", "applied_by")
    search_fields = ("title",)
    date_hierarchy = "proposed_at"


@admin.register(ComponentClass)
class ComponentClassAdmin(Guarded, Gate):
    """Which component classes the codes of an asset class are taken from (GB/T 30428.2)."""

    list_display = ("component_class", "name", "asset_class", "position", "is_extension")
    list_filter = ("asset_class", "is_extension")
    search_fields = ("component_class", "name")


@admin.register(CodeSerial)
class CodeSerialAdmin(ReadOnly):
    """The last serial given out in each county and component class."""

    list_display = ("county", "component_class", "last_serial")
    search_fields = ("county", "component_class")
