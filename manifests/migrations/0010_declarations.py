"""Codes of the ledgers' entries, declarations, and a site's ledger found by its month."""

from pathlib import Path

import django.core.serializers.json
import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0005_declarations'),
        ('manifests', '0009_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('period', models.CharField(choices=[('month', 'month (C.1)'), ('quarter', 'quarter (C.2)'), ('year', 'year (C.3)')], max_length=8, verbose_name='period')),
                ('start', models.DateField(verbose_name='first day')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('management_class', models.CharField(choices=[('key', 'key site (环境重点监管)'), ('simplified', 'simplified management'), ('registered', 'registered management')], max_length=12, verbose_name='management class')),
                ('receipt_no', models.CharField(max_length=40, unique=True, verbose_name='receipt number')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='as confirmed')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason of the correction')),
                ('due_on', models.DateField(verbose_name='due')),
                ('confirmed_by_name', models.CharField(max_length=60, verbose_name='confirmed by')),
                ('on_behalf_of', models.CharField(max_length=120, verbose_name='for')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed')),
            ],
            options={
                'verbose_name': 'declaration',
                'verbose_name_plural': 'declarations',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='DeclarationDraft',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('period', models.CharField(choices=[('month', 'month (C.1)'), ('quarter', 'quarter (C.2)'), ('year', 'year (C.3)')], max_length=8, verbose_name='period')),
                ('start', models.DateField(verbose_name='first day')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='as drafted')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('drafted_at', models.DateTimeField(verbose_name='drafted')),
            ],
            options={
                'verbose_name': 'draft of a declaration',
                'verbose_name_plural': 'drafts of declarations',
            },
        ),
        migrations.CreateModel(
            name='LedgerCode',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ledger', models.CharField(choices=[('CS', 'B.1 Generated'), ('JS', 'Received'), ('RK', 'B.2 Put into store'), ('CK', 'B.3 Taken out of store'), ('ZX', 'B.4 Used or disposed of here'), ('WW', 'B.5 Handed over'), ('TZ', 'Adjustments and losses'), ('CX', 'Counter-entries of voided manifests')], max_length=2, verbose_name='ledger')),
                ('day', models.DateField(verbose_name='day')),
                ('serial', models.PositiveIntegerField(verbose_name='no.')),
                ('code', models.CharField(max_length=28, verbose_name='batch code')),
            ],
            options={
                'verbose_name': 'code of a ledger entry',
                'verbose_name_plural': 'codes of ledger entries',
            },
        ),
        migrations.CreateModel(
            name='LedgerDue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'movement to be numbered',
                'verbose_name_plural': 'movements to be numbered',
            },
        ),
        migrations.AlterField(
            model_name='movement',
            name='from_facility',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='from facility'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='to_facility',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='to facility'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('to_facility__isnull', False)), fields=['to_facility', 'happened_at'], name='movement_comes'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('from_facility__isnull', False)), fields=['from_facility', 'happened_at'], name='movement_goes'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='confirmed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='delegation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='facilities.delegation', verbose_name='under the consent'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='declarationdraft',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declaration_drafts', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='ledgercode',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.wastebatch', verbose_name='batch'),
        ),
        migrations.AddField(
            model_name='ledgercode',
            name='facility',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='ledgercode',
            name='movement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='manifests.movement', verbose_name='movement'),
        ),
        migrations.AddField(
            model_name='ledgerdue',
            name='movement',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.movement', verbose_name='movement'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('facility', 'period', 'start', 'version'), name='declaration_version_once'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='declaration_corrected_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='declarationdraft',
            constraint=models.UniqueConstraint(fields=('facility', 'period', 'start'), name='declarationdraft_once'),
        ),
        migrations.AddIndex(
            model_name='ledgercode',
            index=models.Index(fields=['batch', 'facility', 'ledger'], name='ledgercode_of_batch'),
        ),
        migrations.AddConstraint(
            model_name='ledgercode',
            constraint=models.UniqueConstraint(fields=('movement', 'ledger', 'facility'), name='ledgercode_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgercode',
            constraint=models.UniqueConstraint(condition=models.Q(('ledger', 'CS'), _negated=True), fields=('facility', 'code'), name='ledgercode_own'),
        ),
        migrations.RunSQL(
            (SQL / "declarations.sql").read_text(encoding="utf-8"),
            (SQL / "declarations_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
