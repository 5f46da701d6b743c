"""Why an asset's risk is what it is: each part with its value, its score and its weight, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.standards import renewal


@dataclass(frozen=True)
class Part:
    """One reason: what is known, as a sentence, its score 1 to 5, and its weight in the mean (None: of the likelihood)."""

    sentence: str
    score: float
    weight: float | None = None


@dataclass(frozen=True)
class Explanation:
    """The reasons of an asset's likelihood and consequence."""

    likelihood: list[Part]
    consequence: list[Part]


def explain(scored) -> Explanation:
    """The explanation of a row of Risk or PlanItem, by the same tables that the database reckoned with."""
    return Explanation(_likelihood(scored), _consequence(scored))


def _likelihood(scored) -> list[Part]:
    parts = []
    if scored.condition is not None:
        label = CONDITION_LABELS[scored.condition]
        parts.append(
            Part(
                _("Condition %(grade)d (%(label)s)") % {"grade": scored.condition, "label": label},
                scored.condition,
            )
        )
    if scored.age_years is not None:
        told = {"age": f"{scored.age_years:.0f}", "life": scored.life_years}
        score = renewal.on_curve(scored.age_years / scored.life_years)
        parts.append(Part(_("%(age)s years old, %(life)s years expected") % told, score))
    if not parts:
        parts.append(
            Part(_("Neither condition nor age is known: taken for the middle"), renewal.UNKNOWN_LIKELIHOOD)
        )
    return parts


def scores_of(scored) -> dict[str, float | None]:
    """The scores of the consequence, None for what is not known."""
    road = next((one for one in renewal.ROAD_CLASSES if one.name == scored.road_class), None)
    return {
        "size": None if scored.size_mm is None else renewal.step_of(renewal.SIZE_STEPS_MM, scored.size_mm),
        "drained": None
        if scored.drained_m is None
        else renewal.step_of(renewal.DRAINED_STEPS_M, scored.drained_m),
        "road": road.score if road else None,
        "kind": renewal.KIND_SCORES.get(scored.asset_class),
    }


def _consequence(scored) -> list[Part]:
    scores = scores_of(scored)
    road = next((one.label for one in renewal.ROAD_CLASSES if one.name == scored.road_class), None)
    sentences = {
        "size": _("Pipe of DN%(size)s")
        if scored.asset_class == "pipe"
        else _("Largest pipe here DN%(size)s"),
        "drained": _("%(drained)s km of pipe drain through it"),
        "road": _("Under a road of the class %(road)s"),
        "kind": _("Kind of facility: %(kind)s"),
    }
    told = {
        "size": scored.size_mm,
        "drained": f"{(scored.drained_m or 0) / 1000:,.1f}",
        "road": road.in_language(get_language() or "en") if road else "",
        "kind": CATALOGUE[scored.asset_class].label,
    }
    parts = [
        Part(sentences[name] % told, score, renewal.WEIGHTS[name])
        for name, score in scores.items()
        if score is not None
    ]
    return parts or [Part(_("Nothing is known of what depends on it"), 1.0)]
