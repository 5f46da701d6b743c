"""What every format is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assets.exports.order import Order
from assets.exports.rows import Counted


@dataclass
class Task:
    """
    One file to write: `target` in `folder`, which is the task's own and is removed afterwards.

    counted: the classes that have rows. `tell(n)` is called with each n rows more that are written; it may raise.
    remarks: what the person must know of the finished file, words of errors.REMARKS with their parameters.
    """

    order: Order
    counted: list[Counted]
    folder: Path
    target: Path
    tell: Callable[[int], None]
    remarks: list[tuple[str, dict]] = field(default_factory=list)
