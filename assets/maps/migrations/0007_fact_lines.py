"""Large pipes among the facts are found without the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("maps", "0006_sketches")]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("line__isnull", False)), fields=["x", "y"], name="fact_line"
            ),
        ),
    ]
