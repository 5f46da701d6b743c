"""The rules the database keeps for work (assets/work/sql)."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def script(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        (SQL / f"{name}.sql").read_text(encoding="utf-8"),
        (SQL / f"{name}_undo.sql").read_text(encoding="utf-8"),
    )


def calendar() -> migrations.RunSQL:
    text = (SQL / "calendar.sql").read_text(encoding="utf-8")
    quoted = "'" + settings.TIME_ZONE.replace("'", "''") + "'"
    return migrations.RunSQL(text.replace("{time_zone}", quoted), "DROP FUNCTION work_city_date(timestamptz)")


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("registry", "0002_guards")]

    operations = [calendar(), script("guards"), script("condition"), script("due")]
