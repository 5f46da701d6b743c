"""The trade's value domains as Django choices, labelled in the reader's language."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from assets.standards import value_domains


def _label(zh: str, en: str) -> str:
    return zh if (get_language() or "en").startswith("zh") else en


label = lazy(_label, str)


def domain_choices(domain: str) -> list[tuple[str, str]]:
    """
    The choices of a value domain of `standards.value_domains`, e.g. `pipe_material`.

    A model field takes `functools.partial(domain_choices, "pipe_material")`, so that a corrected label is no migration.
    Raises KeyError for an unknown domain.
    """
    return [(value.value, label(value.zh, value.en)) for value in value_domains.DOMAINS[domain]]
