"""Nothing in the schema: component classes are loaded after migrate, where the table is empty (registry.codes)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_guards")]

    operations: list = []
