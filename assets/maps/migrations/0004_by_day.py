"""Counts and changes by day, facts of each asset through time, what lay where before."""

import datetime
import django.contrib.gis.db.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maps', '0003_follow_assets'),
    ]

    operations = [
        migrations.CreateModel(
            name='CellDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grid', models.SmallIntegerField()),
                ('cell_x', models.IntegerField()),
                ('cell_y', models.IntegerField()),
                ('asset_class', models.CharField(max_length=30)),
                ('condition', models.SmallIntegerField()),
                ('status', models.CharField(max_length=20)),
                ('district_id', models.BigIntegerField(null=True)),
                ('span', models.CharField(max_length=1)),
                ('on_day', models.DateField()),
                ('assets', models.IntegerField()),
                ('east_m', models.FloatField()),
                ('south_m', models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('asset_id', models.BigIntegerField()),
                ('district_id', models.BigIntegerField(null=True)),
                ('from_day', models.DateField()),
                ('to_day', models.DateField()),
                ('east', models.IntegerField()),
                ('south', models.IntegerField()),
                ('installed_on', models.DateField(null=True)),
                ('inspected_on', models.DateField(null=True)),
                ('maintained_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('owner', models.IntegerField()),
                ('size_mm', models.IntegerField(null=True)),
                ('asset_class', models.IntegerField()),
                ('status', models.IntegerField()),
                ('material', models.IntegerField(null=True)),
                ('category', models.IntegerField(null=True)),
                ('condition', models.SmallIntegerField()),
                ('line', django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=3857)),
            ],
        ),
        migrations.CreateModel(
            name='FactsBuilt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('changes', models.BigIntegerField()),
                ('newest', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Left',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset_id', models.BigIntegerField()),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('left_at', models.DateTimeField()),
                ('is_landmark', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=200, unique=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='tilechange',
            name='tile_change_place',
        ),
        migrations.AddField(
            model_name='cachedtile',
            name='version',
            field=models.CharField(default='', max_length=50),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cellcount',
            name='on_day',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='main',
            name='from_day',
            field=models.DateField(default=datetime.date(1, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='main',
            name='to_day',
            field=models.DateField(default=datetime.date(1, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='tilechange',
            name='on_day',
            field=models.DateField(default=datetime.date(1, 1, 1)),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='cachedtile',
            name='drawn_at',
            field=models.DateTimeField(db_index=True),
        ),
        migrations.AlterField(
            model_name='main',
            name='geometry',
            field=django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=3857),
        ),
        migrations.AddIndex(
            model_name='tilechange',
            index=models.Index(fields=['x', 'y', 'on_day', 'id'], name='tile_change_place'),
        ),
        migrations.AddIndex(
            model_name='cellday',
            index=models.Index(fields=['grid', 'cell_x', 'cell_y'], name='cell_day_place'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['x', 'y'], name='fact_place'),
        ),
        migrations.AddConstraint(
            model_name='factsbuilt',
            constraint=models.UniqueConstraint(fields=('x', 'y'), name='facts_built_place'),
        ),
        migrations.AddIndex(
            model_name='left',
            index=models.Index(fields=['x', 'y', 'left_at'], name='left_place'),
        ),
        migrations.AddIndex(
            model_name='left',
            index=models.Index(condition=models.Q(('is_landmark', True)), fields=['x', 'y'], name='left_landmark'),
        ),
    ]
