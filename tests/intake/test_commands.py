"""The command line: exit codes 0, 1 and 2, and the report as design says."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from assets.intake.understanding import templates
from assets.registry.models import Asset, Changeset
from tests.intake.conftest import manholes, pack, shapefile

pytestmark = [pytest.mark.started_readers, pytest.mark.usefixtures("component_classes", "districts")]
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


def test_a_dry_run_tells_columns_texts_and_template_as_the_page_does(tmp_path, users):
    places, columns = manholes(6, 井盖材质=["砼", "S-9", "砼", "S-9", "铸铁", "S-9"], 备用=["a"] * 6)
    archive = pack(tmp_path / "w.zip", shapefile(tmp_path / "w", "管点", places, columns))
    code, out, _ = run("import_assets", archive, "--asset-class", "manhole", "--dry-run")
    assert code == 0 and not Asset.objects.exists()
    assert "点号 -> source_code (100 %" in out and "? cover_material: S-9 (x 3)" in out and "备用 -> " in out

    mapping = tmp_path / "m.json"
    told = {"columns": {"备用": "note"}, "values": {"cover_material": {"S-9": "composite"}}}
    mapping.write_text(json.dumps(told), encoding="utf-8")
    report = tmp_path / "r.json"
    options = ("--asset-class", "manhole", "--dry-run", "--report", report)
    code, out, _ = run("import_assets", archive, *options, "--mapping", mapping)
    assert code == 0 and "S-9" not in out.split("?")[-1]
    said = json.loads(report.read_text(encoding="utf-8"))
    assert said["values"] == told["values"] and said["mapping"]["备用"] == "note"

    templates.keep("manhole", "甲", users["gis"], {"points": {"点号": ["source_code"], "备用": ["note"]}}, {})
    code, out, _ = run("import_assets", archive, *options, "--template", "甲")
    assert code == 0 and json.loads(report.read_text(encoding="utf-8"))["template"] == "甲"
    code, _, err = run("import_assets", archive, *options, "--template", "乙")
    assert code == 1 and "甲" in err


def test_an_area_from_a_file(survey, tmp_path):
    area = tmp_path / "area.geojson"
    area.write_text('{"type": "Point", "coordinates": [116.6, 23.3]}', encoding="utf-8")
    code, _, err = run("import_assets", survey, "--asset-class", "manhole", "--replace-area", area)
    assert code == 1 and "replace_area" in err
    with pytest.raises(CommandError) as wrong:
        call_command(
            "import_assets", str(survey), "--asset-class", "manhole", "--replace-area", str(tmp_path / "no")
        )
    assert wrong.value.returncode == 2
