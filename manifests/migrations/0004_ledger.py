"""The complete ledger: accounts for losses and exports, what may follow what, and the database's proof of it."""

from pathlib import Path

import django_fsm
import manifests.states
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"

class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0001_initial'),
        ('manifests', '0003_public_key'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='wastebatch',
            name='batch_state_known',
        ),
        migrations.AlterField(
            model_name='movement',
            name='from_account',
            field=models.CharField(choices=[('source', 'source'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='to_account',
            field=models.CharField(choices=[('source', 'source'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='to'),
        ),
        migrations.AlterField(
            model_name='stock',
            name='account',
            field=models.CharField(choices=[('source', 'source'), ('site', 'on site, not in a store'), ('store', 'in store'), ('transit', 'on the road'), ('process', 'treated'), ('loss', 'lost'), ('export', 'exported'), ('adjustment', 'adjustment')], max_length=10, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='wastebatch',
            name='state',
            field=django_fsm.FSMField(choices=[('generated', 'generated'), ('stored', 'stored'), ('allotted', 'allotted'), ('in_transit', 'in transit'), ('received', 'received'), ('split', 'split'), ('regrouped', 'regrouped'), ('utilised', 'utilised'), ('disposed', 'disposed'), ('exported', 'exported'), ('lost', 'lost')], default=manifests.states.BatchState['GENERATED'], max_length=50, protected=True, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_account', 'source'), ('to_account__in', ['site', 'store'])), models.Q(('from_account', 'site'), ('to_account__in', ['site', 'store', 'transit', 'process', 'loss', 'export', 'adjustment'])), models.Q(('from_account', 'store'), ('to_account__in', ['site', 'store', 'transit', 'process', 'loss', 'export', 'adjustment'])), models.Q(('from_account', 'transit'), ('to_account__in', ['site', 'store', 'transit', 'loss', 'adjustment'])), models.Q(('from_account', 'process'), ('to_account__in', ['site', 'store'])), models.Q(('from_account', 'adjustment'), ('to_account__in', ['site', 'store', 'transit'])), _connector='OR'), name='movement_accounts_follow'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('from_account__in', ['site', 'process']), ('from_area__isnull', True), ('from_facility__isnull', False)), models.Q(('from_account__in', ['store']), ('from_area__isnull', False), ('from_facility__isnull', False)), models.Q(('from_account__in', ['source', 'transit', 'loss', 'export', 'adjustment']), ('from_area__isnull', True), ('from_facility__isnull', True)), _connector='OR'), models.Q(models.Q(('to_account__in', ['site', 'process']), ('to_area__isnull', True), ('to_facility__isnull', False)), models.Q(('to_account__in', ['store']), ('to_area__isnull', False), ('to_facility__isnull', False)), models.Q(('to_account__in', ['source', 'transit', 'loss', 'export', 'adjustment']), ('to_area__isnull', True), ('to_facility__isnull', True)), _connector='OR')), name='movement_names_its_places'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_account', 'process'), ('to_account', 'process'), _connector='OR', _negated=True), ('from_facility', models.F('to_facility')), _connector='OR'), name='movement_treats_where_it_lies'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.CheckConstraint(condition=models.Q(('account__in', ['site', 'store', 'transit'])), name='stock_lies_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account__in', ['site', 'process']), ('area__isnull', True), ('facility__isnull', False)), models.Q(('account__in', ['store']), ('area__isnull', False), ('facility__isnull', False)), models.Q(('account__in', ['source', 'transit', 'loss', 'export', 'adjustment']), ('area__isnull', True), ('facility__isnull', True)), _connector='OR'), name='stock_names_its_place'),
        ),
        migrations.AddConstraint(
            model_name='wastebatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['generated', 'stored', 'allotted', 'in_transit', 'received', 'split', 'regrouped', 'utilised', 'disposed', 'exported', 'lost'])), name='batch_state_known'),
        ),
        migrations.RunSQL(
            (SQL / "ledger.sql").read_text(encoding="utf-8"),
            (SQL / "ledger_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
