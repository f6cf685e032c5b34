"""A small firm's consent that another firm declares or fills in for it."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0004_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('may_declare', models.BooleanField(default=False, verbose_name='confirms declarations')),
                ('may_fill', models.BooleanField(default=False, verbose_name='declares batches and fills in manifests')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(verbose_name='valid to')),
                ('given_by_name', models.CharField(max_length=60, verbose_name='given by')),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entrusted', to='facilities.enterprise', verbose_name='entrusted to')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='facilities.facility', verbose_name='facility')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
            ],
            options={
                'verbose_name': 'delegation',
                'verbose_name_plural': 'delegations',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('revoked_at', None)), fields=['delegate', 'valid_to'], name='delegation_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('may_declare', True), ('may_fill', True), _connector='OR'), name='delegation_of_something'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='delegation_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='delegation_revoked_by_somebody')],
            },
        ),
        migrations.RunSQL(
            (SQL / "delegation.sql").read_text(encoding="utf-8"),
            (SQL / "delegation_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
