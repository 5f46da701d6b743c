from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where
from assets.registry.classes import CATALOGUE


def _found(plan):
    for asset_class in plan.classes:
        allowed = ", ".join(f"'{name.upper()}'" for name in CATALOGUE[asset_class].geometry_types)
        yield rows_where(
            plan,
            f"r.asset_class = '{asset_class}' AND r.geometry IS NOT NULL AND NOT ST_IsEmpty(r.geometry)"
            f" AND GeometryType(r.geometry) NOT IN ({allowed})",
            "jsonb_build_object('given', r.sent_type)",
        )


CHECK = Check(
    problem="wrong_geometry_type",
    severity=REJECTS,
    stage=ROWS,
    message=_("Drawn as %(given)s, which things of this class are not."),
    found=_found,
)
