"""When a receipt found something otherwise than the manifest says, and when its consignor has seen that."""

from django.db import migrations, models
from django.db.models import Q

# Receipts of the time before: what was refused, taken in part or called a significant difference. Loads on their way
# home are their consignor's own.
FILL = """
    UPDATE manifests_manifest m SET discrepancy_at = m.received_at
    WHERE m.received_at IS NOT NULL AND NOT (m.kind = 'carried_on' AND m.consignee_id = m.consignor_id)
        AND EXISTS (
            SELECT FROM manifests_manifestline l WHERE l.manifest_id = m.id
                AND (l.opinion IN ('part', 'refuse') OR l.significant_difference <> '')
        )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0015_label_prints'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate"), ('crossing_complete', 'say whether a cross-province application is complete'), ('crossing_review', 'review it and ask the receiving province'), ('crossing_reply', 'answer as the receiving province'), ('crossing_decision', 'decide on a cross-province application')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='manifest',
            name='discrepancy_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discrepancy told'),
        ),
        migrations.AddField(
            model_name='manifest',
            name='acknowledged_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discrepancy seen by the consignor'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # The rows' checks that wait for the end of the transaction would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.CheckConstraint(condition=Q(('acknowledged_at__isnull', True), ('discrepancy_at__isnull', False), _connector='OR'), name='manifest_acknowledges_a_discrepancy'),
        ),
        migrations.AddIndex(
            model_name='manifest',
            index=models.Index(condition=Q(('acknowledged_at', None), ('discrepancy_at__isnull', False)), fields=['discrepancy_at'], name='manifest_discrepancy_unseen'),
        ),
    ]
