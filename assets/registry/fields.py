"""Model fields that the asset classes are written with."""

from functools import partial

from django.db import models

from assets.registry.choices import domain_choices


def choice(verbose_name, domain: str, **options) -> models.CharField:
    """A text field whose values come from the trade's domain `domain`; empty where unknown."""
    options = {"blank": True, "default": "", **options}
    return models.CharField(verbose_name, max_length=40, choices=partial(domain_choices, domain), **options)


def text(verbose_name, length: int = 200, **options) -> models.CharField:
    """A short text, empty where unknown."""
    return models.CharField(verbose_name, max_length=length, blank=True, default="", **options)


def number(verbose_name, **options) -> models.FloatField:
    """A measurement in the unit its name ends with, null where unknown."""
    return models.FloatField(verbose_name, null=True, blank=True, **options)


def whole(verbose_name, **options) -> models.IntegerField:
    """A count or a size in whole units, null where unknown."""
    return models.IntegerField(verbose_name, null=True, blank=True, **options)


def yes_no(verbose_name, **options) -> models.BooleanField:
    """Yes, no, or null where unknown."""
    return models.BooleanField(verbose_name, null=True, blank=True, **options)
