"""The words that a text of a delivery may mean: a field's domain, with labels in the reader's language."""

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from assets.intake import targets
from assets.intake.plan import ATTACHMENT
from assets.intake.targets import Target
from assets.registry.choices import domain_choices
from assets.registry.classes import CATALOGUE
from assets.standards.survey_points import ATTACHMENT_MEANINGS

# Kinds of fields whose texts a person can say the meaning of.
MAPPABLE = {"choice", "list", "yes_no"}


def is_mappable(target: Target) -> bool:
    """Whether the texts of a field are words of a list: those can be told one by one."""
    return target.kind in MAPPABLE or target.name in ("condition", "flow_against")


def words(field: str, classes: list[str]) -> dict[str, str]:
    """Word to label of what texts of `field` may mean, in the classes of a layer; empty where it is no such field."""
    if field == ATTACHMENT:
        return _attachments()
    found: dict[str, str] = {}
    for asset_class in classes:
        if (target := targets.of_class(asset_class).get(field)) and is_mappable(target):
            found |= _of_target(target, asset_class)
    return found


def all_words(field: str) -> set[str]:
    """Every word that `field` may mean in any class."""
    return set(words(field, list(CATALOGUE)))


def _of_target(target: Target, asset_class: str) -> dict[str, str]:
    if target.kind == "yes_no":
        return {"true": _("yes"), "false": _("no")}
    if target.kind == "list":
        return {word: force_str(label) for word, label in domain_choices("waste_kind")}
    choices = CATALOGUE[asset_class].model._meta.get_field(target.name).flatchoices
    return {str(word): force_str(label) for word, label in choices if word not in (None, "")}


def _attachments() -> dict[str, str]:
    """Class, or class and kind, of what stands at a survey's point."""
    found = {"junction": force_str(CATALOGUE["junction"].label)}
    for asset_class, kind, _names in ATTACHMENT_MEANINGS:
        label = force_str(CATALOGUE[asset_class].label)
        found.setdefault(asset_class, label)
        if kind:
            kinds = dict(CATALOGUE[asset_class].model._meta.get_field("kind").flatchoices)
            found[f"{asset_class}:{kind}"] = f"{label} · {force_str(kinds.get(kind, kind))}"
    return found
