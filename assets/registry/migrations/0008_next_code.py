"""Codes for many rows that come without are given by blocks: pasting thousands no longer slows down row by row."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_extent'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "next_code.sql").read_text(encoding="utf-8"),
            (SQL / "next_code_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
