"""Triggers that keep the stores of figures, filled from rows and history (assets/districts/sql/tally.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("districts", "0001_initial"), ("registry", "0005_fewer_event_indexes"), ("work", "0007_upkeep")]

    operations = [
        migrations.RunSQL(
            (SQL / "tally.sql").read_text(encoding="utf-8"),
            (SQL / "tally_undo.sql").read_text(encoding="utf-8"),
        )
    ]
