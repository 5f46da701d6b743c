"""What each column may be, from its name: standards.column_names asked for every class the layer may become."""

from dataclasses import dataclass

from assets.intake import targets
from assets.intake.plan import ROLES, LayerPlan
from assets.intake.understanding import own_exports
from assets.standards import column_names


@dataclass(frozen=True)
class Proposal:
    """
    A column (its number from 1) and a field it may fill; how sure (0 to 1), and by what: "asked" (by the user),
    "template", "values", or as column_names says (name, mojibake, cut, numbered). fits: which share of the column's
    values the field understands, None where that was not asked.
    """

    column: int
    field: str
    confidence: float
    by: str
    fits: float | None = None


def proposals(layer: LayerPlan) -> list[Proposal]:
    """
    Every proposal for a layer, the surest first. One column may fill fields of different classes (a bottom level is
    a manhole's bottom and an outfall's invert). What may equally be two fields of one class is not proposed, but
    noted in the layer's `ambiguous`: nobody guesses.
    """
    if own_exports.is_one(layer):
        return [Proposal(number, field, 1.0, "name") for number, field in own_exports.fields(layer).items()]
    names = [column["name"] for column in layer.columns]
    found: dict[tuple[int, str], Proposal] = {}
    ambiguous: dict[str, list[str]] = {}
    for asset_class in layer.classes:
        known = set(ROLES) | set(targets.of_class(asset_class))
        for name, candidates in column_names.propose(names, asset_class).items():
            fitting = [candidate for candidate in candidates if candidate.field in known]
            if not fitting:
                continue
            best = fitting[0]
            if len(fitting) > 1 and fitting[1].confidence == best.confidence:
                ambiguous[name] = [candidate.field for candidate in fitting]
                continue
            number = names.index(name) + 1
            proposal = Proposal(number, best.field, best.confidence, best.why)
            if (number, best.field) not in found or found[number, best.field].confidence < best.confidence:
                found[number, best.field] = proposal
    layer.layer["ambiguous"] = ambiguous
    return sorted(found.values(), key=lambda proposal: (-proposal.confidence, proposal.column))
