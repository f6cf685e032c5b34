"""Manifests of other platforms: their kind, the account that their mass comes from, and a batch that went back."""

from pathlib import Path

import django_fsm
import manifests.states
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0013_outside'),
        ('manifests', '0023_late_entries'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='movement',
            name='movement_names_its_places',
        ),
        migrations.RemoveConstraint(
            model_name='movement',
            name='movement_accounts_follow',
        ),
        migrations.RemoveConstraint(
            model_name='stock',
            name='stock_names_its_place',
        ),
        migrations.RemoveConstraint(
            model_name='wastebatch',
            name='batch_state_known',
        ),
        migrations.AlterField(
            model_name='manifest',
            name='kind',
            field=models.CharField(choices=[('normal', 'normal'), ('carried_on', 'carried on from a refused or part-accepted load'), ('backfilled', 'entered from paper'), ('emergency', 'entered from paper: the system was down'), ('special', 'entered from paper: special case'), ('cross_border', 'entered from paper: across the border'), ('transfer_in', 'entered from paper: came from another province'), ('inbound', 'from elsewhere: entered by the receiver')], default='normal', max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='from_account',
            field=models.CharField(choices=[('source', 'source'), ('outside', 'elsewhere'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='to_account',
            field=models.CharField(choices=[('source', 'source'), ('outside', 'elsewhere'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='to'),
        ),
        migrations.AlterField(
            model_name='stock',
            name='account',
            field=models.CharField(choices=[('source', 'source'), ('outside', 'elsewhere'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='wastebatch',
            name='state',
            field=django_fsm.FSMField(choices=[('generated', 'generated'), ('stored', 'stored'), ('allotted', 'allotted'), ('in_transit', 'in transit'), ('received', 'received'), ('split', 'split'), ('regrouped', 'regrouped'), ('utilised', 'utilised'), ('disposed', 'disposed'), ('exported', 'exported'), ('lost', 'lost'), ('sent_back', 'sent back to where it came from')], default=manifests.states.BatchState['GENERATED'], max_length=50, protected=True, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'inbound'), _negated=True), models.Q(('national_no', ''), _negated=True), ('state__in', ('cancelled', 'voided')), _connector='OR'), name='manifest_from_elsewhere_is_numbered'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_account', 'source'), ('to_account__in', ['site', 'store'])), models.Q(('from_account', 'outside'), ('to_account__in', ['transit'])), models.Q(('from_account', 'site'), ('to_account__in', ['site', 'store', 'transit', 'process', 'loss', 'export', 'adjustment', 'source', 'outside'])), models.Q(('from_account', 'store'), ('to_account__in', ['site', 'store', 'transit', 'process', 'loss', 'export', 'adjustment', 'source', 'outside'])), models.Q(('from_account', 'transit'), ('to_account__in', ['site', 'store', 'transit', 'loss', 'adjustment', 'outside'])), models.Q(('from_account', 'process'), ('to_account__in', ['site', 'store'])), models.Q(('from_account', 'adjustment'), ('to_account__in', ['site', 'store', 'transit'])), _connector='OR'), name='movement_accounts_follow'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('from_account__in', ['site', 'process']), ('from_area__isnull', True), ('from_facility__isnull', False)), models.Q(('from_account__in', ['store']), ('from_area__isnull', False), ('from_facility__isnull', False)), models.Q(('from_account__in', ['source', 'outside', 'transit', 'loss', 'export', 'adjustment']), ('from_area__isnull', True), ('from_facility__isnull', True)), _connector='OR'), models.Q(models.Q(('to_account__in', ['site', 'process']), ('to_area__isnull', True), ('to_facility__isnull', False)), models.Q(('to_account__in', ['store']), ('to_area__isnull', False), ('to_facility__isnull', False)), models.Q(('to_account__in', ['source', 'outside', 'transit', 'loss', 'export', 'adjustment']), ('to_area__isnull', True), ('to_facility__isnull', True)), _connector='OR')), name='movement_names_its_places'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account__in', ['site', 'process']), ('area__isnull', True), ('facility__isnull', False)), models.Q(('account__in', ['store']), ('area__isnull', False), ('facility__isnull', False)), models.Q(('account__in', ['source', 'outside', 'transit', 'loss', 'export', 'adjustment']), ('area__isnull', True), ('facility__isnull', True)), _connector='OR'), name='stock_names_its_place'),
        ),
        migrations.AddConstraint(
            model_name='wastebatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['generated', 'stored', 'allotted', 'in_transit', 'received', 'split', 'regrouped', 'utilised', 'disposed', 'exported', 'lost', 'sent_back'])), name='batch_state_known'),
        ),
        migrations.AlterField(
            model_name='fate',
            name='kind',
            field=models.CharField(choices=[('treated', 'Treated'), ('exported', 'Exported'), ('lost', 'Lost'), ('returned', 'Sent back elsewhere'), ('store', 'In store'), ('site', 'On site, not in a store'), ('transit', 'On the road'), ('scale', 'Scale difference')], max_length=8, verbose_name='kind'),
        ),
        migrations.RunSQL(
            (SQL / "from_elsewhere.sql").read_text(encoding="utf-8"),
            (SQL / "from_elsewhere_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
