"""Prints of labels, and label codes drawn ahead; guards in sql/label_prints.sql."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0002_limits'),
        ('manifests', '0014_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LabelPrint',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('layout', models.CharField(max_length=12, verbose_name='layout')),
                ('start', models.PositiveSmallIntegerField(default=1, verbose_name='first place')),
                ('count', models.PositiveIntegerField(verbose_name='number of labels')),
                ('reprints', models.PositiveIntegerField(default=0, verbose_name='of them printed before')),
                ('reason', models.CharField(blank=True, choices=[('damaged', 'damaged or unreadable'), ('lost', 'lost'), ('printer', 'wrong printer or paper'), ('filled_in', 'was printed ahead, now with its weight'), ('other', 'another reason')], max_length=12, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                ('person_name', models.CharField(max_length=60, verbose_name='printed by')),
                ('recorded_at', models.DateTimeField(verbose_name='printed')),
                ('idempotency_key', models.CharField(blank=True, max_length=80, null=True, verbose_name='idempotency key')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='label_prints', to='facilities.facility', verbose_name='site')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='printed by')),
            ],
            options={
                'verbose_name': 'print of labels',
                'verbose_name_plural': 'prints of labels',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PrintedLabel',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('digital_id', models.CharField(max_length=37, verbose_name='digital identification code')),
                ('copy', models.PositiveSmallIntegerField(verbose_name='copy')),
                ('print', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='manifests.labelprint', verbose_name='print')),
            ],
            options={
                'verbose_name': 'printed label',
                'verbose_name_plural': 'printed labels',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SerialBlock',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='for the day')),
                ('first', models.PositiveSmallIntegerField(verbose_name='first serial')),
                ('last', models.PositiveSmallIntegerField(verbose_name='last serial')),
                ('litres', models.DecimalField(decimal_places=1, max_digits=9, verbose_name='volume of a container (L)')),
                ('person_name', models.CharField(max_length=60, verbose_name='drawn by')),
                ('recorded_at', models.DateTimeField(verbose_name='drawn')),
                ('idempotency_key', models.CharField(blank=True, max_length=80, null=True, verbose_name='idempotency key')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='serial_blocks', to='facilities.facility', verbose_name='site')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drawn by')),
                ('stream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.wastestream', verbose_name='waste')),
                ('waste_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.wastecode', verbose_name='waste code')),
            ],
            options={
                'verbose_name': 'block of label codes',
                'verbose_name_plural': 'blocks of label codes',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='BlockSerial',
            fields=[
                ('digital_id', models.CharField(max_length=37, primary_key=True, serialize=False, verbose_name='digital identification code')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='declared void')),
                ('voided_by', models.CharField(blank=True, max_length=60, verbose_name='declared by')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('container', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drawn_ahead', to='manifests.container', verbose_name='container')),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='serials', to='manifests.serialblock', verbose_name='block')),
            ],
            options={
                'verbose_name': 'label code drawn ahead',
                'verbose_name_plural': 'label codes drawn ahead',
                'ordering': ['digital_id'],
            },
        ),
        migrations.AddIndex(
            model_name='labelprint',
            index=models.Index(fields=['facility', '-id'], name='labelprint_by_site'),
        ),
        migrations.AddConstraint(
            model_name='labelprint',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='labelprint_holds_labels'),
        ),
        migrations.AddConstraint(
            model_name='labelprint',
            constraint=models.CheckConstraint(condition=models.Q(('reprints', 0), models.Q(('reason', ''), _negated=True), _connector='OR'), name='labelprint_again_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='labelprint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='labelprint_other_in_words'),
        ),
        migrations.AddConstraint(
            model_name='labelprint',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('person', 'idempotency_key'), name='labelprint_idempotency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='printedlabel',
            constraint=models.UniqueConstraint(fields=('digital_id', 'copy'), name='printedlabel_copy_once'),
        ),
        migrations.AddConstraint(
            model_name='printedlabel',
            constraint=models.CheckConstraint(condition=models.Q(('copy__gt', 0)), name='printedlabel_copies_from_one'),
        ),
        migrations.AddConstraint(
            model_name='serialblock',
            constraint=models.CheckConstraint(condition=models.Q(('first__gt', 0), ('last__gte', models.F('first')), ('last__lte', 999)), name='serialblock_of_three_digits'),
        ),
        migrations.AddConstraint(
            model_name='serialblock',
            constraint=models.CheckConstraint(condition=models.Q(('litres__gt', 0)), name='serialblock_for_some_volume'),
        ),
        migrations.AddConstraint(
            model_name='serialblock',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('person', 'idempotency_key'), name='serialblock_idempotency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='blockserial',
            constraint=models.CheckConstraint(condition=models.Q(('container__isnull', True), ('voided_at__isnull', True), _connector='OR'), name='blockserial_used_or_void'),
        ),
        migrations.AddConstraint(
            model_name='blockserial',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='blockserial_void_with_reason'),
        ),
        migrations.RunSQL(
            (SQL / "label_prints.sql").read_text(encoding="utf-8"),
            (SQL / "label_prints_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
