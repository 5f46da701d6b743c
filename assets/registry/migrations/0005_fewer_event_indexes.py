"""Events are found by asset and by context only; an insert that brings everything calls no row trigger."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_indexes_of_the_few'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assetevent',
            name='district',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.district', verbose_name='district'),
        ),
        migrations.AlterField(
            model_name='districtevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.district', verbose_name='belongs to'),
        ),
        migrations.AlterField(
            model_name='districtevent',
            name='replaced_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.district', verbose_name='replaced by'),
        ),
        migrations.AlterField(
            model_name='inletevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='junctionevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='manholeevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='outfallevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='parkevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='pipeevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='pipeevent',
            name='end_node',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, limit_choices_to={'is_node': True}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.asset', verbose_name='end node'),
        ),
        migrations.AlterField(
            model_name='pipeevent',
            name='start_node',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, limit_choices_to={'is_node': True}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.asset', verbose_name='start node'),
        ),
        migrations.AlterField(
            model_name='pumpingstationevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='sluicegateevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='treatmentplantevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='wastefacilityevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.AlterField(
            model_name='waterbodyevent',
            name='asset_ptr',
            field=models.ForeignKey(auto_created=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='registry.asset'),
        ),
        migrations.RunSQL(
            (SQL / "completion.sql").read_text(encoding="utf-8"),
            (SQL / "completion_undo.sql").read_text(encoding="utf-8"),
        ),
    ]
