"""
In which encoding text is, by evidence: all non-ASCII values are tried, not the first few.

UTF-8 and GBK are told apart by strict decoding and, for short texts valid in both, by whether the characters
are ones that people write: 联通 in GBK is also valid UTF-8, of letters that stand in no survey.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

UTF8, GBK = "utf-8", "gb18030"
# A name people know: what the report calls the encoding.
REPORTED = {GBK: "gbk"}
SAMPLES = 5


@dataclass
class Evidence:
    """
    The encoding to read with (`found`), what the file declares, how it was decided and how sure (0 to 1).

    by: "asked" (by the user), "ascii" (no other character met), "declared", "values".
    undecodable: values that are not valid in it; overruled: the declaration contradicts the values.
    mend: some values are not valid, or end in half a character, and must be mended before GDAL reads them.
    compared: the same few values in the two likeliest encodings, for a person to see which one is right.
    """

    found: str
    by: str
    confidence: float
    declared: str = ""
    undecodable: int = 0
    overruled: bool = False
    mend: bool = False
    samples: list[str] = field(default_factory=list)
    compared: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        return {**asdict(self), "reported": REPORTED.get(self.found, self.found)}


def normal(name: str) -> str:
    """
    Python's name of an encoding as a user or a .cpg writes it ("936", "GBK", "CP936", "65001", "UTF8").

    GBK and GB2312 become gb18030, which holds both. Raises LookupError for what is no encoding.
    """
    name = name.strip().strip("\ufeff").lower().removeprefix("ldid/").removeprefix("ansi ")
    if name in {"936", "cp936", "gbk", "gb2312", "gb18030", "ms936", "77", "122", "ansi936"}:
        return GBK
    if name in {"65001", "utf8", "utf-8", "unicode"}:
        return UTF8
    if match := re.fullmatch(r"8859[-_]?(\d{1,2})", name):  # as .cpg files write ISO 8859-1
        name = f"iso8859-{match[1]}"
    elif name.isdigit():
        name = f"cp{name}"
    found = codecs.lookup(name)
    if not getattr(found, "_is_text_encoding", True):
        raise LookupError(name)
    return found.name


def evidence(values: Iterable[bytes], declared: str = "", asked: str = "") -> Evidence:
    """
    Decide the encoding of `values` (bytes that are not all ASCII).

    declared: what the file says, "" where nothing; asked: what the user says, which is obeyed.
    Values may be cut in the middle of their last character (DBF columns are so many bytes wide).
    """
    values = list(values)
    tallies = {name: _tally(values, name) for name in dict.fromkeys((UTF8, GBK, declared, asked)) if name}
    if asked:
        return _decided(asked, "asked", 1.0, declared, values, tallies)
    if not values:
        return Evidence(declared or UTF8, "declared" if declared else "ascii", 1.0, declared)
    count = len(values)
    utf8, gbk = tallies[UTF8], tallies[GBK]
    if declared and tallies[declared].bad <= 0.01 * count and tallies[declared].odd <= 0.2 * count:
        return _decided(declared, "declared", 1.0, declared, values, tallies)
    best = UTF8 if utf8.bad + utf8.odd <= gbk.bad + gbk.odd else GBK
    if tallies[best].bad > 0.2 * count and declared:
        best = declared
    confidence = max(0.0, 1 - (tallies[best].bad + 0.5 * tallies[best].odd) / count)
    return _decided(best, "values", round(confidence, 2), declared, values, tallies)


@dataclass(frozen=True)
class Tally:
    """
    Of so many values: `bad` cannot be decoded, `odd` decode to characters nobody writes in a survey,
    `cut` end in half a character.
    """

    bad: int
    odd: int
    cut: int


def _tally(values: list[bytes], encoding: str) -> Tally:
    bad = odd = cut = 0
    for value in values:
        text = decoded(value, encoding)
        if text is None:
            bad += 1
            continue
        odd += not all(map(_plausible, text))
        cut += len(text.encode(encoding)) < len(value)
    return Tally(bad, odd, cut)


def decoded(value: bytes, encoding: str) -> str | None:
    """`value` as text, a character cut off at its end dropped; None where it is not valid."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(value, final=False)
    except UnicodeDecodeError:
        return None


def _plausible(character: str) -> bool:
    """Whether a character is one that Chinese surveys hold: ASCII, Han, punctuation, units, Greek, full width."""
    point = ord(character)
    return (
        0x20 <= point < 0x7F
        or 0x4E00 <= point <= 0x9FFF
        or 0x3000 <= point <= 0x303F
        or 0xFF00 <= point <= 0xFFEF
        or 0x2000 <= point <= 0x26FF
        or 0x3400 <= point <= 0x4DBF
        or character in "·°±²³×÷ΦφØø∅μαβ\t\r\n"
        or (point >= 0x20000 and unicodedata.category(character) == "Lo")
    )


def _decided(encoding, by, confidence, declared, values, tallies) -> Evidence:
    some = list(
        dict.fromkeys(value.strip() for value in values[:: max(len(values) // 50, 1)] if value.strip())
    )
    texts = (decoded(value, encoding) for value in some)
    samples = list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))[:SAMPLES]
    tally = tallies[encoding]
    others = sorted(
        (name for name in tallies if name != encoding), key=lambda name: tallies[name].bad + tallies[name].odd
    )
    compared = [
        {
            "encoding": REPORTED.get(name, name),
            "samples": [value.decode(name, "replace").strip() for value in some[:SAMPLES]],
        }
        for name in [encoding, *others[:1]]
    ]
    return Evidence(
        found=encoding,
        by=by,
        confidence=confidence,
        declared=declared,
        undecodable=tally.bad,
        overruled=bool(declared) and encoding != declared,
        mend=bool(tally.bad or tally.cut),
        samples=samples,
        compared=compared,
    )
