"""The command's progress bar: redrawn on a terminal, silent elsewhere."""

import time

WIDTH = 30
SECONDS_BETWEEN = 0.2


class Bar:
    """Call it with rows done and rows in all."""

    def __init__(self, out) -> None:
        self.out = out
        self.live = out.isatty()
        self.began = time.monotonic()
        self.drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.live or (now - self.drawn < SECONDS_BETWEEN and done < total):
            return
        self.drawn = now
        rate = done / max(now - self.began, 0.001)
        left_s = (total - done) / rate if rate else 0
        full = min(WIDTH, WIDTH * done // max(total, 1))
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {done:,}/{total:,} {rate:,.0f}/s {left_s:,.0f} s "
        self.out.write(f"\r{line}", ending="")
        self.out.flush()

    def close(self) -> None:
        """End the line."""
        if self.live and self.drawn:
            self.out.write("")
