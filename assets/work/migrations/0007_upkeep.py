"""What was done to each asset and when it is next due, in one row an asset (assets/work/sql/upkeep.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import assets.registry.classes

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_fewer_event_indexes'),
        ('work', '0006_fewer_event_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upkeep',
            fields=[
                ('asset', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='upkeep', serialize=False, to='registry.asset')),
                ('asset_class', models.CharField(choices=assets.registry.classes.class_choices, max_length=30)),
                ('district_id', models.BigIntegerField(null=True)),
                ('last_inspected_on', models.DateField(null=True, verbose_name='last inspected on')),
                ('last_maintained_on', models.DateField(null=True, verbose_name='last worked on')),
                ('inspections', models.IntegerField(default=0, verbose_name='inspections')),
                ('works', models.IntegerField(default=0, verbose_name='finished works')),
                ('works_cost_yuan', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='cost of works (yuan)')),
                ('next_due_on', models.DateField(null=True, verbose_name='next due on')),
            ],
            options={
                'verbose_name': 'upkeep',
                'verbose_name_plural': 'upkeep',
            },
        ),
        migrations.RunSQL(
            (SQL / "upkeep.sql").read_text(encoding="utf-8"),
            (SQL / "upkeep_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
