"""Field names and values as people read them: the label in their language, the choice's word, the unit."""

from collections.abc import Iterable

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import dateparse, formats, timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE
from assets.registry.history import Entry
from assets.registry.models import District


def field_of(asset_class: str, name: str) -> models.Field:
    """The model field of that name. Raises FieldDoesNotExist."""
    return CATALOGUE[asset_class].model._meta.get_field(name)


def label_of(field: models.Field) -> str:
    """The field's name in the reader's language."""
    text = force_str(field.verbose_name)
    return text[:1].upper() + text[1:]


def text_of(field: models.Field, value) -> str:
    """A value of `field` as people read it; empty where unknown. Related things come as codes or objects."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if field.choices:
        return force_str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = dateparse.parse_datetime(value) if isinstance(value, str) else value
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    if isinstance(field, models.FloatField):
        return formats.number_format(
            float(f"{value:.6g}") if abs(value) < 1e6 else round(value), use_l10n=True
        )
    if isinstance(value, list):
        return _(", ").join(waste_kind(word) for word in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {inner}" for name, inner in value.items())
    return force_str(value)


def waste_kind(word: str) -> str:
    """The label of a kind of waste."""
    from assets.registry.choices import domain_choices

    return force_str(dict(domain_choices("waste_kind")).get(word, word))


def told(asset_class: str, entries: Iterable[Entry]) -> list[dict]:
    """Entries with their changes in words, for pages and the API: one query for the districts' names."""
    entries = list(entries)
    codes = {code for entry in entries for code in entry.changes.get("district", []) if code}
    names = {unit.code: unit.label for unit in District.objects.filter(code__in=codes)} if codes else {}
    return [
        {
            "when": entry.when,
            "kind": entry.kind,
            "title": entry.title,
            "who": entry.who,
            "changeset": entry.changeset,
            "changes": [change(asset_class, name, pair, names) for name, pair in entry.changes.items()],
            "detail": entry.detail,
            "url": entry.url,
        }
        for entry in entries
    ]


def change(asset_class: str, name: str, pair: list, district_names: dict[str, str]) -> dict:
    """One field's change: values as stored and as people read them."""
    try:
        field = field_of(asset_class, name)
    except FieldDoesNotExist:
        # A field of an earlier release: shown under the name it had.
        label, texts = name, ["" if value is None else force_str(value) for value in pair]
    else:
        label = label_of(field)
        if name == "district":
            texts = [district_names.get(code, code or "") for code in pair]
        else:
            texts = [text_of(field, value) for value in pair]
    return {
        "field": name,
        "label": label,
        "before": pair[0],
        "after": pair[1],
        "before_text": texts[0],
        "after_text": texts[1],
    }
