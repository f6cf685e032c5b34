"""What sites kept of their self-checks, and what they say of points that no record shows; guards in SQL."""

from pathlib import Path

import django.core.serializers.json
import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0007_sheets'),
        ('manifests', '0016_discrepancies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('start', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('edition', models.CharField(max_length=10, verbose_name='catalogue of checks')),
                ('grade', models.CharField(choices=[('reached', 'reached'), ('nearly', 'nearly reached'), ('missed', 'not reached'), ('none', 'nothing to judge')], max_length=8, verbose_name='result')),
                ('score', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='share that fits')),
                ('failing', models.PositiveSmallIntegerField(verbose_name='points that do not fit')),
                ('judged', models.PositiveSmallIntegerField(verbose_name='points judged')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='as kept')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('made_by_name', models.CharField(blank=True, max_length=60, verbose_name='by')),
                ('made_at', models.DateTimeField(verbose_name='kept')),
                ('facility', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='facilities.facility', verbose_name='facility')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'self-check',
                'verbose_name_plural': 'self-checks',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['facility', '-id'], name='assessment_of_facility')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('start'))), name='assessment_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='assessment_score_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='PracticeStatement',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('point', models.CharField(max_length=20, verbose_name='point')),
                ('text', models.CharField(max_length=500, verbose_name='statement')),
                ('day', models.DateField(verbose_name='day')),
                ('person_name', models.CharField(max_length=60, verbose_name='by')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('facility', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='facility')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'statement of a firm',
                'verbose_name_plural': 'statements of firms',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['facility', 'point', '-id'], name='practicestatement_of_point')],
            },
        ),
        migrations.RunSQL(
            (SQL / "assessments.sql").read_text(encoding="utf-8"),
            (SQL / "assessments_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
