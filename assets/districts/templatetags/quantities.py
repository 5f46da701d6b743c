"""Numbers with their units as people of the page's language write them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

NOTHING = "–"
YUAN_PER_WAN = 10_000


@register.filter
def quantity(value: float | None, decimals: int = 0) -> str:
    """
    A number grouped by thousands; a dash for None.

    >>> quantity(12345.678, 1)
    '12,345.7'
    """
    return NOTHING if value is None else f"{value:,.{int(decimals)}f}"


@register.filter
def kilometres(length_m: float | None) -> str:
    """A length given in metres, in kilometres."""
    return NOTHING if not length_m else _("%s km") % f"{length_m / 1000:,.1f}"


@register.filter
def hectares(area_m2: float | None) -> str:
    """An area given in square metres, in hectares."""
    return NOTHING if not area_m2 else _("%s ha") % f"{area_m2 / 10_000:,.1f}"


@register.filter
def yuan(value: Decimal | float | None) -> str:
    """Money: in Chinese by the ten thousand from there on, in English in full."""
    if value is None:
        return NOTHING
    if (get_language() or "").startswith("zh"):
        if value >= YUAN_PER_WAN:
            return f"{float(value) / YUAN_PER_WAN:,.1f} 万元"
        return f"{float(value):,.0f} 元"
    return f"¥{float(value):,.0f}"


def related(write: Callable[[Any], str], value: float) -> str:
    """
    A figure per km, per km2 or per head, which may be small: with as many places as make it tell something.

    >>> related(quantity, 0.034567)
    '0.035'
    """
    if write is quantity:
        return few_places(value)
    if write is kilometres:
        return _("%s km") % few_places(value / 1000)
    if write is hectares:
        return _("%s ha") % few_places(value / 10_000)
    return write(value)


def few_places(value: float) -> str:
    """
    A number of zero or more with two to three places that count.

    >>> [few_places(value) for value in (0, 0.00001, 0.5, 34.56, 1234.5)]
    ['0', '<0.001', '0.5', '34.6', '1,234']
    """
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2g}" if value >= 0.001 else "<0.001"


@register.filter
def percent(value: float | None) -> str:
    """A share in per cent; a dash for None."""
    return NOTHING if value is None else f"{value:,.1f}%"
