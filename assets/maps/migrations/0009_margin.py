"""What changes in a tile's margin changes the tile (assets/maps/sql/margin.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("maps", "0008_rewritten")]

    operations = [
        migrations.RunSQL(
            (SQL / "margin.sql").read_text(encoding="utf-8"),
            (SQL / "margin_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
