"""The Merkle tree over all events and its signed heads; guards beside them in sql/seals.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0004_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('event', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='manifests.custodyevent')),
            ],
            options={
                'verbose_name': 'event to be sealed',
                'verbose_name_plural': 'events to be sealed',
            },
        ),
        migrations.CreateModel(
            name='Subtree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('place', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name': 'subtree',
                'verbose_name_plural': 'subtrees',
                'constraints': [models.UniqueConstraint(fields=('level', 'place'), name='subtree_once')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='no. in the tree')),
                ('hash', models.BinaryField(max_length=32, verbose_name='hash')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='leaf', to='manifests.custodyevent', verbose_name='event')),
            ],
            options={
                'verbose_name': 'leaf of the tree',
                'verbose_name_plural': 'leaves of the tree',
                'constraints': [models.CheckConstraint(condition=models.Q(('index__gte', 0)), name='leaf_index_from_zero')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='no.')),
                ('size', models.BigIntegerField(verbose_name='events under it')),
                ('root', models.CharField(max_length=64, verbose_name='root')),
                ('service', models.CharField(max_length=200, verbose_name='service')),
                ('previous', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='digest of the seal before')),
                ('signed_at', models.DateTimeField(verbose_name='signed')),
                ('signature', models.CharField(max_length=86, verbose_name='signature')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manifests.publickey', verbose_name='key')),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['size', 'number'], name='seal_size')],
            },
        ),
        migrations.RunSQL(
            (SQL / "seals.sql").read_text(encoding="utf-8"), (SQL / "seals_reverse.sql").read_text(encoding="utf-8")
        ),
    ]
