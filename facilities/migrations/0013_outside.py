"""Sites that are only known from papers of elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0012_evidence")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="is_outside",
            field=models.BooleanField(default=False, verbose_name="only known from papers of elsewhere"),
        ),
    ]
