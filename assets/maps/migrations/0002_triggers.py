"""Triggers that keep the map current, filled from the rows that are there (assets/maps/sql/triggers.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("maps", "0001_initial"), ("registry", "0003_component_classes")]

    operations = [
        migrations.RunSQL(
            (SQL / "triggers.sql").read_text(encoding="utf-8"),
            (SQL / "triggers_undo.sql").read_text(encoding="utf-8"),
        )
    ]
