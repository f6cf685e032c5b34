"""Where the kilograms of each batch ended, and of which batches that is to be worked out again."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0001_initial'),
        ('manifests', '0007_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='FateDue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.wastebatch', verbose_name='batch')),
            ],
            options={
                'verbose_name': 'fate that is due',
                'verbose_name_plural': 'fates that are due',
            },
        ),
        migrations.CreateModel(
            name='Fate',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('treated', 'Treated'), ('exported', 'Exported'), ('lost', 'Lost'), ('store', 'In store'), ('site', 'On site, not in a store'), ('transit', 'On the road'), ('scale', 'Scale difference')], max_length=8, verbose_name='kind')),
                ('day', models.DateField(null=True, verbose_name='day')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='weight (kg)')),
                ('area', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.storagearea', verbose_name='storage area')),
                ('facility', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='site')),
                ('method', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.disposalmethod', verbose_name='method')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fates', to='manifests.wastebatch', verbose_name='origin batch')),
            ],
            options={
                'verbose_name': 'fate',
                'verbose_name_plural': 'fates',
                'constraints': [models.UniqueConstraint(fields=('origin', 'kind', 'facility', 'area', 'method', 'day'), name='fate_destination_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kg__gt', 0), models.Q(('kind', 'scale'), models.Q(('kg', 0), _negated=True)), _connector='OR'), name='fate_negative_by_scale_only')],
            },
        ),
        migrations.RunSQL(
            (SQL / "fate.sql").read_text(encoding="utf-8"), (SQL / "fate_reverse.sql").read_text(encoding="utf-8")
        ),
    ]
