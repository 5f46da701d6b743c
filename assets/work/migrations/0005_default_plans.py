"""The trade's usual intervals as plans; a city changes them in the administration."""

from django.db import migrations

from assets.work.default_plans import load_default_plans


def load(apps, schema_editor) -> None:
    load_default_plans(apps.get_model("work", "MaintenancePlan"))


class Migration(migrations.Migration):
    dependencies = [("work", "0004_kinds_of_work")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
