"""Moot corrections, voluntary declarations, what a paper says of its number."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0011_terms'),
        ('manifests', '0019_retract'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='backfill',
            name='issued_by',
            field=models.CharField(blank=True, max_length=80, verbose_name='number issued by'),
        ),
        migrations.AddField(
            model_name='backfill',
            name='page',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='page'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='voluntary',
            field=models.BooleanField(default=False, verbose_name='voluntary'),
        ),
        migrations.AddField(
            model_name='declarationdraft',
            name='differences',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='differences'),
        ),
        migrations.AlterField(
            model_name='amendment',
            name='state',
            field=models.CharField(choices=[('proposed', 'proposed'), ('agreed', 'agreed and applied'), ('declined', 'declined'), ('lapsed', 'lapsed'), ('withdrawn', 'withdrawn'), ('moot', 'moot: the manifest is void or cancelled'), ('overridden', 'imposed by the authority')], default='proposed', max_length=12, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('amendment', 'answer a correction'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate"), ('crossing_complete', 'say whether a cross-province application is complete'), ('crossing_review', 'review it and ask the receiving province'), ('crossing_reply', 'answer as the receiving province'), ('crossing_decision', 'decide on a cross-province application')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='backfill',
            index=models.Index(django.db.models.functions.text.Upper('paper_number'), name='backfill_paper_number'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('voluntary', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='declaration_voluntary_for_a_reason'),
        ),
    ]
