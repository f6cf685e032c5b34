"""The plan A.1 to A.7 in versions, and the history of management classes; both guarded as evidence."""

from pathlib import Path

import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0003_incompatibilities'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClassRecord',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('management_class', models.CharField(choices=[('key', 'key site (环境重点监管)'), ('simplified', 'simplified management'), ('registered', 'registered management')], max_length=12, verbose_name='management class')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('basis', models.CharField(choices=[('computed', 'computed from the amounts'), ('authority', 'set by the authority')], max_length=10, verbose_name='basis')),
                ('figures', models.JSONField(blank=True, default=dict, verbose_name='figures')),
                ('previous', models.CharField(blank=True, max_length=12, verbose_name='class before')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'management class in history',
                'verbose_name_plural': 'management classes in history',
                'ordering': ['-valid_from', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PlannedGeneration',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='amount (kg)')),
                ('step', models.CharField(blank=True, max_length=120, verbose_name='step at which it arises')),
                ('destination', models.CharField(blank=True, choices=[('store', 'stored on site'), ('use', 'used on site'), ('dispose', 'disposed of on site')], max_length=8, verbose_name='goes on the site to')),
                ('destination_code', models.CharField(blank=True, max_length=20, verbose_name='facility code there')),
                ('destination_kg', models.DecimalField(decimal_places=3, max_digits=15, null=True, verbose_name='capacity there (kg)')),
            ],
            options={
                'verbose_name': 'planned generation',
                'verbose_name_plural': 'planned generation',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlannedReduction',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='amount (kg)')),
                ('measures', models.CharField(blank=True, max_length=200, verbose_name='plans and measures')),
            ],
            options={
                'verbose_name': 'planned reduction',
                'verbose_name_plural': 'planned reductions',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlannedStorage',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='amount (kg)')),
            ],
            options={
                'verbose_name': 'planned storage',
                'verbose_name_plural': 'planned storage',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlannedTransfer',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='amount (kg)')),
                ('code', models.CharField(max_length=11, verbose_name='waste code')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='waste name')),
                ('scope', models.CharField(choices=[('province', 'within the province'), ('cross', 'to another province'), ('abroad', 'abroad')], default='province', max_length=8, verbose_name='kind of transfer')),
                ('receiver_kind', models.CharField(choices=[('permit', 'permit holder'), ('exempt', 'exempt at use or disposal'), ('abroad', 'receiver abroad')], default='permit', max_length=8, verbose_name='kind of receiver')),
                ('receiver_name', models.CharField(blank=True, max_length=120, verbose_name="receiver's name")),
                ('permit_no', models.CharField(blank=True, max_length=60, verbose_name='permit number')),
            ],
            options={
                'verbose_name': 'planned transfer',
                'verbose_name_plural': 'planned transfers',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlannedTreatment',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('kg', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='amount (kg)')),
                ('facility_kind', models.CharField(max_length=60, verbose_name='kind of facility')),
                ('facility_code', models.CharField(max_length=20, verbose_name='facility code')),
            ],
            options={
                'verbose_name': 'planned treatment',
                'verbose_name_plural': 'planned treatment',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('receipt_no', models.CharField(max_length=48, unique=True, verbose_name='receipt number')),
                ('management_class', models.CharField(max_length=12, verbose_name='management class')),
                ('filed_at', models.DateTimeField(verbose_name='filed')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what was changed, and why')),
                ('content', models.JSONField(verbose_name='tables')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'filed version of a plan',
                'verbose_name_plural': 'filed versions of plans',
                'ordering': ['plan', '-number'],
            },
        ),
        migrations.CreateModel(
            name='ProductionUnit',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('unit', models.CharField(max_length=60, verbose_name='production unit')),
                ('process', models.CharField(blank=True, max_length=60, verbose_name='process')),
                ('name', models.CharField(max_length=60, verbose_name='facility name')),
                ('code', models.CharField(max_length=20, verbose_name='facility code')),
                ('parameters', models.CharField(blank=True, max_length=200, verbose_name='parameters (name, design value, unit)')),
                ('capacity', models.CharField(blank=True, max_length=60, verbose_name='capacity')),
                ('products', models.CharField(blank=True, max_length=200, verbose_name='intermediate and final products')),
                ('materials', models.CharField(blank=True, max_length=200, verbose_name='raw and auxiliary materials')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
            ],
            options={
                'verbose_name': 'production facility',
                'verbose_name_plural': 'production facilities',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='enterprise',
            name='legal_representative_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name="legal representative's phone"),
        ),
        migrations.AddField(
            model_name='facility',
            name='discharge_permit_no',
            field=models.CharField(blank=True, max_length=60, verbose_name='pollutant permit or registration number'),
        ),
        migrations.AddField(
            model_name='facility',
            name='eia_annual_kg',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='yearly amount in the EIA or permit (kg)'),
        ),
        migrations.AddField(
            model_name='facility',
            name='eia_no',
            field=models.CharField(blank=True, max_length=60, verbose_name='EIA document number'),
        ),
        migrations.AddField(
            model_name='facility',
            name='long_cycle',
            field=models.BooleanField(default=False, verbose_name='waste arises less than every 3 years'),
        ),
        migrations.AddField(
            model_name='facility',
            name='operating_since',
            field=models.DateField(blank=True, null=True, verbose_name='in operation since'),
        ),
        migrations.AddField(
            model_name='facility',
            name='technical_lead',
            field=models.CharField(blank=True, max_length=60, verbose_name='technical lead for hazardous waste'),
        ),
        migrations.AddField(
            model_name='facility',
            name='technical_lead_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name="technical lead's phone"),
        ),
        migrations.AddField(
            model_name='facility',
            name='treats_own_waste',
            field=models.BooleanField(default=False, verbose_name='uses or disposes of its own waste on site'),
        ),
        migrations.AddField(
            model_name='managementplan',
            name='draft_since',
            field=models.DateTimeField(blank=True, null=True, verbose_name='draft begun'),
        ),
        migrations.AlterField(
            model_name='managementplan',
            name='filed_on',
            field=models.DateField(blank=True, null=True, verbose_name='filed on'),
        ),
        migrations.AlterField(
            model_name='managementplan',
            name='filing_no',
            field=models.CharField(blank=True, max_length=40, verbose_name='filing number'),
        ),
        migrations.AddConstraint(
            model_name='managementplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filed_on', None), ('filing_no', '')), models.Q(('filed_on__isnull', False), models.Q(('filing_no', ''), _negated=True)), _connector='OR'), name='plan_numbered_when_filed'),
        ),
        migrations.AddField(
            model_name='classrecord',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='classrecord',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by'),
        ),
        migrations.AddField(
            model_name='plannedgeneration',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='plannedgeneration',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.wastestream', verbose_name='waste'),
        ),
        migrations.AddField(
            model_name='plannedreduction',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='plannedreduction',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.wastestream', verbose_name='waste'),
        ),
        migrations.AddField(
            model_name='plannedstorage',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.storagearea', verbose_name='storage area'),
        ),
        migrations.AddField(
            model_name='plannedstorage',
            name='packaging',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.packaging', verbose_name='packaging'),
        ),
        migrations.AddField(
            model_name='plannedstorage',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='plannedstorage',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.wastestream', verbose_name='waste'),
        ),
        migrations.AddField(
            model_name='plannedtransfer',
            name='method',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.disposalmethod', verbose_name='method'),
        ),
        migrations.AddField(
            model_name='plannedtransfer',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='plannedtransfer',
            name='receiver',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='receiver'),
        ),
        migrations.AddField(
            model_name='plannedtreatment',
            name='method',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.disposalmethod', verbose_name='method'),
        ),
        migrations.AddField(
            model_name='plannedtreatment',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='plannedtreatment',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.wastestream', verbose_name='waste'),
        ),
        migrations.AddField(
            model_name='planversion',
            name='filed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='filed by'),
        ),
        migrations.AddField(
            model_name='planversion',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='facilities.managementplan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='productionunit',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='production_units', to='facilities.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='plannedgeneration',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.productionunit', verbose_name='arises in'),
        ),
        migrations.AddConstraint(
            model_name='classrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'authority'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='classrecord_authority_says_why'),
        ),
        migrations.AddConstraint(
            model_name='plannedreduction',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gte', 0)), name='plannedreduction_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='plannedstorage',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gte', 0)), name='plannedstorage_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='plannedtransfer',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gte', 0)), name='plannedtransfer_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='plannedtreatment',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gte', 0)), name='plannedtreatment_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='planversion_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='planversion_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='productionunit',
            constraint=models.UniqueConstraint(fields=('facility', 'code'), name='productionunit_code_once'),
        ),
        migrations.AddConstraint(
            model_name='plannedgeneration',
            constraint=models.CheckConstraint(condition=models.Q(('kg__gte', 0)), name='plannedgeneration_not_negative'),
        ),
        migrations.RunSQL(
            (SQL / "plans.sql").read_text(encoding="utf-8"), (SQL / "plans_reverse.sql").read_text(encoding="utf-8")
        ),
    ]
