"""Which component classes codes are taken from: the standard's table becomes data a city can correct."""

from django.db import migrations

from assets.standards.component_codes import CLASSES, component_classes_for


def load(apps, schema_editor):
    ComponentClass = apps.get_model("registry", "ComponentClass")
    ComponentClass.objects.bulk_create(
        [
            ComponentClass(
                asset_class=entry.asset_class,
                component_class=entry.code,
                position=component_classes_for(entry.asset_class).index(entry.code),
                name=entry.zh,
                is_extension=entry.is_extension,
            )
            for entry in CLASSES
        ],
        ignore_conflicts=True,
    )


def unload(apps, schema_editor):
    apps.get_model("registry", "ComponentClass").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_guards")]

    operations = [migrations.RunPython(load, unload)]
