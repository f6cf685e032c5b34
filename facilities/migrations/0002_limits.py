"""Limits of the law and of authorities as dated rows, and the trigger that keeps those entered as they are."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('value', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='value')),
                ('unit', models.CharField(max_length=12, verbose_name='unit')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('law', models.CharField(max_length=160, verbose_name='law and article')),
                ('law_en', models.CharField(blank=True, max_length=160, verbose_name='law and article, in English')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('source', models.CharField(choices=[('reference', 'supplied with the system'), ('edited', 'entered by hand')], default='reference', max_length=10, verbose_name='source')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'limit',
                'verbose_name_plural': 'limits',
                'ordering': ['code', 'region', '-valid_from'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('code', 'region'), name='limit_open_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), fields=('code', 'region', 'valid_from'), name='limit_starts_once', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL((SQL / "limits.sql").read_text(), (SQL / "limits_reverse.sql").read_text()),
    ]
