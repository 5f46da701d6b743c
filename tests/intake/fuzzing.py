"""
What the fuzz tests share: how many examples, damage to bytes, and reading a file as the import's reader does.

In CI the examples are the same each time and few. `REGISTRY_FUZZ_EXAMPLES=500` tries so many of each kind, new ones each time.
"""

import io
import os
import shutil
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from django.conf import settings as site
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from assets.intake.errors import REASONS, SurveyUnreadable
from assets.intake.readers import stream
from assets.registry.errors import DomainError
from tests.intake.fork_server import Server

EXAMPLES = int(os.environ.get("REGISTRY_FUZZ_EXAMPLES", "0"))
# No example of these small files takes a second; a reader that stands still is killed after this.
PATIENCE_S = 30
STANDING_STILL_IS_TOLD = False
READER_MEMORY_BYTES = 1 << 30
UNPACKED_BYTES = 64 << 20
# Errors of our own code, where the file should have been refused with a sentence.
FAULTS = (
    "AssertionError", "AttributeError", "IndexError", "KeyError", "NameError", "OverflowError", "RecursionError",
    "TypeError", "UnicodeDecodeError", "UnicodeEncodeError", "ValueError", "ZeroDivisionError", "error:", "StopIteration",
    "FileExistsError", "FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "PermissionError", "LookupError",
)  # fmt: skip


def few(examples: int, dear: bool = False):
    """Hypothesis settings: so many examples in CI, the same each time; as many as asked for by the environment (a tenth where dear)."""
    return settings(
        max_examples=(max(EXAMPLES // (10 if dear else 1), 1)) if EXAMPLES else examples,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate] if os.environ.get("REGISTRY_FUZZ_NO_SHRINK") else list(Phase),
        suppress_health_check=list(HealthCheck),
    )


@dataclass
class Outcome:
    """What came of a file: its layers, each one's COPY text (None where its rows broke off), or why it was refused."""

    layers: list[dict] = field(default_factory=list)
    rows: list[bytes | None] = field(default_factory=list)
    refusals: list[SurveyUnreadable] = field(default_factory=list)

    def refused(self, refusal: SurveyUnreadable) -> None:
        assert_a_person_can_act_on(refusal)
        self.refusals.append(refusal)


class Readers:
    """Reads files as the import does, in forks of a reader's process, and holds them to what a reader promises."""

    def __init__(self, folder: Path, with_network: bool = False) -> None:
        self.folder = folder
        self.server = Server(Path(site.BASE_DIR), stream._environment(), with_network)
        self.number = 0

    def close(self) -> None:
        self.server.close()

    @contextmanager
    def instead(self):
        """While the block runs, every reader of this process is a fork, and small."""
        with (
            mock.patch.object(stream, "_started", self.server.started),
            override_settings(
                INTAKE_READER_MEMORY_BYTES=READER_MEMORY_BYTES,
                INTAKE_READER_CPU_S=PATIENCE_S,
                INTAKE_READER_STALL_S=PATIENCE_S,
                INTAKE_UNPACKED_BYTES=UNPACKED_BYTES,
            ),
        ):
            yield

    def read(self, name: str, body: bytes) -> Outcome:
        """The outcome of the file `name` with the bytes `body`. Fails where the reader hangs, or breaks in our own code."""
        self.number += 1
        place = self.folder / f"n{self.number}"
        unpacked = place / "unpacked"
        unpacked.mkdir(parents=True)
        file = place / name
        file.write_bytes(body)
        outcome = Outcome()
        with self.instead():
            try:
                outcome.layers = stream.look(file, unpacked, name=name)
            except SurveyUnreadable as refusal:
                outcome.refused(refusal)
            for layer in outcome.layers:
                try:
                    outcome.rows.append(_rows(layer))
                except SurveyUnreadable as refusal:
                    outcome.rows.append(None)
                    outcome.refused(refusal)
        assert sorted(path.name for path in place.iterdir()) == sorted([name, "unpacked"])
        written = sum(
            path.stat().st_size for path in unpacked.rglob("*") if path.is_file() and not path.is_symlink()
        )
        assert written <= 2 * UNPACKED_BYTES, "the disk is filled"
        shutil.rmtree(place)
        return outcome


def _rows(layer: dict) -> bytes:
    """The COPY text of a layer. Raises SurveyUnreadable."""
    with stream._process("rows", {"layer": layer}) as (process, complaints):
        watched = stream._Watched(process, seen=lambda rows: None)
        rows = b"".join(iter(watched.read, b""))
        if refusal := stream._refusal(process, complaints):
            raise refusal
    assert process.rss <= READER_MEMORY_BYTES + (200 << 20)
    return rows


def assert_a_person_can_act_on(refusal: DomainError) -> None:
    """A refusal has a word that is known and a sentence; it is no fault of our own code, and shows no path of ours."""
    assert refusal.code in REASONS
    assert refusal.code != "internal_error"
    assert refusal.code != "reader_stalled" or STANDING_STILL_IS_TOLD
    sentence = refusal.detail()
    assert "Traceback" not in sentence and "/unpacked" not in sentence, sentence
    if refusal.code == "reader_failed":
        assert not str(refusal.parameters["reason"]).startswith(FAULTS), sentence
    if refusal.code == "reader_died":
        assert str(refusal.parameters["reason"]).startswith(("signal", "memory")), sentence


def well_formed(layer: dict, rows: bytes) -> int:
    """How many rows there are in a layer's COPY text; fails where PostgreSQL would not take it."""
    text = rows.decode("utf-8")
    assert "\0" not in text
    lines = text.split("\n")
    assert lines.pop() == ""
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        assert len(cells) == 2 + len(layer["columns"]), line[:500]
        assert cells[0] == str(number)
        assert cells[1] == "\\N" or bytes.fromhex(cells[1])
    return len(lines)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of the parts, by name."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return body.getvalue()


NASTY = [b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x80\0\0\0",
         b"\0\0\0\x80", b"\0\0\0\0\0\0\xf8\x7f", b"\0\0\0\0\0\0\xf0\x7f", b"9" * 40, b"\r\n", b'"', b"<", b"&x;", b"-1e999",
         "\ufeff".encode(), b"\x81", b"\xed\xa0\x80"]  # fmt: skip


@st.composite
def damage(draw, body: bytes) -> bytes:
    """`body` with one to four things wrong: cut, flipped, overwritten, doubled, left out, emptied; half of them in its head."""
    damaged = bytearray(body)
    for _ in range(draw(st.integers(1, 4))):
        if not damaged:
            break
        end = len(damaged) - 1 if draw(st.booleans()) else min(len(damaged) - 1, 200)
        at = draw(st.integers(0, end))
        what = draw(st.sampled_from(["cut", "flip", "put", "put", "insert", "double", "lose", "empty"]))
        length = draw(st.sampled_from([1, 4, 16, 100, 4096]))
        if what == "cut":
            del damaged[at:]
        elif what == "flip":
            damaged[at] ^= 1 << draw(st.integers(0, 7))
        elif what == "put":
            nasty = draw(st.sampled_from(NASTY))
            damaged[at : at + len(nasty)] = nasty
        elif what == "insert":
            damaged[at:at] = draw(st.sampled_from(NASTY)) * draw(st.sampled_from([1, 1, 50]))
        elif what == "double":
            damaged[at:at] = damaged[at : at + length]
        elif what == "lose":
            del damaged[at : at + length]
        else:
            damaged[at : at + length] = bytes(len(damaged[at : at + length]))
    return bytes(damaged)
