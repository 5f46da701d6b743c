"""
Unpacking an archive that may be hostile.

Nothing is written before every member has been judged, and no more is written than was announced.
Plain Python, no Django: the caller turns `Unsafe` into its sentence.
"""

import errno
import stat
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CHUNK_BYTES = 1 << 20
# Below this a high ratio is only a well-packed small file (empty DBF text packs 1000 to 1).
HARMLESS_BYTES = 200 << 20
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Unsafe(Exception):
    """The archive is not unpacked. `code` is a word of intake.errors.REASONS, `parameters` fill its sentence."""

    def __init__(self, code: str, /, **parameters) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(code)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold: number of members, unpacked bytes in all, unpacked to packed above HARMLESS_BYTES."""

    members: int = 2000
    total_bytes: int = 8 << 30
    ratio: int = 200


def unpack(archive: Path, folder: Path, limits: Limits = Limits()) -> list[Path]:
    """
    Unpack `archive` into `folder` (made here), keeping nested folders; the written files in the archive's order.

    Member names stored without the UTF-8 flag are taken as GB18030 where they are valid in it.
    Raises Unsafe for: no archive, damage, a password, a path out of the folder, a link, too many, too large, a bomb.
    """
    if not zipfile.is_zipfile(archive):
        raise Unsafe("not_an_archive", name=archive.name)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _judged(opened, limits)
            folder.mkdir(parents=True, exist_ok=True)
            return [_write(opened, member, folder / path) for member, path in members]
    except Unsafe:
        raise
    except MemoryError:
        raise
    except Exception as damage:  # zlib, lzma and bz2 raise errors of their own
        if isinstance(damage, OSError) and damage.errno in DISK_FULL:
            raise Unsafe("disk_full") from damage
        raise Unsafe("archive_damaged") from damage


def judge(archive: Path, limits: Limits = Limits()) -> None:
    """Raise Unsafe where `archive`, a workbook that GDAL unpacks by itself, is one that `unpack` would refuse."""
    if not zipfile.is_zipfile(archive):
        raise Unsafe("workbook_damaged")
    try:
        with zipfile.ZipFile(archive) as opened:
            _judged(opened, limits)
    except Unsafe as unsafe:
        raise Unsafe("workbook_damaged") if unsafe.code == "archive_damaged" else unsafe from None
    except Exception as damage:  # names and numbers of a broken directory fail in ways of their own
        raise Unsafe("workbook_damaged") from damage


def _judged(opened: zipfile.ZipFile, limits: Limits) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """The members that are files, with the relative path each is written to."""
    infos = opened.infolist()
    if len(infos) > limits.members:
        raise Unsafe("archive_too_many_files", limit=limits.members)
    announced = packed = 0
    judged: dict[str, tuple[zipfile.ZipInfo, PurePosixPath]] = {}
    for info in infos:
        name = member_name(info)
        path = _safe_path(name)
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode) or (stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))):
            raise Unsafe("archive_unsafe_path", member=name)
        if info.is_dir() or path is None:
            continue
        if info.flag_bits & 0x1:
            raise Unsafe("archive_encrypted")
        announced += info.file_size
        packed += info.compress_size
        if announced > limits.total_bytes:
            raise Unsafe("archive_too_large", limit=f"{limits.total_bytes >> 20} MB")
        if info.file_size > HARMLESS_BYTES and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise Unsafe("archive_bomb", member=name)
        if str(path) in judged:
            raise Unsafe("archive_damaged")
        judged[str(path)] = (info, path)
    # Many members that are harmless each; members that overlap count their bytes several times, the archive's own do not lie.
    size = min(packed, opened.fp.seek(0, 2) if opened.fp else packed)
    if announced > HARMLESS_BYTES and announced > limits.ratio * max(size, 1):
        raise Unsafe("archive_bomb", member=f"{len(infos)}")
    return list(judged.values())


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its sender saw it: ZIP tools in Chinese Windows write GBK and do not say so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _safe_path(name: str) -> PurePosixPath | None:
    """Where a member is written; None for what is not written (folders, a Mac's shadow files)."""
    path = PurePosixPath(name)
    if (
        name.startswith("/")
        or any(part == ".." for part in path.parts)
        or (len(name) > 1 and name[1] == ":")
        or any(unicodedata.category(character) == "Cc" for character in name)
        or any(len(part.encode()) > 250 for part in path.parts)
        or len(path.parts) > 20
    ):
        raise Unsafe("archive_unsafe_path", member=name[:200])
    if not path.parts or path.parts[0] == "__MACOSX" or path.name.startswith("._"):
        return None
    return path


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> Path:
    """Write one member, never more bytes than it announced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with opened.open(info) as packed, target.open("xb") as written:
        while chunk := packed.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise Unsafe("archive_bomb", member=info.filename[:200])
            written.write(chunk)
    return target
