"""Containers that were emptied into others stay as history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("manifests", "0006_road")]

    operations = [
        migrations.AddField(
            model_name="container",
            name="emptied_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="emptied"),
        ),
    ]
