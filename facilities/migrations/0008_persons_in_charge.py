"""Who answers for a store, for the sign on its door."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0007_sheets'),
    ]

    operations = [
        migrations.AddField(
            model_name='storagearea',
            name='responsible_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='person in charge'),
        ),
        migrations.AddField(
            model_name='storagearea',
            name='responsible_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name='phone of the person in charge'),
        ),
    ]
