"""Manifests under which an exemption is claimed are few, and officials look for them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0025_arrivals_and_signs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='manifest',
            index=models.Index(fields=['-id'], name='manifest_exempt', condition=~Q(exemptions=[])),
        ),
    ]
