"""
`intake_transformed` catches errors, which PostgreSQL does by subtransactions, which a parallel worker may not start:
it was marked as safe there, and failed on the first delivery large enough for a parallel plan.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_mapping_templates")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION intake_transformed(geometry, integer) PARALLEL UNSAFE",
            "ALTER FUNCTION intake_transformed(geometry, integer) PARALLEL SAFE",
        )
    ]
