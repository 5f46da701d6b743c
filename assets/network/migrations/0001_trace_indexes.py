"""The small indexes of what is out of the ordinary on a trace's way."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "trace_indexes.sql"


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            reverse_sql="DROP INDEX IF EXISTS pipe_start_against, pipe_end_against, pipe_not_carrying",
        )
    ]
