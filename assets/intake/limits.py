"""How large and how long: what an import may take, each changed by a Django setting of the same name in capitals."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Limit:
    """A limit: its Django setting and the value where that is not set."""

    setting: str
    default: int

    def __call__(self) -> int:
        return int(getattr(settings, self.setting, self.default))


def upload_bytes() -> int:
    """The largest delivery taken in."""
    return settings.REGISTRY_UPLOAD_LIMIT_MB << 20


archive_members = Limit("INTAKE_ARCHIVE_MEMBERS", 2000)
unpacked_bytes = Limit("INTAKE_UNPACKED_BYTES", 8 << 30)
unpacked_ratio = Limit("INTAKE_UNPACKED_RATIO", 200)
reader_memory_bytes = Limit("INTAKE_READER_MEMORY_BYTES", 2 << 30)
reader_cpu_s = Limit("INTAKE_READER_CPU_S", 1800)
reader_stall_s = Limit("INTAKE_READER_STALL_S", 120)
# Beyond this many different texts a column is no list of choices: it is mapped to the wrong field.
distinct_values = Limit("INTAKE_DISTINCT_VALUES", 20_000)


@dataclass(frozen=True)
class Distance:
    """A distance in metres: its Django setting and the value where that is not set."""

    setting: str
    default: float

    def __call__(self) -> float:
        return float(getattr(settings, self.setting, self.default))


# A pipe's end is joined to a node by place within this.
snap_m = Distance("INTAKE_SNAP_M", 0.5)
# Two surveyed points nearer than this are one: a reflector's and a staff's errors together.
SAME_PLACE_M = 0.1
# Further than this from every district's boundary nothing of the city lies (boundaries may be schematic).
outside_city_m = Distance("INTAKE_OUTSIDE_CITY_M", 5_000)

# From so many rows on the planner is told at once what the registry's tables hold now; for fewer, the server's own
# round (autovacuum, within minutes) is soon enough.
STATISTICS_FROM_ROWS = 10_000

# What one sort may take of the database's memory, and one hash twice over; the largest statement has five at once.
WORK_MEM = "64MB"


@contextmanager
def roomy(cursor) -> Iterator[None]:
    """Let the connection's statements sort and hash a million rows in memory; as before afterwards."""
    cursor.execute("SHOW work_mem")
    before = cursor.fetchone()[0]
    cursor.execute("SELECT set_config('work_mem', %s, false)", [WORK_MEM])
    try:
        yield
    except BaseException:
        if not connection.in_atomic_block:  # a transaction that breaks takes the setting back itself
            cursor.execute("SELECT set_config('work_mem', %s, false)", [before])
        raise
    cursor.execute("SELECT set_config('work_mem', %s, false)", [before])
