"""What each column may be, from its name: standards.column_names asked for every class the layer may become."""

from dataclasses import dataclass

from assets.intake.plan import LayerPlan
from assets.standards import column_names


@dataclass(frozen=True)
class Proposal:
    """A column's field, how sure (0 to 1), and by what: "name" or "asked" (by the user)."""

    field: str
    confidence: float
    by: str = "name"


def proposals(layer: LayerPlan) -> dict[int, Proposal]:
    """Number of each column that means something to its surest field."""
    names = [column["name"] for column in layer.columns]
    found: dict[int, Proposal] = {}
    for asset_class in layer.classes:
        for name, candidates in column_names.propose(names, asset_class).items():
            if len(candidates) > 1:
                continue  # ambiguous: not guessed, the user is asked
            proposed = candidates[0]
            number = names.index(name) + 1
            if number not in found or proposed.confidence > found[number].confidence:
                found[number] = Proposal(proposed.field, proposed.confidence)
    return found
