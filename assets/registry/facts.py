"""What an asset's page shows: its fields in groups, each with label, unit and value as people read them."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Pipe
from assets.registry.scope import visible_assets
from assets.registry.wording import label_of, text_of

IDENTITY = ("code", "name", "source", "source_code")
PLACE = ("road", "address")
CARE = ("installed_on", "installed_precision", "owner", "maintainer", "note")
MEASURES = ("length_m", "area_m2")
JOINED_PIPES_SHOWN = 30


@dataclass(frozen=True)
class Fact:
    """One line: label, value in words (empty where unknown), and where it leads."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Facts under one heading."""

    title: str
    facts: list[Fact]


def groups(asset: Asset, *, with_empty: bool = False) -> list[Group]:
    """
    The facts of an asset (its class's model) in groups; groups of which nothing is known are left out.

    Empty fields only `with_empty`: what is not known takes no room unless asked for.
    """
    entry = CATALOGUE[asset.asset_class]
    found = [
        Group(_("Identity"), [*_facts(asset, IDENTITY), Fact(_("Class"), str(entry.label))]),
        Group(_("Technical data"), _technical(asset)),
        Group(_("Place"), [_district(asset), *_facts(asset, PLACE)]),
        Group(_("Installation and care"), _facts(asset, CARE)),
        Group(_("Further columns of the source"), _extra(asset)),
    ]
    if not with_empty:
        found = [Group(group.title, [fact for fact in group.facts if fact.value]) for group in found]
    return [group for group in found if group.facts]


def card_facts(asset: Asset) -> list[Fact]:
    """The few facts that the map's card shows first: the class's card fields, then size, owner and road."""
    entry = CATALOGUE[asset.asset_class]
    names = (*entry.card_fields, *([entry.measure] if entry.measure else []), "installed_on", "owner", "road")
    facts = [fact for fact in _facts(asset, names) if fact.value]
    return [*facts, _district(asset)] if asset.district else facts


def joined_pipes(user, asset: Asset) -> tuple[list[Pipe], bool]:
    """Pipes that end at this node as far as the user may see them, and whether there are more than are shown."""
    if not CATALOGUE[asset.asset_class].is_node:
        return [], False
    pipes = visible_assets(user, Pipe.objects.filter(Q(start_node=asset.pk) | Q(end_node=asset.pk)))
    found = list(pipes.order_by("code")[: JOINED_PIPES_SHOWN + 1])
    return found[:JOINED_PIPES_SHOWN], len(found) > JOINED_PIPES_SHOWN


def _facts(asset: Asset, names) -> list[Fact]:
    return [_fact(asset, asset._meta.get_field(name)) for name in names]


def _fact(asset: Asset, field) -> Fact:
    value = getattr(asset, field.name)
    if isinstance(value, Asset):
        return Fact(label_of(field), str(value), value.get_absolute_url())
    if field.name in MEASURES:
        return Fact(measure_label(field.name), text_of(field, value) if value else "")
    return Fact(label_of(field), text_of(field, value))


def measure_label(name: str) -> str:
    """The label of a generated measure with its unit."""
    return {"length_m": _("Length (m)"), "area_m2": _("Area (m²)")}[name]


def _technical(asset: Asset) -> list[Fact]:
    entry = CATALOGUE[asset.asset_class]
    own = [_fact(asset, field) for field in entry.own_fields]
    if asset.dimension == 1:
        return [*own, *_facts(asset, ["length_m"])]
    return [*own, *_facts(asset, ["area_m2"])] if asset.dimension == 2 else own


def _district(asset: Asset) -> Fact:
    if asset.district is None:
        return Fact(_("District"), _("outside every district"))
    return Fact(_("District"), asset.district.label, reverse("district-detail", args=[asset.district.code]))


def _extra(asset: Asset) -> list[Fact]:
    return [Fact(str(name), "" if value is None else str(value)) for name, value in asset.extra.items()]
