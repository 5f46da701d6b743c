"""When the registry began and what happened since a day are found by index; appended in order, it costs little."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("registry", "0005_fewer_event_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="assetevent",
            index=models.Index(fields=["pgh_created_at"], name="asset_event_time"),
        ),
    ]
