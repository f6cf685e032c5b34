"""Which run a print of labels belongs to, what is in a run's file, and a run's own key against being asked twice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0020_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='printrun',
            name='idempotency_key',
            field=models.CharField(blank=True, max_length=80, null=True, verbose_name='idempotency key'),
        ),
        migrations.AddField(
            model_name='printrun',
            name='printed',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='labelprint',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.printrun', verbose_name='print run'),
        ),
        migrations.AddConstraint(
            model_name='printrun',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('person', 'idempotency_key'), name='print_idempotency_key_once'),
        ),
    ]
