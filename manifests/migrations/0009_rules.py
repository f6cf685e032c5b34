"""Exemptions that a consignor claims for a manifest."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0008_fate'),
    ]

    operations = [
        migrations.AddField(
            model_name='manifest',
            name='exemptions',
            field=models.JSONField(blank=True, default=list, verbose_name='exemptions claimed'),
        ),
    ]
