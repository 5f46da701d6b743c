"""The index of the rarer classes for the nearest of one class."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "nearby_index.sql"


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"), reverse_sql="DROP INDEX IF EXISTS asset_rarer_geometry"
        )
    ]
