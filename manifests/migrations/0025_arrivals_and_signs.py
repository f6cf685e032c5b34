"""The clock of loads that are long on their way, and signs that were printed to be hung up."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0014_arrival_terms'),
        ('manifests', '0024_from_elsewhere'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('arrive', 'bring a load to its receiver'), ('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('amendment', 'answer a correction'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate"), ('crossing_complete', 'say whether a cross-province application is complete'), ('crossing_review', 'review it and ask the receiving province'), ('crossing_reply', 'answer as the receiving province'), ('crossing_decision', 'decide on a cross-province application')], max_length=20, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='SignPrint',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('door', 'on the door'), ('partition', 'the plan in the store')], max_length=9, verbose_name='kind')),
                ('title', models.CharField(max_length=20, verbose_name='title')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='facility code')),
                ('size', models.CharField(max_length=4, verbose_name='width (mm)')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('person_name', models.CharField(max_length=60, verbose_name='printed by')),
                ('recorded_at', models.DateTimeField(verbose_name='printed')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.storagearea', verbose_name='store')),
                ('facility', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sign_prints', to='facilities.facility', verbose_name='site')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='printed by')),
            ],
            options={
                'verbose_name': 'print of a sign',
                'verbose_name_plural': 'prints of signs',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'area', 'kind', 'title', 'code', 'digest'), name='signprint_once_for_what_it_says', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind', 'door'), ('area__isnull', False), _connector='OR'), name='signprint_a_plan_hangs_in_a_store')],
            },
        ),
        migrations.RunSQL(
            (SQL / "sign_prints.sql").read_text(encoding="utf-8"),
            (SQL / "sign_prints_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
