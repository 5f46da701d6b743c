"""Bulk changes are counted in one pass (assets/maps/sql/follow_assets.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("maps", "0002_triggers")]

    operations = [
        migrations.RunSQL(
            (SQL / "follow_assets.sql").read_text(encoding="utf-8"),
            (SQL / "follow_assets_undo.sql").read_text(encoding="utf-8"),
        )
    ]
