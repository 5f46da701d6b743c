from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The index behind the worst assets of a district."""

    dependencies = [("districts", "0002_tally"), ("registry", "0006_events_by_time")]

    operations = [
        migrations.RunSQL(
            (SQL / "worst_index.sql").read_text(encoding="utf-8"), "DROP INDEX IF EXISTS districts_worst"
        )
    ]
