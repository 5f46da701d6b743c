"""A factory per model of the work room."""

from datetime import timedelta

import factory
from django.utils import timezone

from assets.work import models
from tests.factories import ManholeFactory


class InspectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Inspection

    asset = factory.SubFactory(ManholeFactory)
    inspector_name = "陈检"
    inspected_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class DefectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Defect

    inspection = factory.SubFactory(InspectionFactory)
    code = "PL"
    grade = 2
    start_m = 5.0
    end_m = 5.0


class WorkOrderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.WorkOrder

    asset = factory.SubFactory(ManholeFactory)
    kind = "repair"
    title = factory.Sequence(lambda number: f"Work {number}")


class FinishedWorkFactory(WorkOrderFactory):
    state = "done"
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=3))
    finished_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    cost_yuan = 1200


class MaintenancePlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MaintenancePlan

    name = "Cleaning of manholes"
    asset_class = "manhole"
    task = "cleaning"
    every_months = 3
