"""A delivery that is the whole of a district: what it lacks is proposed as removed, seen, applied, taken back."""

import pytest

from assets.intake import apply, difference, revert
from assets.intake.errors import SecondEyesNeeded
from assets.registry.errors import Malformed, NotAllowed
from assets.registry.models import Asset, Manhole
from tests.intake.conftest import manholes, pack, shapefile, states


@pytest.fixture
def whole_district(tmp_path, deliver, districts):
    """`whole_district(rows)`: a checked delivery of the first `rows` manholes as all there is in 440507."""

    def send(rows, user=None, **options):
        places, columns = manholes(rows)
        folder = tmp_path / f"r{rows}"
        archive = pack(tmp_path / f"r{rows}.zip", shapefile(folder, "管点", places, columns))
        return deliver(archive, "manhole", "survey", user, replace_district="440507", **options)

    return send


def test_what_the_file_lacks_is_removed_never_deleted_and_a_revert_restores_it(send_manholes, whole_district):
    send_manholes(*manholes(5))
    delivery = whole_district(3)
    assert states(delivery) == (0, 0, 3, 0)
    assert delivery.counts["removed"] == 2
    assert difference.missing(delivery) == [("manhole", "P0004"), ("manhole", "P0005")]
    drawn = [one["properties"] for one in difference.map_features(delivery)["features"]]
    assert {one["code"] for one in drawn if one["state"] == "removed"} == {"P0004", "P0005"}

    applied = apply.run(delivery.pk)
    assert applied.counts["removed"] == 2
    assert Manhole.objects.count() == 5
    assert set(Asset.objects.filter(status="removed").values_list("code", flat=True)) == {"P0004", "P0005"}

    revert.run(delivery.pk)
    assert not Asset.objects.filter(status="removed").exists()


def test_another_district_another_class_and_a_plain_import_lose_nothing(
    send_manholes, whole_district, deliver
):
    send_manholes(*manholes(3))
    send_manholes(*manholes(2), source="inlets", asset_class="inlet")
    Asset.objects.filter(code="P0003").update(geometry="SRID=4548;POINT (475000 2580000)")
    elsewhere = Asset.objects.get(code="P0003").district
    assert elsewhere is None or elsewhere.code != "440507"
    delivery = whole_district(1)
    assert [code for _, code in difference.missing(delivery)] == ["P0002"]


def test_a_rejected_row_is_not_missing(send_manholes, tmp_path, deliver, districts):
    send_manholes(*manholes(3))
    places, columns = manholes(3)
    places[2] = None
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey", replace_district="440507")
    assert states(delivery) == (0, 0, 2, 1)
    assert delivery.counts["removed"] == 0


def test_what_was_touched_since_it_was_found_missing_stays(send_manholes, whole_district):
    send_manholes(*manholes(3))
    delivery = whole_district(1)
    Asset.objects.filter(code="P0002").update(
        updated_at="2020-01-01T00:00:00+08:00"
    )  # any other moment than the one seen
    assert apply.run(delivery.pk).counts["removed"] == 1
    assert set(Asset.objects.filter(status="removed").values_list("code", flat=True)) == {"P0003"}


def test_an_unknown_district_is_refused_and_one_that_is_not_the_sender_s_too(
    whole_district, users, tmp_path, deliver, districts
):
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    with pytest.raises(Malformed):
        deliver(archive, "manhole", replace_district="999999")
    users["gis"].districts.set([districts["440511"]])
    refused = whole_district(1, user=users["gis"])
    assert refused.state == refused.State.REFUSED
    assert refused.refusal_code == NotAllowed.code


def test_where_second_eyes_are_wanted_the_sender_cannot_apply_and_a_colleague_can(
    settings, tmp_path, deliver, users, districts
):
    settings.REGISTRY_IMPORT_SECOND_EYES = True
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey", users["gis"])
    with pytest.raises(SecondEyesNeeded):
        apply.request(delivery, users["gis"])
    with pytest.raises(SecondEyesNeeded):
        apply.run(delivery.pk, users["gis"])
    delivery.refresh_from_db()
    assert delivery.state == delivery.State.REVIEW
    assert not Asset.objects.exists()
    assert apply.run(delivery.pk, users["administrator"]).state == delivery.State.APPLIED


def test_the_machine_s_administrator_is_no_second_person_to_itself(settings, tmp_path, deliver, districts):
    settings.REGISTRY_IMPORT_SECOND_EYES = True
    places, columns = manholes(1)
    archive = pack(tmp_path / "s.zip", shapefile(tmp_path / "s", "管点", places, columns))
    delivery = deliver(archive, "manhole", "survey")
    with pytest.raises(SecondEyesNeeded):
        apply.run(delivery.pk)
