# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, brought

# Levels are surveyed to the centimetre; less than two of them says nothing.
SLACK_M = 0.02


def _found(plan):
    if len(brought(plan, "pipe", "start_invert_m", "end_invert_m")) < 2:
        return
    flow = "false"
    if brought(plan, "pipe", "flow_against"):
        flow = "coalesce(p.f_flow_against, false)"
    pressed = ""
    if brought(plan, "pipe", "is_pressure"):
        pressed = "AND NOT coalesce(p.f_is_pressure, false)"
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, 'end_invert_m',
               jsonb_build_object('rise_m', round(falls.rise_m::numeric, 2))
          FROM {plan.tables.proposed("pipe")} p
          JOIN {plan.tables["rows"]} r USING (rid)
         CROSS JOIN LATERAL (
                   SELECT CASE WHEN {flow} THEN p.f_start_invert_m - p.f_end_invert_m
                               ELSE p.f_end_invert_m - p.f_start_invert_m END
               ) AS falls (rise_m)
         WHERE falls.rise_m > {SLACK_M} {pressed}"""


CHECK = Check(
    problem="slope_against_flow",
    severity=WARNS,
    stage=ROWS,
    message=_(
        "The invert rises by %(rise_m)s m in the direction of flow: drawn backwards, or a level is wrong."
    ),
    found=_found,
)
