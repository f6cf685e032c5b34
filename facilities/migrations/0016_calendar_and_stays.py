"""Years whose holidays are all known, and stores that keep to the law's longest stay rather than to a number of old."""

from django.db import migrations, models

OLD_DEFAULT = 365


def follow_the_law(apps, schema_editor):
    """Nobody chose it where it is what every store began with."""
    apps.get_model("facilities", "StorageArea").objects.filter(day_limit=OLD_DEFAULT).update(day_limit=None)


def say_it_again(apps, schema_editor):
    apps.get_model("facilities", "StorageArea").objects.filter(day_limit=None).update(day_limit=OLD_DEFAULT)


class Migration(migrations.Migration):
    dependencies = [("facilities", "0015_register")]

    operations = [
        migrations.AddField(
            "workingday",
            "completes_year",
            models.BooleanField(
                default=False,
                help_text="Tick it when all holidays and make-up days of that year are entered.",
                verbose_name="with it the year is complete",
            ),
        ),
        migrations.AlterField(
            "storagearea",
            "day_limit",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="longest stay (days)"),
        ),
        migrations.RunPython(follow_the_law, say_it_again, elidable=True),
    ]
