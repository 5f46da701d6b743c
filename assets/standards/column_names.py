"""
Which field a survey's column is, told from its name.

The names stand in `column_synonyms.py`. A name is matched whole; else as one read in the wrong encoding; else as one
cut by a DBF to 10 bytes. What fits two fields is returned with both: nobody guesses.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from assets.standards.column_synonyms import BY_CLASS
from assets.standards.mojibake import DBF_NAME_BYTES, drop_cut_end, misread, repair

# How sure a kind of match is by itself; two fields for one name halve it.
WHOLE, MISREAD, CUT, NUMBERED = 1.0, 0.9, 0.8, 0.7
# A later synonym of a field is a little less sure, so that of 物探点号 and 图上点号 in one file the first wins.
_LATER = 0.001
# A cut name shorter than this (normalised) tells nothing.
_SHORTEST_CUT = 3

_BRACKETS = re.compile(r"[\(\[【<][^)\]】>]*[\)\]】>]?$")
_UNIT = re.compile(r"(?<=[\u4e00-\u9fff])(?:_|-)?(?:MM|CM|KM2|M2|M3|M3/S|M3/D|KW|KM|M|T/D|%|‰)$")
_NOISE = re.compile(r"[\s_\-.·:：/\\#]+")
_NUMBER_AT_END = re.compile(r"(?<=.)_[0-9]{1,2}$")


@dataclass(frozen=True)
class Candidate:
    """
    A field a column may be. confidence: 0 to 1, halved where several fields fit.

    why: name (whole), mojibake (read in the wrong encoding), cut (to 10 bytes), numbered (a second column of the name).
    matched: the synonym that fits.
    """

    field: str
    confidence: float
    why: str
    matched: str


def normalise(name: str) -> str:
    """
    The form in which column names are compared: NFKC, upper case, without blanks, underscores, units.

    >>> normalise("管径（mm）"), normalise(" pipe_size ")
    ('管径', 'PIPESIZE')
    """
    plain = unicodedata.normalize("NFKC", name).strip().upper()
    shorter = _UNIT.sub("", _BRACKETS.sub("", plain).strip())
    return _NOISE.sub("", shorter) or _NOISE.sub("", plain)


def fields_of(asset_class: str) -> dict[str, tuple[str, ...]]:
    """Canonical field to the names met for it, of an asset class. Raises KeyError for an unknown class."""
    return BY_CLASS[asset_class]


def propose(columns: list[str], asset_class: str) -> dict[str, list[Candidate]]:
    """
    The fields that each column of a layer may be, surest first; columns that mean nothing known are left out.

    One candidate: propose it. Several: ambiguous, ask; fields that another column of the layer names alone were
    dropped before. Two columns may name one field: the surer is the better name. Raises KeyError for an unknown class.

    >>> [candidate.field for candidate in propose(["管径(mm)"], "pipe")["管径(mm)"]]
    ['diameter_mm']
    >>> found = propose(["起点管", "起点埋", "起点点"], "pipe")
    >>> sorted(candidate.field for candidate in found["起点管"])
    ['start_crown_level_m', 'start_invert_m']
    """
    names = _names_of(asset_class)
    found = {column: _matches(column, names) for column in columns}
    certain = {next(iter(matches)) for matches in found.values() if len(matches) == 1}
    proposals = {}
    for column, matches in found.items():
        if len(matches) > 1:
            matches = {field: match for field, match in matches.items() if field not in certain} or matches
        share = 1 / min(len(matches), 2) if matches else 0
        candidates = [
            Candidate(match.field, round(match.confidence * share, 4), match.why, match.matched)
            for match in matches.values()
        ]
        if candidates:
            proposals[column] = sorted(candidates, key=lambda item: (-item.confidence, item.field))
    return proposals


@dataclass(frozen=True)
class _Synonym:
    field: str
    name: str
    normalised: str
    rank: int


@dataclass(frozen=True)
class _Names:
    """A class's synonyms: all, by normalised name, and by the raw forms a wrong encoding gives them."""

    all: tuple[_Synonym, ...]
    whole: dict[str, list[_Synonym]]
    misread: dict[str, list[_Synonym]]


@cache
def _names_of(asset_class: str) -> _Names:
    synonyms = tuple(
        _Synonym(field, name, normalise(name), rank)
        for field, names in fields_of(asset_class).items()
        for rank, name in enumerate(names)
    )
    whole: dict[str, list[_Synonym]] = {}
    raw: dict[str, list[_Synonym]] = {}
    for synonym in synonyms:
        whole.setdefault(synonym.normalised, []).append(synonym)
        if not synonym.name.isascii():
            for form in misread(synonym.name):
                raw.setdefault(form, []).append(synonym)
    return _Names(synonyms, whole, raw)


def _matches(column: str, names: _Names) -> dict[str, Candidate]:
    """Field to the surest way in which the column is it, of the first kind of match that finds any."""
    bare = drop_cut_end(column.strip())
    if found := names.whole.get(normalise(bare)):
        return _surest(found, WHOLE, "name")
    if found := names.misread.get(bare):
        return _surest(found, MISREAD, "mojibake")
    if (mended := repair(bare)) and (found := names.whole.get(normalise(mended))):
        return _surest(found, MISREAD, "mojibake")
    for name, damaged in ((bare, bare != column.strip()), (mended or "", True)):
        if found := _cut_from(name, damaged, names):
            return _surest(found, CUT, "cut")
    unnumbered = _NUMBER_AT_END.sub("", bare)
    if unnumbered != bare:
        return {
            field: Candidate(field, match.confidence * NUMBERED, "numbered", match.matched)
            for field, match in _matches(unnumbered, names).items()
        }
    return {}


def _cut_from(name: str, damaged: bool, names: _Names) -> list[_Synonym]:
    """Synonyms that a DBF may have cut to `name`: it fills the 10 bytes, or shows a character cut in two."""
    gbk, utf8 = len(name.encode("gbk", "replace")), len(name.encode())
    fills = gbk in (DBF_NAME_BYTES, DBF_NAME_BYTES - 1) or DBF_NAME_BYTES - 2 <= utf8 <= DBF_NAME_BYTES
    start = normalise(name)
    if len(start) < _SHORTEST_CUT or not (damaged or fills):
        return []
    return [
        item for item in names.all if len(item.normalised) > len(start) and item.normalised.startswith(start)
    ]


def _surest(found: list[_Synonym], confidence: float, why: str) -> dict[str, Candidate]:
    matches: dict[str, Candidate] = {}
    for synonym in sorted(found, key=lambda item: item.rank):
        sure = confidence - _LATER * synonym.rank
        matches.setdefault(synonym.field, Candidate(synonym.field, sure, why, synonym.name))
    return matches
