"""
The trade's value domains: what a field may hold, in both languages, and the words surveys use for it.

The tables stand in `domains_*.py` and `survey_points.py`, each with its sources; a city with the printed standard
corrects a line there. A value once stored must stay: change labels and synonyms freely, never a value.
"""

from assets.standards.domain_values import Domain, Value, index, normalise
from assets.standards.domains_drainage import DRAINAGE
from assets.standards.domains_green_and_waste import GREEN_AND_WASTE
from assets.standards.domains_records import RECORDS
from assets.standards.domains_structures import STRUCTURES
from assets.standards.survey_points import ATTACHMENTS, FEATURES, recognise_attachment

__all__ = [
    "ATTACHMENTS",
    "DOMAINS",
    "Domain",
    "Value",
    "normalise",
    "recognise",
    "recognise_attachment",
    "value",
]

DOMAINS: dict[str, Domain] = {**DRAINAGE, **STRUCTURES, **GREEN_AND_WASTE, **RECORDS, "feature": FEATURES}

_WORDS = {name: index(values) for name, values in DOMAINS.items()}


def recognise(domain: str, text: str) -> str | None:
    """
    The domain's value that `text` means (砼, 混凝土, HNT and concrete are one), or None where it is not known.

    Raises KeyError for an unknown domain.

    >>> recognise("pipe_material", " 钢筋砼 ")
    'reinforced_concrete'
    """
    return _WORDS[domain].get(normalise(text))


def value(domain: str, stored: str) -> Value:
    """
    A domain's entry for a stored value, for its labels. Raises KeyError for an unknown domain or value.

    >>> value("pipe_material", "clay").zh
    '陶土'
    """
    for entry in DOMAINS[domain]:
        if entry.value == stored:
            return entry
    raise KeyError(f"{domain}: {stored}")
