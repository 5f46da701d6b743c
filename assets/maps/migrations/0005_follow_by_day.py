"""The triggers know the day, work is on its tiles; all is worked out from the history (assets/maps/sql/by_day.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def script(name: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        (SQL / f"{name}.sql").read_text(encoding="utf-8"), (SQL / f"{undo}.sql").read_text(encoding="utf-8")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0004_by_day"),
        ("registry", "0006_events_by_time"),
        ("work", "0007_upkeep"),
    ]

    operations = [
        # Undone: first the functions go back to what they were, then what they no longer call goes.
        script("by_day", "by_day_undo"),
        migrations.RunSQL(
            migrations.RunSQL.noop, (SQL / "follow_assets.sql").read_text(encoding="utf-8")
        ),
        script("rebuild_counts", "rebuild_counts_undo"),
    ]
