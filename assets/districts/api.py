"""The API of district figures."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.districts.figures import GRADES, figures_of
from assets.districts.period import period_asked_for
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed, NotFound
from assets.registry.filters import as_of_moment, read
from assets.registry.models import District
from assets.registry.rights import Right
from assets.registry.scope import scope_of, visible_districts


def district_named(user, code: str) -> District:
    """The district of that code; NotFound where there is none that `user` may open."""
    district = visible_districts(user).filter(code=code).first()
    if district is None:
        raise NotFound
    return district


def moment_asked_for(text: str | None) -> datetime | None:
    """The moment of `as_of`; None for now, which is also what today means. Malformed for a day still to come."""
    as_of = as_of_moment(text)
    if as_of is None or as_of <= timezone.now():
        return as_of
    if timezone.localdate(as_of) > timezone.localdate():
        raise Malformed("as_of", _("a moment that is not in the future"))
    return None


class FiguresSerializer(serializers.Serializer):
    """Figures of a class or of all together."""

    count = serializers.IntegerField(help_text="Assets not removed.")
    length_m = serializers.FloatField()
    area_m2 = serializers.FloatField()
    condition = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"By grade: {', '.join(GRADES)}."
    )
    overdue_assets = serializers.IntegerField(
        help_text="Assets with a task of a maintenance plan past its day."
    )
    overdue_tasks = serializers.IntegerField()
    inspections = serializers.IntegerField(help_text="Made in the period.")
    inspections_planned = serializers.IntegerField(
        help_text="What the active plans for kinds of inspection ask for in the period, of the assets in service."
    )
    work_finished = serializers.IntegerField(help_text="Work orders finished in the period.")
    cost_yuan = serializers.FloatField(help_text="Cost of the work finished in the period.")
    open_work = serializers.IntegerField()
    overdue_work = serializers.IntegerField(help_text="Open work orders past their day.")


class ClassFiguresSerializer(FiguresSerializer):
    """Figures of a class."""

    asset_class = serializers.CharField()
    label = serializers.CharField()


class UnitSerializer(serializers.Serializer):
    """The unit the figures are of."""

    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.CharField()
    boundary_accuracy = serializers.CharField(
        help_text="Empty where there is no boundary; schematic is not legal."
    )


class SummarySerializer(serializers.Serializer):
    """The summary of a district with all below it."""

    district = UnitSerializer()
    as_of = serializers.DateTimeField()
    since = serializers.DateField()
    until = serializers.DateField()
    total = FiguresSerializer()
    classes = ClassFiguresSerializer(many=True)


class DistrictSummary(APIView):
    """Counts, lengths, areas, conditions, overdue, open work and cost of a district, by class."""

    rights = {"GET": Right.SEE}

    @extend_schema(
        operation_id="districts_summary",
        parameters=[
            OpenApiParameter(
                "as_of", OpenApiTypes.STR, description="A day (its end) or a moment; now where left out."
            ),
            OpenApiParameter(
                "since", OpenApiTypes.DATE, description="First day of the period; a year by default."
            ),
            OpenApiParameter(
                "until",
                OpenApiTypes.DATE,
                description="Last day of the period; by default the day asked about.",
            ),
        ],
        responses=SummarySerializer,
    )
    def get(self, request, code: str) -> Response:
        given = read(request.query_params, {"as_of", "since", "until", "format"})
        district = district_named(request.user, code)
        as_of = moment_asked_for(given.get("as_of"))
        period = period_asked_for(given, timezone.localdate(as_of) if as_of else None)
        unit = figures_of([district], scope_of(request.user), period, as_of)[district.pk]
        return Response(
            {
                "district": {
                    "code": district.code,
                    "name": district.label,
                    "level": district.level,
                    "boundary_accuracy": district.accuracy,
                },
                "as_of": as_of or timezone.now(),
                "since": period.since,
                "until": period.until,
                "total": unit.total.as_json(),
                "classes": [
                    {"asset_class": name, "label": str(CATALOGUE[name].label), **figures.as_json()}
                    for name, figures in unit.by_class.items()
                ],
            }
        )
