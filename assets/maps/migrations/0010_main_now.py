"""Far out the largest mains that stand are found without a walk through all (assets/maps/sql/main_now.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("maps", "0009_margin")]

    operations = [
        migrations.RunSQL(
            (SQL / "main_now.sql").read_text(encoding="utf-8"),
            (SQL / "main_now_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
