"""What is there, by month too (assets/districts/sql/tally_months.sql)."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("districts", "0003_worst"),
    ]

    operations = [
        migrations.CreateModel(
            name='TallyMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('asset_class', models.CharField(max_length=30)),
                ('condition', models.SmallIntegerField()),
                ('status', models.CharField(max_length=20)),
                ('assets', models.IntegerField()),
                ('length_m', models.FloatField()),
                ('area_m2', models.FloatField()),
            ],
            options={
                'indexes': [models.Index(fields=['month', 'district_id'], name='districts_tallymonth_month')],
            },
        ),
        migrations.RunSQL(
            (SQL / "tally_months.sql").read_text(encoding="utf-8"),
            (SQL / "tally_months_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
