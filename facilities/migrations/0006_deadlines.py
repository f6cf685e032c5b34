"""How long the law's clocks run and who is told, as dated rows; and the notices that tell people."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
import facilities.roles
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0005_declarations'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='language',
            field=models.CharField(blank=True, choices=[('zh-hans', '中文'), ('en', 'English')], max_length=10, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='person',
            name='mail_notices',
            field=models.BooleanField(default=True, verbose_name='send notices by e-mail too'),
        ),
        migrations.CreateModel(
            name='DeadlineRule',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(choices=[('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate")], max_length=20, verbose_name='kind')),
                ('starts', models.CharField(choices=[('received', 'the load is received'), ('transfer_ended', 'the transfer ends'), ('year', 'the year begins'), ('month_ended', 'the month ends'), ('quarter_ended', 'the quarter ends'), ('year_ended', 'the year ends'), ('held', 'the waste comes to the site'), ('valid_to', "the paper's last valid day")], max_length=14, verbose_name='runs from when')),
                ('unit', models.CharField(choices=[('working_days', 'working days'), ('days', 'calendar days, to the end of the last'), ('full_days', 'days of 24 hours, to the minute'), ('date', 'a date of the year'), ('month_day', 'a day of the month')], max_length=12, verbose_name='counted in')),
                ('length', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='length')),
                ('limit', models.CharField(blank=True, max_length=40, verbose_name='length is the limit')),
                ('month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='month')),
                ('day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='day')),
                ('warn', models.PositiveSmallIntegerField(default=0, verbose_name='warn so many days before')),
                ('role', models.CharField(choices=[(facilities.roles.Role['MANAGER'], 'manager'), (facilities.roles.Role['CLERK'], 'clerk'), (facilities.roles.Role['DISPATCHER'], 'dispatcher'), (facilities.roles.Role['DRIVER'], 'driver'), (facilities.roles.Role['RECEIVER'], 'receiver'), (facilities.roles.Role['READER'], 'reader')], max_length=12, verbose_name='who is told first')),
                ('district_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='district told so many days after')),
                ('city_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='city told so many days after')),
                ('closes', models.CharField(max_length=80, verbose_name='what closes it')),
                ('closes_en', models.CharField(blank=True, max_length=120, verbose_name='what closes it, in English')),
                ('law', models.CharField(max_length=160, verbose_name='law and article')),
                ('law_en', models.CharField(blank=True, max_length=160, verbose_name='law and article, in English')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('source', models.CharField(choices=[('reference', 'supplied with the system'), ('edited', 'entered by hand')], default='reference', max_length=10, verbose_name='source')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'deadline rule',
                'verbose_name_plural': 'deadline rules',
                'ordering': ['code', 'region', '-valid_from'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('code', 'region'), name='deadlinerule_open_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), fields=('code', 'region', 'valid_from'), name='deadlinerule_starts_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('day__range', (1, 31)), ('month__range', (1, 12)), ('unit', 'date')), models.Q(('day__range', (1, 28)), ('unit', 'month_day')), models.Q(('unit__in', ['working_days', 'days', 'full_days']), models.Q(models.Q(('limit', ''), _negated=True), ('length__isnull', False), _connector='OR')), _connector='OR'), name='deadlinerule_says_how_long')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('key', models.CharField(max_length=100, verbose_name='about')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('figures', models.JSONField(default=dict, verbose_name='figures')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('mail_at', models.DateTimeField(blank=True, null=True, verbose_name='to be mailed')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed')),
                ('mail_tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries to mail')),
                ('mail_error', models.CharField(blank=True, max_length=200, verbose_name='last mail error')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', '-id'], name='notice_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='notice_unread'), models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['mail_at'], name='notice_to_mail')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='notice_once')],
            },
        ),
        migrations.RunSQL(
            (SQL / "deadlines.sql").read_text(encoding="utf-8"),
            (SQL / "deadlines_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
