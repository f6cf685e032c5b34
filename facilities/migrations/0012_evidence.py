"""Photographs and scans: what they are, their bytes, and what they belong to."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0011_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('permit', 'permit or licence'), ('contract', 'contract'), ('insurance', 'insurance policy'), ('certificate', 'certificate of a vehicle, driver or escort'), ('exemption', 'statement of exemption'), ('paper_manifest', 'manifest on paper'), ('weighing_ticket', 'weighing ticket'), ('discrepancy', 'photograph of a discrepancy'), ('load', 'photograph of the load'), ('training', 'training record'), ('emergency_plan', 'emergency plan or drill'), ('application', 'paper of an application'), ('other', 'something else')], max_length=20, verbose_name='kind')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='what it shows')),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('media_type', models.CharField(choices=[('image/jpeg', 'image/jpeg'), ('image/png', 'image/png'), ('application/pdf', 'application/pdf')], max_length=20, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size (bytes)')),
                ('pages', models.PositiveSmallIntegerField(default=1, verbose_name='pages')),
                ('sha256', models.CharField(max_length=64, verbose_name='digest (SHA-256)')),
                ('put_by_name', models.CharField(max_length=60, verbose_name='put here by')),
                ('put_at', models.DateTimeField(verbose_name='put here')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='why withdrawn')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='facilities.enterprise', verbose_name='of')),
                ('put_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put here by')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'photograph or scan',
                'verbose_name_plural': 'photographs and scans',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceContent',
            fields=[
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='content', serialize=False, to='facilities.evidence', verbose_name='photograph or scan')),
                ('content', models.BinaryField()),
                ('small', models.BinaryField(null=True)),
            ],
            options={
                'verbose_name': 'bytes of a photograph or scan',
                'verbose_name_plural': 'bytes of photographs and scans',
            },
        ),
        migrations.CreateModel(
            name='EvidenceUse',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=20, verbose_name='attached to')),
                ('subject_id', models.UUIDField()),
                ('step', models.CharField(blank=True, max_length=20, verbose_name='with')),
                ('recorded_at', models.DateTimeField(verbose_name='attached')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='facilities.evidence', verbose_name='photograph or scan')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attached by')),
            ],
            options={
                'verbose_name': 'use of a photograph or scan',
                'verbose_name_plural': 'uses of photographs and scans',
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(fields=['enterprise', 'kind', '-id'], name='evidence_of_enterprise'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('enterprise', 'sha256'), name='evidence_once_while_it_stands'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0), ('pages__gt', 0)), name='evidence_of_something'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='evidence_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='evidenceuse',
            constraint=models.UniqueConstraint(fields=('subject', 'subject_id', 'evidence'), name='evidenceuse_once'),
        ),
        migrations.RunSQL(
            (SQL / "evidence.sql").read_text(encoding="utf-8"),
            (SQL / "evidence_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
