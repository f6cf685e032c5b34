"""Applications to move waste to another province: drafts, versions as handed in, steps of the authorities."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0008_persons_in_charge'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadlinerule',
            name='code',
            field=models.CharField(choices=[('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate"), ('crossing_complete', 'say whether a cross-province application is complete'), ('crossing_review', 'review it and ask the receiving province'), ('crossing_reply', 'answer as the receiving province'), ('crossing_decision', 'decide on a cross-province application')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='deadlinerule',
            name='starts',
            field=models.CharField(choices=[('received', 'the load is received'), ('transfer_ended', 'the transfer ends'), ('year', 'the year begins'), ('month_ended', 'the month ends'), ('quarter_ended', 'the quarter ends'), ('year_ended', 'the year ends'), ('held', 'the waste comes to the site'), ('valid_to', "the paper's last valid day"), ('step_before', 'the step before it is taken')], max_length=14, verbose_name='runs from when'),
        ),
        migrations.CreateModel(
            name='CrossingApplication',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, max_length=24, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('handed_in', 'handed in'), ('returned', 'returned: incomplete'), ('accepted', 'accepted as complete'), ('consulted', 'reviewed, receiving province asked'), ('replied', 'receiving province has answered'), ('granted', 'granted'), ('refused', 'refused'), ('withdrawn', 'withdrawn by the applicant')], default='draft', max_length=10, verbose_name='state')),
                ('valid_from', models.DateField(verbose_name='period asked for, from')),
                ('valid_to', models.DateField(verbose_name='period asked for, to')),
                ('treatment', models.CharField(blank=True, max_length=600, verbose_name='how the receiver treats it')),
                ('begun_at', models.DateTimeField(verbose_name='begun')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by')),
                ('consignee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crossings_in', to='facilities.facility', verbose_name='consignee')),
                ('consignor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crossings_out', to='facilities.facility', verbose_name='consignor')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.disposalmethod', verbose_name='method')),
            ],
            options={
                'verbose_name': 'cross-province application',
                'verbose_name_plural': 'cross-province applications',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CrossingLine',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=11, verbose_name='waste code')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='asked for (kg)')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='facilities.crossingapplication', verbose_name='application')),
            ],
            options={
                'verbose_name': 'waste of an application',
                'verbose_name_plural': 'wastes of an application',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CrossingStep',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='step')),
                ('kind', models.CharField(choices=[('draft', 'draft'), ('handed_in', 'handed in'), ('returned', 'returned: incomplete'), ('accepted', 'accepted as complete'), ('consulted', 'reviewed, receiving province asked'), ('replied', 'receiving province has answered'), ('granted', 'granted'), ('refused', 'refused'), ('withdrawn', 'withdrawn by the applicant')], max_length=10, verbose_name='what happened')),
                ('happened_on', models.DateField(verbose_name='on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('recorded_by_name', models.CharField(max_length=60, verbose_name='recorded by')),
                ('office', models.CharField(blank=True, max_length=80, verbose_name='office')),
                ('agrees', models.BooleanField(blank=True, null=True, verbose_name='agrees')),
                ('document_no', models.CharField(blank=True, max_length=60, verbose_name='number of the letter or decision')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='was due')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='facilities.crossingapplication', verbose_name='application')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'step of a cross-province application',
                'verbose_name_plural': 'steps of cross-province applications',
                'ordering': ['application', 'number'],
            },
        ),
        migrations.CreateModel(
            name='CrossingVersion',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('content', models.JSONField(verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('handed_in_at', models.DateTimeField(verbose_name='handed in')),
                ('handed_in_by_name', models.CharField(max_length=60, verbose_name='handed in by')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='facilities.crossingapplication', verbose_name='application')),
                ('handed_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed in by')),
            ],
            options={
                'verbose_name': 'version of a cross-province application',
                'verbose_name_plural': 'versions of cross-province applications',
                'ordering': ['application', '-number'],
            },
        ),
        migrations.AddConstraint(
            model_name='crossingapplication',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='crossing_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='crossingapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', ''), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('number', ''), _negated=True)), _connector='OR'), name='crossing_numbered_once_handed_in'),
        ),
        migrations.AddConstraint(
            model_name='crossingapplication',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='crossing_number_once'),
        ),
        migrations.AddConstraint(
            model_name='crossingline',
            constraint=models.UniqueConstraint(fields=('application', 'code'), name='crossingline_code_once'),
        ),
        migrations.AddConstraint(
            model_name='crossingline',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gt', 0)), name='crossingline_of_something'),
        ),
        migrations.AddConstraint(
            model_name='crossingstep',
            constraint=models.UniqueConstraint(fields=('application', 'number'), name='crossingstep_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='crossingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agrees__isnull', False), ('kind', 'replied')), models.Q(models.Q(('kind', 'replied'), _negated=True), ('agrees', None)), _connector='OR'), name='crossingstep_a_reply_says_yes_or_no'),
        ),
        migrations.AddConstraint(
            model_name='crossingversion',
            constraint=models.UniqueConstraint(fields=('application', 'number'), name='crossingversion_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='crossingversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='crossingversion_counts_from_one'),
        ),
        migrations.RunSQL(
            (SQL / "crossings.sql").read_text(encoding="utf-8"),
            (SQL / "crossings_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
