"""What the room's commands share: who acts, and a progress bar."""

import time

from django.core.management.base import CommandError

from assets.registry.models import User

WIDTH = 30


def person(name: str) -> User | None:
    """The user by that name; None, the machine's administrator, where none is named. CommandError (2) for an unknown one."""
    if not name:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {name!r}.", returncode=2) from None


class Bar:
    """A progress bar on a terminal, a line a phase elsewhere; call it with phase, rows done, rows in all."""

    def __init__(self, out) -> None:
        self.out = out
        self.live = out.isatty()
        self.phase = ""
        self.began = time.monotonic()

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        if phase != self.phase:
            if self.live and self.phase:
                self.out.write("")
            self.phase, self.began = phase, time.monotonic()
            if not self.live:
                self.out.write(f"{phase} ({total} rows)" if total else phase)
        if self.live:
            self.out.write("\r" + self._line(done, total), ending="")
            self.out.flush()

    def _line(self, done: int, total: int | None) -> str:
        if not total or not done:
            return f"{self.phase:14}"
        rate = done / max(time.monotonic() - self.began, 0.001)
        full = min(WIDTH, WIDTH * done // total)
        left = max(total - done, 0) / rate
        return f"{self.phase:14} [{'#' * full}{'.' * (WIDTH - full)}] {done:,}/{total:,} {rate:,.0f}/s {left:,.0f} s "

    def close(self) -> None:
        """End the line."""
        if self.live and self.phase:
            self.out.write("")
        self.phase = ""
