"""The command line: exit codes 0, 1 and 2, and the report as design says."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from assets.registry.models import Asset, Changeset
from tests.intake.conftest import manholes, pack, shapefile

pytestmark = pytest.mark.usefixtures("component_classes", "districts")
REPORT = {
    "changeset",
    "read",
    "created",
    "updated",
    "unchanged",
    "rejected",
    "encoding",
    "srid",
    "mapping",
    "values",
    "template",
    "rejections",
    "warnings",
    "removed",
}


@pytest.fixture
def survey(tmp_path):
    places, columns = manholes(3, 权属单位=["市排水公司"] * 3)
    columns["点号"][2] = "P0001"
    return pack(tmp_path / "普查.zip", shapefile(tmp_path / "a", "管点", places, columns))


def run(*arguments, **options) -> tuple[int, str, str]:
    """Exit code, what was printed, what was complained."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as left:
        return left.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_applied(survey, tmp_path):
    code, out, _ = run("import_assets", survey, "--asset-class", "manhole", "--report", tmp_path / "r.json")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert code == 0 and Asset.objects.count() == 2
    assert set(report) == REPORT
    assert (
        report["read"]
        == report["created"] + report["updated"] + report["unchanged"] + report["rejected"]
        == 3
    )
    assert (report["encoding"], report["srid"], report["mapping"]["点号"]) == ("gbk", 4548, "source_code")
    (rejection,) = report["rejections"]
    assert (rejection["row"], rejection["code"], rejection["field"], rejection["problem"]) == (
        3,
        "P0001",
        "source_code",
        "duplicate_in_file",
    )
    assert "P0001" in rejection["message"] and "P0001" in out
    assert set(Asset.objects.values_list("source", flat=True)) == {"普查"}


def test_dry_run_applies_nothing_and_leaves_nothing_open(survey, tmp_path):
    code, _, _ = run(
        "import_assets", survey, "--asset-class", "manhole", "--dry-run", "--report", tmp_path / "r.json"
    )
    assert code == 0 and not Asset.objects.exists()
    assert json.loads((tmp_path / "r.json").read_text())["created"] == 2
    assert Changeset.objects.get().state == Changeset.State.CANCELLED


def test_nothing_applied_and_why(survey, tmp_path):
    code, _, err = run("import_assets", survey, "--asset-class", "pipe")
    assert code == 1 and "POINT" in err
    assert run("import_assets", tmp_path / "no.zip", "--asset-class", "pipe")[0] == 1
    assert run("import_assets", survey, "--asset-class", "manhole", "--on-error", "abort")[0] == 1
    assert not Asset.objects.exists()


def test_the_users_rights_hold_here_too(survey, users):
    assert run("import_assets", survey, "--asset-class", "manhole", "--user", "viewer")[0] == 1
    assert run("import_assets", survey, "--asset-class", "manhole", "--user", "gis")[0] == 0
    assert Changeset.objects.get().applied_by == users["gis"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--asset-class", "castle"],
        ["--asset-class", "pipe", "--on-conflict", "perhaps"],
        [],
        ["--asset-class", "pipe", "--user", "nobody"],
    ],
)
def test_wrong_usage(survey, wrong):
    with pytest.raises(CommandError) as refused:
        call_command("import_assets", str(survey), *wrong)
    assert getattr(refused.value, "returncode", 2) in (1, 2)


def test_revert(survey):
    run("import_assets", survey, "--asset-class", "manhole")
    changeset = Changeset.objects.get()
    assert run("revert_changeset", changeset.pk)[0] == 0
    assert not Asset.objects.exists()
    assert run("revert_changeset", 999_999)[0] == 1
