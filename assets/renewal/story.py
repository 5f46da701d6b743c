"""The asset's page tells its risk of renewal and why."""

from assets.registry.sections import Section, add_section
from assets.renewal.explanation import explain
from assets.renewal.models import Assessment, Risk


def risk_section(asset, user) -> dict | None:
    """The asset's risk with its reasons; None where it was not assessed."""
    risk = Risk.objects.filter(pk=asset.pk).first()
    if risk is None:
        return None
    return {"scored": risk, "why": explain(risk), "assessed": Assessment.objects.first()}


def tell() -> None:
    """Add the part to the asset page."""
    add_section(Section("renewal", "renewal/section_risk.html", risk_section, position=60))
