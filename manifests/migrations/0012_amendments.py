"""Corrections by consent, manifests entered from paper, and numbers printed ahead; guards in sql/amendments.sql."""

from pathlib import Path

import django.core.serializers.json
import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0002_limits'),
        ('manifests', '0011_deadlines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BackFill',
            fields=[
                ('manifest', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='back_fill', serialize=False, to='manifests.manifest', verbose_name='manifest')),
                ('paper_number', models.CharField(max_length=40, verbose_name='number on the paper')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('transfer_ended_at', models.DateTimeField(verbose_name='transfer ended')),
                ('due_at', models.DateTimeField(verbose_name='to be entered by')),
                ('assumed', models.BooleanField(default=False, verbose_name='holidays not known yet')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'back-fill',
                'verbose_name_plural': 'back-fills',
            },
        ),
        migrations.AlterField(
            model_name='manifest',
            name='kind',
            field=models.CharField(choices=[('normal', 'normal'), ('carried_on', 'carried on from a refused or part-accepted load'), ('backfilled', 'entered from paper'), ('emergency', 'entered from paper: the system was down'), ('special', 'entered from paper: special case'), ('cross_border', 'entered from paper: across the border'), ('transfer_in', 'entered from paper: came from another province')], default='normal', max_length=12, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('changes', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='changes')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('agreed', 'agreed and applied'), ('declined', 'declined'), ('lapsed', 'lapsed'), ('withdrawn', 'withdrawn'), ('overridden', 'imposed by the authority')], default='proposed', max_length=12, verbose_name='state')),
                ('person_name', models.CharField(max_length=60, verbose_name='proposed by')),
                ('recorded_at', models.DateTimeField(verbose_name='proposed')),
                ('lapses_at', models.DateTimeField(verbose_name='lapses')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('ended_by', models.CharField(blank=True, max_length=60, verbose_name='ended by')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='why it ended')),
                ('idempotency_key', models.CharField(blank=True, max_length=80, null=True, verbose_name='idempotency key')),
                ('request_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the request')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.enterprise', verbose_name='for')),
                ('event', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.custodyevent', verbose_name='event')),
                ('manifest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='manifests.manifest', verbose_name='manifest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='AmendmentVoter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('party', models.CharField(choices=[('consignor', 'consignor'), ('carrier', 'carrier'), ('consignee', 'consignee')], max_length=12, verbose_name='as')),
                ('role', models.CharField(choices=[('clerk', 'clerk'), ('dispatcher', 'dispatcher'), ('receiver', 'receiver')], max_length=12, verbose_name='role')),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voters', to='manifests.amendment', verbose_name='correction')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.enterprise', verbose_name='enterprise')),
            ],
            options={
                'verbose_name': 'party that must agree',
                'verbose_name_plural': 'parties that must agree',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AmendmentVote',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('agrees', models.BooleanField(verbose_name='agrees')),
                ('person_name', models.CharField(max_length=60, verbose_name='signed by')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('voter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='vote', to='manifests.amendmentvoter', verbose_name='party')),
            ],
            options={
                'verbose_name': 'answer to a correction',
                'verbose_name_plural': 'answers to corrections',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PaperBlock',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('count', models.PositiveSmallIntegerField(verbose_name='numbers')),
                ('person_name', models.CharField(max_length=60, verbose_name='drawn by')),
                ('recorded_at', models.DateTimeField(verbose_name='drawn')),
                ('idempotency_key', models.CharField(blank=True, max_length=80, null=True, verbose_name='idempotency key')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_blocks', to='facilities.facility', verbose_name='site')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drawn by')),
            ],
            options={
                'verbose_name': 'block of paper numbers',
                'verbose_name_plural': 'blocks of paper numbers',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PaperNumber',
            fields=[
                ('number', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='number')),
                ('spoiled_at', models.DateTimeField(blank=True, null=True, verbose_name='spoiled')),
                ('spoiled_by', models.CharField(blank=True, max_length=60, verbose_name='declared by')),
                ('spoiled_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='manifests.paperblock', verbose_name='block')),
                ('manifest', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='manifests.manifest', verbose_name='entered as')),
            ],
            options={
                'verbose_name': 'paper number',
                'verbose_name_plural': 'paper numbers',
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('manifest',), name='amendment_one_open_a_manifest'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('person', 'idempotency_key'), name='amendment_idempotency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='amendment_ends_with_a_time'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('state__in', ('agreed', 'overridden'))), models.Q(models.Q(('state__in', ('agreed', 'overridden')), _negated=True), ('event__isnull', True)), _connector='OR'), name='amendment_applied_by_an_event'),
        ),
        migrations.AddConstraint(
            model_name='amendmentvoter',
            constraint=models.UniqueConstraint(fields=('amendment', 'party', 'enterprise'), name='amendmentvoter_once'),
        ),
        migrations.AddConstraint(
            model_name='paperblock',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='paperblock_holds_numbers'),
        ),
        migrations.AddConstraint(
            model_name='paperblock',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('person', 'idempotency_key'), name='paperblock_idempotency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='papernumber',
            constraint=models.CheckConstraint(condition=models.Q(('manifest__isnull', True), ('spoiled_at__isnull', True), _connector='OR'), name='papernumber_used_or_spoiled'),
        ),
        migrations.AddConstraint(
            model_name='papernumber',
            constraint=models.CheckConstraint(condition=models.Q(('spoiled_at__isnull', True), models.Q(('spoiled_reason', ''), _negated=True), _connector='OR'), name='papernumber_spoiled_with_reason'),
        ),
        migrations.RunSQL(
            (SQL / "amendments.sql").read_text(encoding="utf-8"),
            (SQL / "amendments_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
