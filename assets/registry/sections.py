"""Parts of an asset's page and of the map's card that upper rooms supply."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A named part: `context(asset, user)` gives the template's values; it is left out where that is None."""

    name: str
    template: str
    context: Callable[[object, object], dict | None]
    position: int = 100


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part to the asset page; a second one of the same name replaces the first."""
    _sections[section.name] = section


def sections() -> list[Section]:
    """The parts in the order of their positions."""
    return sorted(_sections.values(), key=lambda section: section.position)
