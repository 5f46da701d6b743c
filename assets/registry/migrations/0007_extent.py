"""The database takes no shape that no city can hold."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_events_by_time'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "extent.sql").read_text(encoding="utf-8"),
            (SQL / "extent_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
