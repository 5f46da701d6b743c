"""
The columns of a file that the registry itself exported: how one is known again, and their names in a DBF.

Whoever writes such a file and whoever reads it back must agree on this, and neither knows the other.
"""

from collections.abc import Iterable

DBF_NAME_BYTES = 10
EXTRA = "extra"
# A file with all of these is an export of ours.
MARKS = ("code", "asset_class", EXTRA, "updated_at")
# What the registry keeps itself, and a second telling of the place and the code: nothing to bring back.
KEPT_BY_REGISTRY = (
    "asset_class",
    "district",
    "length_m",
    "area_m2",
    "created_at",
    "updated_at",
    "lon",
    "lat",
    "id",  # a feature's own in GeoJSON
    "fid",
)
IDENTITY = ("code", "source")
# The columns of every class, before and after those of the class itself.
BEFORE_OWN = (
    "code",
    "asset_class",
    "source",
    "source_code",
    "name",
    "district",
    "status",
    "condition",
    "condition_assessed_on",
    "condition_method",
    "condition_reason",
    "installed_on",
    "installed_precision",
    "owner",
    "maintainer",
    "road",
    "address",
    "note",
)
AFTER_OWN = (EXTRA, "length_m", "area_m2", "created_at", "updated_at")
# A spreadsheet takes a cell that begins so for a formula; the apostrophe itself is doubled to be undone surely.
ESCAPED_STARTS = "=+-@\t\r\n'"


def names_with(own: Iterable[str]) -> list[str]:
    """The names of an export's columns, of a class whose own fields are `own`."""
    return [*BEFORE_OWN, *own, *AFTER_OWN]


def dbf_names(names: Iterable[str]) -> dict[str, str]:
    """
    Full name to a name of at most 10 bytes, unique and the same for the same names in the same order.

    Every word of a long name is shortened, the longest most; what is still equal is numbered.

    >>> dbf_names(["diameter_mm", "installed_on", "installed_precision", "road"])
    {'diameter_mm': 'diamete_mm', 'installed_on': 'install_on', 'installed_precision': 'insta_prec', 'road': 'road'}
    """
    names = list(names)
    taken = {name for name in names if len(name) <= DBF_NAME_BYTES}
    short: dict[str, str] = {}
    for name in names:
        if name in taken and name not in short.values():
            short[name] = name
            continue
        wish, number = _shortened(name), 2
        free = wish
        while free in taken:
            free, number = f"{wish[: DBF_NAME_BYTES - len(str(number))]}{number}", number + 1
        taken.add(free)
        short[name] = free
    return short


def _shortened(name: str) -> str:
    words = name.split("_")
    while len("_".join(words)) > DBF_NAME_BYTES:
        longest = max(range(len(words)), key=lambda position: (len(words[position]), position))
        if len(words[longest]) == 1:
            return "".join(words)[:DBF_NAME_BYTES]
        words[longest] = words[longest][:-1]
    return "_".join(words)


def is_export(columns: Iterable[str]) -> bool:
    """Whether a file with these columns was exported by a registry, full names or a DBF's."""
    found = {column.lower() for column in columns}
    return all(mark in found or _shortened(mark) in found for mark in MARKS)


def full_names(columns: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Column of an export to the full name among `names`; columns that are none of them are left out."""
    names = list(names)
    known = {short: name for name, short in dbf_names(names).items()} | {name: name for name in names}
    return {column: known[column.lower()] for column in columns if column.lower() in known}


def is_part_of_extra(column: str) -> bool:
    """Whether a column is `extra` or one that it goes on in (extra_2, extra_3 ...): a DBF's cell holds 254 bytes."""
    name = column.lower()
    return name == EXTRA or (name.startswith(f"{EXTRA}_") and name.removeprefix(f"{EXTRA}_").isdigit())


def escaped(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text[:1] and text[0] in ESCAPED_STARTS else text


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return text[1:] if text.startswith("'") else text
