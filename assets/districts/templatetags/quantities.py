"""Numbers with their units as people of the page's language write them."""

from decimal import Decimal

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


@register.filter
def percent(value: float | None) -> str:
    """A share in per cent; a dash for None."""
    return NOTHING if value is None else f"{value:,.1f}%"
