"""What there is only after something was sent: imports in each state, a mapping template, a renewal plan, exports."""

from pathlib import Path

from django.utils import timezone

from assets.exports import keeping
from assets.exports.models import Export
from assets.intake import apply, deliveries, reading, revert, tasks
from assets.intake.models import Delivery, MappingTemplate, Progress
from assets.intake.understanding import templates
from assets.registry.codes import load_component_classes
from assets.registry.models import Asset, User
from assets.renewal import plans
from assets.renewal.assessment import assess
from assets.renewal.selection import parse
from tests.browser.surveys import survey

ODD = {
    "甲": ["砼", "S-9", "砼", "混凝土", "铸铁"],
    "乙": ["市排水公司", "市排水公司", "某公司", "某公司", "某公司"],
}
SOURCE = "普查2026"


def imports(folder: Path, user: User) -> dict[str, int]:
    """
    Numbers of imports by their state.

    `unclear`: columns, texts and coordinate system to be looked at; `review`: a difference with new, changed, moved,
    rejected and conflicting rows; the others are named after their state. `stands`: its revert was refused.
    """
    load_component_classes("default")
    unclear = _sent(folder, user, name="未明", source="甲测绘", prj=False, **ODD)
    stands = _sent(folder, user)
    apply.run(stands.pk, user)
    reverted = _sent(folder, user, name="误传", source="误传")
    apply.run(reverted.pk, user)
    revert.run(reverted.pk, user)
    review = _sent(folder, user, name="复测", depth_m=3.0, moved_m=12, lost=True, **ODD)
    moved = Asset.objects.get(source=SOURCE, source_code="J4").manhole
    moved.note = "井盖已更换"
    moved.save()
    tasks.revert_changeset.func(stands.pk, user.pk)
    applied = _sent(folder, user, name="补测", source="补测", lost=True)
    apply.run(applied.pk, user)
    letter = folder / "letter.zip"
    letter.write_text("dear colleague")
    refused = reading.read(deliveries.receive_path(letter, "manhole", "letter", user).pk)
    busy = deliveries.receive_path(survey(folder, name="在途"), "manhole", "在途", user)
    Delivery.objects.filter(pk=busy.pk).update(state=Delivery.State.CHECKING)
    Progress.objects.create(
        delivery=busy.pk,
        phase="checking",
        done_rows=2_000,
        total_rows=5_000,
        rows_per_s=800,
        beat_at=timezone.now(),
    )
    made = {
        "unclear": unclear,
        "review": review,
        "applied": applied,
        "refused": refused,
        "stands": stands,
        "reverted": reverted,
        "busy": busy,
    }
    return {state: delivery.pk for state, delivery in made.items()}


def _sent(folder: Path, user: User, name: str = "普查", source: str = SOURCE, **how) -> Delivery:
    delivery = deliveries.receive_path(survey(folder, name=name, **how), "manhole", source, user)
    return reading.read(delivery.pk)


def template(import_number: int, user: User) -> MappingTemplate:
    """What an import's columns and texts mean, kept under a name; one text got its meaning from a person."""
    columns = templates.as_understood(Delivery.objects.get(pk=import_number))
    return templates.keep(
        "manhole", "甲测绘公司", user, columns, {"cover_material": {"S-9": "composite", "砼": "concrete"}}
    )


def plan(user: User):
    """The risk of everything, assessed, and a plan of what a budget renews."""
    assess()
    return plans.save("2027 年度更新计划", "先做主干路", parse({"budget": "5000"}, user), user)


def exports(user: User) -> None:
    """One that can be fetched, one that was refused, one that is being written."""
    ready = Export.objects.create(requested_by=user, format="geojson", words={}, file_name="assets.geojson")
    keeping.run(ready.pk)
    Export.objects.create(
        requested_by=user, format="xlsx", state="refused", refusal_code="internal_error", file_name="a.xlsx"
    )
    Export.objects.create(
        requested_by=user, format="gpkg", state="writing", done_rows=3, total_rows=9, file_name="assets.gpkg"
    )
