"""The form of the renewal page: the filters, and the money."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.filters import UNKNOWN
from assets.registry.scope import visible_districts
from assets.renewal.assessment import CLASSES
from assets.renewal.selection import DEFAULT_BUDGET_WAN


class BudgetForm(forms.Form):
    """What the ranking is narrowed to and what may be spent; `selection.parse` judges the same words."""

    asset_class = forms.ChoiceField(label=_("Class"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    condition = forms.ChoiceField(label=_("Condition"), required=False)
    budget = forms.FloatField(
        label=_("Budget (10,000 yuan)"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "step": "any"}),
    )
    cost_percent = forms.IntegerField(
        label=_("Prices (per cent of the table)"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "max": 1000}),
    )

    def __init__(self, user, given: dict[str, str]) -> None:
        super().__init__({"budget": DEFAULT_BUDGET_WAN, "cost_percent": 100, **given})
        everything = ("", _("All"))
        self._offer("asset_class", [everything, *((name, CATALOGUE[name].label_plural) for name in CLASSES)])
        districts = visible_districts(user).exclude(level="community").order_by("code")
        self._offer("district", [everything, *((unit.code, unit.label) for unit in districts)])
        grades = [(str(grade), f"{grade} {label}") for grade, label in CONDITION_LABELS.items()]
        self._offer("condition", [everything, ("4,5", _("4 and 5: poor")), *grades, (UNKNOWN, _("unknown"))])

    def _offer(self, name: str, choices: list[tuple]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class PlanForm(forms.Form):
    """A plan's name and note."""

    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
