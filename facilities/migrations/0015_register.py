"""The register: how papers, firms and sites came to be what they are; what contracts and insurances say."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import facilities.keys
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0014_arrival_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='carrierlicence',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('revoked', 'revoked'), ('suspended', 'suspended'), ('replaced', 'replaced by a newer one'), ('ended', 'ended early'), ('disputed', 'disputed by the other party')], max_length=10, verbose_name='ended as'),
        ),
        migrations.AddField(
            model_name='contract',
            name='agreed_kg',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='amount agreed for the whole term (kg)'),
        ),
        migrations.AddField(
            model_name='contract',
            name='codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=11), blank=True, default=list, size=None, verbose_name='wastes named'),
        ),
        migrations.AddField(
            model_name='contract',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='confirmed by the consignee on'),
        ),
        migrations.AddField(
            model_name='contract',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('revoked', 'revoked'), ('suspended', 'suspended'), ('replaced', 'replaced by a newer one'), ('ended', 'ended early'), ('disputed', 'disputed by the other party')], max_length=10, verbose_name='ended as'),
        ),
        migrations.AddField(
            model_name='insurance',
            name='covers',
            field=models.CharField(blank=True, max_length=200, verbose_name='what it covers'),
        ),
        migrations.AddField(
            model_name='insurance',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('revoked', 'revoked'), ('suspended', 'suspended'), ('replaced', 'replaced by a newer one'), ('ended', 'ended early'), ('disputed', 'disputed by the other party')], max_length=10, verbose_name='ended as'),
        ),
        migrations.AddField(
            model_name='insurance',
            name='insured_yuan',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='sum insured (yuan)'),
        ),
        migrations.AddField(
            model_name='permit',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('revoked', 'revoked'), ('suspended', 'suspended'), ('replaced', 'replaced by a newer one'), ('ended', 'ended early'), ('disputed', 'disputed by the other party')], max_length=10, verbose_name='ended as'),
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.UUIDField(default=facilities.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('deed', models.CharField(choices=[('entered', 'entered'), ('revised', 'particulars changed'), ('manager', 'first manager appointed'), ('closed', 'closed'), ('reopened', 'opened again'), ('item', 'permit item changed'), ('renewed', 'renewed by a newer one'), ('revoked', 'revoked'), ('suspended', 'suspended'), ('resumed', 'suspension lifted'), ('ended', 'ended early'), ('confirmed', 'confirmed by the other party'), ('disputed', 'disputed by the other party')], max_length=10, verbose_name='what was done')),
                ('day', models.DateField(verbose_name='counts from')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('changes', models.JSONField(blank=True, default=list, verbose_name='changes')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('recorded_by_name', models.CharField(max_length=150, verbose_name='recorded by')),
                ('office', models.CharField(blank=True, max_length=120, verbose_name='office or firm')),
                ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.contract')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.enterprise')),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.facility')),
                ('insurance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.insurance')),
                ('licence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.carrierlicence')),
                ('permit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='facilities.permit')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'entry of the register',
                'verbose_name_plural': 'entries of the register',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contract__isnull', True), ('enterprise__isnull', False), ('facility__isnull', True), ('insurance__isnull', True), ('licence__isnull', True), ('permit__isnull', True)), models.Q(('contract__isnull', True), ('enterprise__isnull', True), ('facility__isnull', False), ('insurance__isnull', True), ('licence__isnull', True), ('permit__isnull', True)), models.Q(('contract__isnull', True), ('enterprise__isnull', True), ('facility__isnull', True), ('insurance__isnull', True), ('licence__isnull', True), ('permit__isnull', False)), models.Q(('contract__isnull', True), ('enterprise__isnull', True), ('facility__isnull', True), ('insurance__isnull', True), ('licence__isnull', False), ('permit__isnull', True)), models.Q(('contract__isnull', True), ('enterprise__isnull', True), ('facility__isnull', True), ('insurance__isnull', False), ('licence__isnull', True), ('permit__isnull', True)), models.Q(('contract__isnull', False), ('enterprise__isnull', True), ('facility__isnull', True), ('insurance__isnull', True), ('licence__isnull', True), ('permit__isnull', True)), _connector='OR'), name='registerentry_of_one_subject')],
            },
        ),
        migrations.RunSQL(
            (SQL / "register.sql").read_text(encoding="utf-8"),
            (SQL / "register_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
