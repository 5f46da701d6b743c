"""The schema that staging tables lie in, and the functions that read what was staged (assets/intake/sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("registry", "0002_guards")]

    operations = [
        migrations.RunSQL(
            (SQL / "schema.sql").read_text(encoding="utf-8"),
            (SQL / "schema_undo.sql").read_text(encoding="utf-8"),
        )
    ]
