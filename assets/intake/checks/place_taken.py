# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, WARNS, Check
from assets.intake.limits import SAME_PLACE_M

# Only where the registry has anything where the delivery lies: a first import pays nothing.
EXTENT = "(SELECT ST_SetSRID(ST_Extent(r.geometry)::geometry, max(ST_SRID(r.geometry))) FROM {rows} r)"


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, '', jsonb_build_object('other', there.code)
          FROM {plan.tables["identity"]} identity
          JOIN {plan.tables["rows"]} r USING (rid)
         CROSS JOIN LATERAL (
                   SELECT asset.code
                     FROM registry_asset asset
                    WHERE ST_DWithin(asset.geometry, r.geometry, {SAME_PLACE_M})
                      AND asset.asset_class = r.asset_class
                      AND asset.dimension = 0
                      AND asset.status <> 'removed'
                      AND NOT EXISTS (SELECT FROM {plan.tables["identity"]} known WHERE known.matched_id = asset.id)
                    ORDER BY asset.id
                    LIMIT 1
               ) there
         WHERE identity.matched_id IS NULL
           AND r.dimension = 0
           AND EXISTS (SELECT FROM registry_asset asset
                        WHERE asset.geometry && {EXTENT.format(rows=plan.tables["rows"])})"""


CHECK = Check(
    problem="place_taken",
    severity=WARNS,
    stage=IDENTITY,
    message=_("%(other)s stands at this place already: the same thing under another code?"),
    found=_found,
)
