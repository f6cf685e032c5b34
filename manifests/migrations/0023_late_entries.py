"""Entries that were recorded a month and more after they happened, by site: the only ones that can move what lay there
before a period that is declared already. Nearly all rows are in neither index, so they cost nearly nothing."""

from django.db import migrations

LATE = "recorded_at - happened_at > interval '27 days'"


class Migration(migrations.Migration):
    dependencies = [('manifests', '0021_label_runs')]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX movement_{name}_late ON manifests_movement ({end}_facility_id, recorded_at)"
            f" WHERE {end}_facility_id IS NOT NULL AND {LATE}",
            f"DROP INDEX movement_{name}_late",
        )
        for name, end in (("came", "to"), ("went", "from"))
    ]
