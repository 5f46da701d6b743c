# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check
from assets.intake.convert import as_text, meaning_join
from assets.intake.understanding.words import SIZE_RANGE


def _found(plan):
    for layer in plan.layers:
        column = layer.fields.get("diameter_mm")
        if column is None or (column, "diameter_mm") not in layer.meanings:
            continue
        yield f"""
            SELECT {layer.position}, l.row_no, '', 'diameter_mm',
                   jsonb_build_object('text', {as_text(layer, column)}, 'up_to_mm', told.value)
              FROM {plan.tables.layer(layer.position)} l
              {meaning_join(plan, layer, column, SIZE_RANGE, "told")}
             WHERE told.value IS NOT NULL"""


CHECK = Check(
    problem="size_range",
    severity=WARNS,
    stage=ROWS,
    message=_("%(text)s is a range of sizes: the smaller is taken, which is what the pipe can carry."),
    found=_found,
)
