"""Numbers that the nation and provinces give: blocks, masks, and one manifest a number; guards in sql/numbers.sql."""

from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import facilities.keys
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


TIDY = """
UPDATE manifests_manifest SET national_no = translate(national_no, '０１２３４５６７８９', '0123456789')
WHERE national_no ~ '[０-９]';
DO $$
DECLARE found text;
BEGIN
    SELECT string_agg(national_no || ' (' || manifests || ')', '; ') INTO found
    FROM (SELECT national_no, string_agg(coalesce(number, id::text), ', ') AS manifests FROM manifests_manifest
          WHERE national_no <> '' GROUP BY national_no HAVING count(*) > 1 OR national_no !~ '^[0-9]{14}$') AS wrong;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'Correct these national numbers first: each has 14 digits and stands on one manifest. %', found;
    END IF;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0007_sheets'),
        ('manifests', '0013_profiles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TIDY, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='NumberBlock',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('first_no', models.BigIntegerField(verbose_name='first number')),
                ('last_no', models.BigIntegerField(verbose_name='last number')),
                ('next_no', models.BigIntegerField(verbose_name='next number')),
                ('granted_last_no', models.BigIntegerField(verbose_name='last number as granted')),
                ('granted_by', models.CharField(max_length=120, verbose_name='granted by')),
                ('document', models.CharField(max_length=80, verbose_name='document number')),
                ('granted_on', models.DateField(verbose_name='granted on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'block of national numbers',
                'verbose_name_plural': 'blocks of national numbers',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='NumberMask',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('mask', models.CharField(max_length=40, verbose_name='mask')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('document', models.CharField(max_length=80, verbose_name='document number')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
            ],
            options={
                'verbose_name': "mask of a province's numbers",
                'verbose_name_plural': "masks of provinces' numbers",
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='manifest',
            name='provincial_no',
            field=models.CharField(blank=True, max_length=40, verbose_name='provincial number'),
        ),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.CheckConstraint(condition=models.Q(('national_no', ''), ('national_no__regex', '^[0-9]{14}$'), _connector='OR'), name='manifest_national_no_shape'),
        ),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.UniqueConstraint(condition=models.Q(('national_no', ''), _negated=True), fields=('national_no',), name='manifest_national_no_once'),
        ),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Left('origin_region', 2), models.F('provincial_no'), condition=models.Q(('provincial_no', ''), _negated=True), name='manifest_provincial_no_once'),
        ),
        migrations.AddField(
            model_name='numberblock',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='numberblock',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.region', verbose_name='shipping city'),
        ),
        migrations.AddField(
            model_name='numbermask',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='numbermask',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.region', verbose_name='province'),
        ),
        migrations.AddConstraint(
            model_name='numberblock',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('first_no'), models.F('last_no'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&')], name='numberblock_never_overlaps'),
        ),
        migrations.AddConstraint(
            model_name='numberblock',
            constraint=models.CheckConstraint(condition=models.Q(('first_no__gt', 0), ('last_no__gte', models.F('first_no')), ('last_no__lte', models.F('granted_last_no'))), name='numberblock_in_order'),
        ),
        migrations.AddConstraint(
            model_name='numberblock',
            constraint=models.CheckConstraint(condition=models.Q(('next_no__gte', models.F('first_no')), ('next_no__lte', django.db.models.expressions.CombinedExpression(models.F('last_no'), '+', models.Value(1)))), name='numberblock_within'),
        ),
        migrations.AddConstraint(
            model_name='numbermask',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('region',), name='numbermask_open_once'),
        ),
        migrations.AddConstraint(
            model_name='numbermask',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), fields=('region', 'valid_from'), name='numbermask_starts_once'),
        ),
        migrations.RunSQL(
            (SQL / "numbers.sql").read_text(encoding="utf-8"),
            (SQL / "numbers_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
