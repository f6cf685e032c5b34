"""Categories of waste that are kept apart."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0002_limits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incompatibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.CharField(max_length=4, verbose_name='category')),
                ('second', models.CharField(max_length=4, verbose_name='kept apart from')),
                ('consequence', models.CharField(max_length=60, verbose_name='consequence')),
                ('consequence_en', models.CharField(max_length=120, verbose_name='consequence, in English')),
                ('basis', models.CharField(max_length=160, verbose_name='basis')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
            ],
            options={
                'verbose_name': 'incompatibility',
                'verbose_name_plural': 'incompatible wastes',
                'ordering': ['first', 'second', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second', 'valid_from'), name='incompatibility_starts_once')],
            },
        ),
    ]
