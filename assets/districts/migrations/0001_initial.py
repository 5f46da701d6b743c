"""The stores behind the figures of districts, and recounts of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('ok', models.BooleanField(null=True, verbose_name='equal')),
                ('found', models.IntegerField(default=0, verbose_name='differences')),
                ('differences', models.JSONField(default=list)),
                ('counted', models.JSONField(default=dict)),
                ('repaired', models.BooleanField(default=False, verbose_name='repaired')),
            ],
            options={
                'verbose_name': 'recount',
                'verbose_name_plural': 'recounts',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='DueTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(max_length=1)),
                ('on_day', models.DateField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('asset_class', models.CharField(max_length=30)),
                ('assets', models.IntegerField()),
                ('tasks', models.IntegerField()),
                ('open_work', models.IntegerField()),
                ('overdue_work', models.IntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['span', 'on_day', 'district_id'], name='districts_duetally_day')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_day', models.DateField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('asset_class', models.CharField(max_length=30)),
                ('condition', models.SmallIntegerField()),
                ('status', models.CharField(max_length=20)),
                ('assets', models.IntegerField()),
                ('length_m', models.FloatField()),
                ('area_m2', models.FloatField()),
            ],
            options={
                'indexes': [models.Index(fields=['on_day', 'district_id'], name='districts_tally_day')],
            },
        ),
        migrations.CreateModel(
            name='WorkDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_day', models.DateField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('asset_class', models.CharField(max_length=30)),
                ('kind', models.CharField(max_length=20)),
                ('inspections', models.IntegerField()),
                ('works', models.IntegerField()),
                ('cost_yuan', models.DecimalField(decimal_places=2, max_digits=16)),
            ],
            options={
                'indexes': [models.Index(fields=['on_day', 'district_id'], name='districts_workday_day')],
            },
        ),
        migrations.CreateModel(
            name='WorkTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('asset_class', models.CharField(max_length=30)),
                ('kind', models.CharField(max_length=20)),
                ('inspections', models.IntegerField()),
                ('works', models.IntegerField()),
                ('cost_yuan', models.DecimalField(decimal_places=2, max_digits=16)),
            ],
            options={
                'indexes': [models.Index(fields=['month', 'district_id'], name='districts_worktally_month')],
            },
        ),
    ]
