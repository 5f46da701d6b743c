"""
Column names that were read in the wrong encoding, or cut inside a character.

A DBF column name holds 10 bytes: five Chinese characters in GBK, three in UTF-8 and a part of a fourth.
"""

import codecs
import re

DBF_NAME_BYTES = 10
# Written as the first, read as the second: what surveys' names suffer.
MISREADINGS: tuple[tuple[str, str], ...] = (
    ("gbk", "latin-1"),
    ("gbk", "cp1252"),
    ("gbk", "cp437"),
    ("utf-8", "gbk"),
    ("utf-8", "gb18030"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
)
_DAMAGE = re.compile(r"[\ufffd?？\x00-\x1f\x7f-\x9f]+$")
_CHINESE = re.compile(r"^[\u4e00-\u9fff\u3000-\u303f\uff00-\uffefA-Za-z0-9_()./²³℃ -]*[\u4e00-\u9fff]")


def drop_cut_end(name: str) -> str:
    """
    The name without the remains of a character cut in two at its end.

    >>> drop_cut_end("公园编\\ufffd")
    '公园编'
    """
    return _DAMAGE.sub("", name)


def cut(name: str, encoding: str) -> bytes:
    """The bytes that a DBF holds of a column name written in `encoding`."""
    return name.encode(encoding, "ignore")[:DBF_NAME_BYTES]


def misread(name: str) -> set[str]:
    """
    Every form in which a column name, whole or cut to 10 bytes, shows when it is read in the wrong encoding.

    >>> "¹Ü¾¶" in misread("管径")
    True
    """
    forms = set()
    for written, read in MISREADINGS:
        for data in (name.encode(written, "ignore"), cut(name, written)):
            for errors in ("replace", "ignore"):
                forms.add(drop_cut_end(data.decode(read, errors)).strip())
    return {form for form in forms if form and form != name}


def repair(name: str) -> str | None:
    """
    What a misread name was meant to be, for showing; None where it is no such name or cannot be undone.

    >>> repair("¹Ü¾¶"), repair("绠″緞"), repair("管径"), repair("DIAMETER")
    ('管径', '管径', None, None)
    """
    for written, read in MISREADINGS:
        if written == "gbk" and any("\u4e00" <= letter <= "\u9fff" for letter in name):
            continue
        try:
            data = name.encode(read)
        except UnicodeEncodeError:
            continue
        # The last character may have been cut: an incremental decoder keeps what is whole.
        decoder = codecs.getincrementaldecoder(written)("strict")
        try:
            found = decoder.decode(data, final=False)
        except UnicodeDecodeError:
            continue
        if found != name and _CHINESE.match(found):
            return found
    return None
