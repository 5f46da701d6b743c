"""
The door for formats that upper rooms write: what they make is asked for, made, kept and fetched like any export.

An upper room calls `add_format` and `add_form` when it is loaded (AppConfig.ready).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms

from assets.registry.scope import Scope

# Hears how much is done, of how much.
Listener = Callable[[int, int], None]


@dataclass(frozen=True)
class AddedOrder:
    """
    What shall be made, judged. `given`: the words as they are kept. `subject`: whatever its own room needs.

    `scope`: what its person may see. `districts`: labels of the districts that the person's ties limit it to, or None.
    """

    format: str
    given: dict[str, str]
    file_name: str
    scope: Scope
    subject: Any
    districts: str | None = None
    as_of: datetime | None = None

    @property
    def kept(self) -> dict[str, str]:
        """The words that ask for the same again."""
        return self.given


@dataclass
class Written:
    """What an added format tells of: assets in all and by class; what the file's reader must know (errors.REMARKS)."""

    rows: int
    by_class: dict[str, int]
    remarks: list[tuple[str, dict]] = field(default_factory=list)


@dataclass(frozen=True)
class Added:
    """
    A format of an upper room: `name` is the word of `format` and the ending of the file.

    words: label of each word it can be asked with, as the list of exports and the API tell it. judge(words, user):
    the order, or a DomainError; the right to export has been asked for. write(order, path, listener): writes the file
    within one snapshot of the registry, or raises a DomainError.
    """

    name: str
    label: Any
    content_type: str
    words: Mapping[str, Any]
    judge: Callable[[Mapping[str, str], Any], AddedOrder]
    write: Callable[[AddedOrder, Path, Listener], Written]


class AddedForm(forms.Form):
    """
    A form of the exports page that asks for added formats; made with `user`. Its fields are named like the words.

    anchor: names the form on the page and in what it sends; title, intro: what the page says above it.
    """

    anchor = ""
    title: Any = ""
    intro: Any = ""

    def __init__(self, *args, user, **options) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": f"id_{self.anchor}_%s", **options})
        self.user = user

    def words(self) -> dict[str, str]:
        """The words given, as `judge` takes them."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else str(value)
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


FORMATS: dict[str, Added] = {}
FORMS: dict[str, type[AddedForm]] = {}


def add_format(added: Added) -> None:
    """Offer a format wherever exports are asked for."""
    FORMATS[added.name] = added


def add_form(form: type[AddedForm]) -> None:
    """Show a form on the page of exports."""
    FORMS[form.anchor] = form


def words() -> dict[str, Any]:
    """Every word that an added format takes, with its label."""
    return {name: label for added in FORMATS.values() for name, label in added.words.items()}
