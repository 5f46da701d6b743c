# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check
from assets.intake.convert import as_text, meaning_join
from assets.intake.plan import ATTACHMENT


def _found(plan):
    for layer in plan.layers:
        column = layer.roles.get(ATTACHMENT)
        if column is None or len(layer.classes) == 1:
            continue
        yield f"""
            SELECT {layer.position}, l.row_no, '', '{ATTACHMENT}', jsonb_build_object('text', {as_text(layer, column)})
              FROM {plan.tables.layer(layer.position)} l
              {meaning_join(plan, layer, column, "asset_class", "known")}
             WHERE l.c{column} IS NOT NULL AND known.value IS NULL"""


CHECK = Check(
    problem="attachment_unknown",
    severity=WARNS,
    stage=ROWS,
    message=_(
        "What stands at this point (%(text)s) is not known: it is taken for a manhole, the text is kept."
    ),
    found=_found,
)
