"""The trade's usual intervals (standards.maintenance) as maintenance plans that a city may change."""

from assets.standards.maintenance import INTERVALS, USUAL, Interval


def load_default_plans(plan_model) -> int:
    """
    Make a plan of each default interval that has none yet; returns how many were made.

    `plan_model` is MaintenancePlan, or its historical form in a migration. What a city has changed stays as it is.
    """
    made = 0
    for interval in INTERVALS:
        _plan, is_new = plan_model.objects.get_or_create(
            asset_class=interval.asset_class,
            category=interval.category,
            size_class=interval.size_class,
            task=interval.task,
            defaults={
                "name": interval.label.zh,
                "every_days": interval.every_days,
                "every_months": interval.every_months,
                "source": source_of(interval),
                "is_active": is_recorded_by_asset(interval),
            },
        )
        made += is_new
    return made


def source_of(interval: Interval) -> str:
    """Where the interval comes from, as people read it: without the mark of how sure we are."""
    source = interval.source.removesuffix(" [K]").removesuffix(" [V]")
    return "行业惯例" if interval.source == USUAL else source


def is_recorded_by_asset(interval: Interval) -> bool:
    """
    Whether a plan starts switched on: rounds made every few days are kept as rounds, not asset by asset, and the
    authority's spot check takes samples. Both would show the whole city as overdue.
    """
    is_round = interval.every_days is not None
    is_sample = (interval.asset_class, interval.task) == ("pipe", "inspection")
    return not is_round and not is_sample
