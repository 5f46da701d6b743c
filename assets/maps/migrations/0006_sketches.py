"""Mains as fine as their zooms can show; they are built anew when asked for."""

import django.contrib.gis.db.models.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("maps", "0005_follow_by_day")]

    operations = [
        migrations.RunSQL("DELETE FROM maps_main; DELETE FROM maps_mainsbuilt", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="main",
            name="sketch",
            field=django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=3857),
            preserve_default=False,
        ),
    ]
