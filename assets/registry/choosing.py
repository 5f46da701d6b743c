"""What the filter of the asset table offers, with what was chosen marked."""

from dataclasses import dataclass

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from assets.registry.choices import domain_choices
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.filters import UNKNOWN
from assets.registry.models import Asset, District
from assets.registry.scope import visible_districts

# Communities are found by the district pages: a thousand lines are no choice.
LEVELS_OFFERED = (District.Level.CITY, District.Level.DISTRICT, District.Level.STREET_TOWN)
STANDING = ",".join(value for value in Asset.Status.values if value != Asset.Status.REMOVED)


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    chosen: bool


def filter_choices(user, given: dict[str, str]) -> dict[str, list[Choice]]:
    """The lists of the filter form by parameter; a combination that came by a link is offered too."""
    return {
        "asset_class": _choices(
            [(entry.name, force_str(entry.label_plural)) for entry in CATALOGUE.values()],
            given.get("asset_class"),
        ),
        "district": _choices(districts(user), given.get("district")),
        "condition": _choices(
            [
                ("4,5", _("Poor or very poor")),
                *((str(grade), f"{grade} {label}") for grade, label in CONDITION_LABELS.items()),
                (UNKNOWN, _("unknown")),
            ],
            given.get("condition"),
        ),
        "status": _choices(
            [
                (STANDING, _("All but removed")),
                *((value, force_str(label)) for value, label in Asset.Status.choices),
            ],
            given.get("status"),
        ),
        "material": _choices(
            [(value, force_str(label)) for value, label in domain_choices("pipe_material")],
            given.get("material"),
        ),
        "overdue": _choices([("yes", _("yes")), ("no", _("no"))], given.get("overdue")),
    }


def districts(user) -> list[tuple[str, str]]:
    """The districts the user may open down to streets and towns, moved in by their depth."""
    found = visible_districts(user).filter(level__in=LEVELS_OFFERED).order_by("tree_path")
    return [
        (unit.code, "\N{IDEOGRAPHIC SPACE}" * unit.tree_path.count("/") + unit.label)
        for unit in found.only("code", "name", "name_en", "tree_path")
    ]


def _choices(offered: list[tuple[str, str]], chosen: str | None) -> list[Choice]:
    known = dict(offered)
    if chosen and chosen not in known:
        words = [word.strip() for word in chosen.split(",")]
        offered = [*offered, (chosen, " + ".join(known.get(word, word) for word in words))]
    return [Choice(value, label, value == chosen) for value, label in offered]
