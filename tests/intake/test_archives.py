"""Unpacking what may be hostile: nothing is written before all of it was judged."""

import stat
import zipfile

import pytest

from assets.intake.readers.archives import HARMLESS_BYTES, Limits, Unsafe, member_name, unpack


def archive(path, members: dict[str, bytes], mode: int = 0):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return path


def refusal(path, folder, limits=None) -> str:
    with pytest.raises(Unsafe) as refused:
        unpack(path, folder, limits or Limits())
    assert not folder.exists() or not list(folder.rglob("*.txt")), "something was written"
    return refused.value.code


@pytest.mark.parametrize(
    "name",
    ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "a\x07.txt", "d/" * 30 + "a.txt"],
)
def test_no_path_leads_out(tmp_path, name):
    assert (
        refusal(archive(tmp_path / "a.zip", {"good.txt": b"x", name: b"x"}), tmp_path / "out")
        == "archive_unsafe_path"
    )


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFCHR | 0o600])
def test_no_link_or_device(tmp_path, mode):
    assert (
        refusal(archive(tmp_path / "a.zip", {"a.txt": b"/etc/passwd"}, mode), tmp_path / "out")
        == "archive_unsafe_path"
    )


def test_too_many_members(tmp_path):
    many = archive(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(11)})
    assert refusal(many, tmp_path / "out", Limits(members=10)) == "archive_too_many_files"


def test_too_large_unpacked(tmp_path):
    large = archive(tmp_path / "a.zip", {"a.txt": b"x" * 2000})
    assert refusal(large, tmp_path / "out", Limits(total_bytes=1000)) == "archive_too_large"


def test_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr("assets.intake.readers.archives.HARMLESS_BYTES", 1000)
    bomb = archive(tmp_path / "a.zip", {"a.txt": bytes(1_000_000)})
    assert refusal(bomb, tmp_path / "out", Limits(ratio=200)) == "archive_bomb"
    assert HARMLESS_BYTES > 1_000_000


def test_a_password(tmp_path):
    path = archive(tmp_path / "a.zip", {"a.txt": b"x"})
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    path.write_bytes(raw)
    assert refusal(path, tmp_path / "out") == "archive_encrypted"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_cut_off(tmp_path, cut):
    path = archive(tmp_path / "a.zip", {"a.txt": bytes(range(256)) * 500})
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * cut)])
    assert refusal(path, tmp_path / "out") in ("not_an_archive", "archive_damaged")


def test_a_flipped_byte_in_the_content(tmp_path):
    path = archive(tmp_path / "a.zip", {"a.bin": bytes(range(256)) * 500})
    raw = bytearray(path.read_bytes())
    raw[100] ^= 0xFF
    path.write_bytes(raw)
    assert refusal(path, tmp_path / "out") == "archive_damaged"


def test_gbk_member_names_of_chinese_windows():
    info = zipfile.ZipInfo("管点.shp".encode("gbk").decode("cp437"))
    info.flag_bits = 0
    assert member_name(info) == "管点.shp"


def test_nested_folders_are_kept_and_a_macs_shadows_left(tmp_path):
    path = archive(tmp_path / "a.zip", {"2024/管网/a.txt": b"1", "__MACOSX/._a.txt": b"2"})
    assert [file.relative_to(tmp_path / "out").as_posix() for file in unpack(path, tmp_path / "out")] == [
        "2024/管网/a.txt"
    ]
