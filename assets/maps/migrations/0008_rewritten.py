"""A history written by hand is told by its events alone (assets/maps/sql/rewritten.sql)."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("maps", "0007_fact_lines")]

    operations = [
        migrations.CreateModel(
            name="Rewritten",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rewritten_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            (SQL / "rewritten.sql").read_text(encoding="utf-8"),
            (SQL / "rewritten_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
