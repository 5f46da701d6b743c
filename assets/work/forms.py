"""Forms of the work pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assets.registry import rights
from assets.registry.classes import class_choices
from assets.registry.models import Asset, Role, User
from assets.registry.rights import Right
from assets.registry.scope import visible_districts
from assets.work.models import WorkOrder
from assets.work.orders import Step


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **options) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, **options) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class FilterForm(forms.Form):
    """What the lists of this room are narrowed by; filters.parse reads the same words."""

    state = forms.ChoiceField(label=_("State"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    asset_class = forms.ChoiceField(label=_("Class"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    since = forms.CharField(label=_("From"), required=False, widget=DayInput())
    until = forms.CharField(label=_("To"), required=False, widget=DayInput())
    asset = forms.CharField(label=_("Asset"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    open_on = forms.CharField(label=_("Open at the end of"), required=False, widget=DayInput())

    def __init__(self, user, data, kinds: list[tuple], without: tuple[str, ...] = ()) -> None:
        super().__init__(data)
        everything = ("", _("All"))
        states = [("open", _("All open work")), ("done,verified", _("All finished work"))]
        self._offer("state", [*states, everything, *WorkOrder.State.choices])
        districts = visible_districts(user).exclude(level="community").order_by("code")
        self._offer("district", [everything, *((unit.code, unit.label) for unit in districts)])
        self._offer("asset_class", [everything, *class_choices()])
        self._offer("kind", [everything, *kinds])
        for name in without:
            del self.fields[name]

    def _offer(self, name: str, choices: list[tuple]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        given = self.data.get(name, "")
        labels = {str(value): str(label) for value, label in choices}
        if given and given not in labels:  # several words that came by a link
            choices = [
                *choices,
                (given, " + ".join(labels.get(word.strip(), word) for word in given.split(","))),
            ]
        field.choices = choices


class AskForm(forms.ModelForm):
    """Ask for work on an asset."""

    asset = forms.CharField(label=_("Asset"), help_text=_("The asset's code, as on its plate or page."))

    class Meta:
        model = WorkOrder
        fields = ["kind", "title", "description", "priority", "due_on"]
        widgets = {"due_on": DayInput(), "description": forms.Textarea(attrs={"rows": 4})}

    field_order = ["asset"]

    def __init__(self, data=None, initial=None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class StepForm(forms.ModelForm):
    """What one step of an order takes; its fields are those of the step."""

    class Meta:
        model = WorkOrder
        fields = [
            "assigned_to",
            "crew",
            "planned_on",
            "due_on",
            "priority",
            "outcome",
            "cost_yuan",
            "resulting_condition",
            "started_at",
            "finished_at",
        ]
        widgets = {
            "planned_on": DayInput(),
            "due_on": DayInput(),
            "outcome": forms.Textarea(attrs={"rows": 3}),
            "started_at": MomentInput(),
            "finished_at": MomentInput(),
        }

    def __init__(self, step: Step, order: WorkOrder, data=None) -> None:
        super().__init__(data, instance=order, auto_id=f"{step.name}-%s", label_suffix="")
        self.step = step
        for name in list(self.fields):
            if name not in step.takes:
                del self.fields[name]
            else:
                self.fields[name].required = False
        if "assigned_to" in self.fields:
            people = self.fields["assigned_to"]
            assert isinstance(people, forms.ModelChoiceField)
            people.queryset = people_for(order.asset)
        if step.name in ("send_back", "cancel"):
            self.fields["outcome"].label = _("reason")
            self.initial["outcome"] = ""
        if step.name == "finish":
            for name in ("started_at", "finished_at"):
                self.fields[name].help_text = _("Left empty: now.") if name == "finished_at" else ""

    def _post_clean(self) -> None:
        """The verb judges and writes (orders.take_step); the form only reads."""


def people_for(asset: Asset):
    """Those who may record work on `asset`, as a queryset."""
    people = User.objects.filter(is_active=True, role__in=[Role.CREW, Role.ADMINISTRATOR]).prefetch_related(
        "districts"
    )
    return people.filter(
        pk__in=[person.pk for person in people if rights.may_with(person, Right.RECORD, asset)]
    ).order_by("username")
