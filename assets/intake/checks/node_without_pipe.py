# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import NETWORK, WARNS, Check
from assets.registry.classes import NODE_CLASSES


def _found(plan):
    # Only a whole survey says which pipes there are.
    if not plan.delivery.is_survey or "pipe" not in plan.classes:
        return
    classes = ", ".join(f"'{name}'" for name in NODE_CLASSES)
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, '', '{{}}'::jsonb
          FROM {plan.tables["identity"]} identity
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE r.asset_class IN ({classes})
           AND r.dimension = 0
           AND NOT EXISTS (SELECT FROM {plan.tables["rejected"]} x WHERE x.rid = r.rid)
           AND NOT EXISTS (SELECT FROM {plan.tables["ends"]} e WHERE e.start_node_id = identity.asset_id)
           AND NOT EXISTS (SELECT FROM {plan.tables["ends"]} e WHERE e.end_node_id = identity.asset_id)
           AND NOT EXISTS (SELECT FROM registry_pipe pipe WHERE pipe.start_node_id = identity.asset_id)
           AND NOT EXISTS (SELECT FROM registry_pipe pipe WHERE pipe.end_node_id = identity.asset_id)"""


CHECK = Check(
    problem="node_without_pipe",
    severity=WARNS,
    stage=NETWORK,
    message=_("No pipe begins or ends here: the survey forgot it, or the point."),
    found=_found,
)
