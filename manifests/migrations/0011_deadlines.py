"""Clocks of every kind: whose they are, what they are about, when they warn, whom they have told."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Until here each clock was a receiver's, to confirm a manifest. Those that run tell from now on; those met are history.
FILL = """
    UPDATE manifests_deadline d SET facility_id = m.consignee_id, subject_id = m.id, label = coalesce(m.number, ''),
        warn_at = greatest(d.started_at, d.due_at - interval '2 days'),
        tell_at = CASE WHEN d.met_at IS NULL THEN greatest(d.started_at, d.due_at - interval '2 days') END,
        fell_away = d.met_at IS NOT NULL AND m.state = 'voided' AND m.closed_at IS NULL
    FROM manifests_manifest m WHERE m.id = d.manifest_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0006_deadlines'),
        ('manifests', '0010_declarations'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='deadline', name='deadline_once'),
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate")], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='manifest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='manifests.manifest', verbose_name='manifest'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='manifests.wastebatch', verbose_name='batch'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='facility',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='deadline', name='subject_id', field=models.UUIDField(null=True, verbose_name='subject')
        ),
        migrations.AddField(
            model_name='deadline',
            name='period',
            field=models.CharField(blank=True, default='', max_length=7, verbose_name='period'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='deadline',
            name='label',
            field=models.CharField(blank=True, default='', max_length=120, verbose_name='subject'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='deadline', name='warn_at', field=models.DateTimeField(null=True, verbose_name='warned from')
        ),
        migrations.AddField(
            model_name='deadline',
            name='fell_away',
            field=models.BooleanField(default=False, verbose_name='fell away'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='told',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='told so far'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='tell_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='tell the next'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # The rows' checks that wait for the end of the transaction would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='deadline',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AlterField(
            model_name='deadline', name='subject_id', field=models.UUIDField(verbose_name='subject')
        ),
        migrations.AlterField(
            model_name='deadline', name='warn_at', field=models.DateTimeField(verbose_name='warned from')
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=Q(('met_at', None)), fields=('kind', 'subject_id', 'facility', 'period'), name='deadline_runs_once'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=Q(('fell_away', False), ('met_at__isnull', False), _connector='OR'), name='deadline_fell_away_ended'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=Q(('met_at', None), ('tell_at__isnull', False)), fields=['tell_at'], name='deadline_to_tell'),
        ),
    ]
