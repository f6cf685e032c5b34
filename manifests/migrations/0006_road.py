"""On the road between two gates: standing still, driving on, and what kind of rest a gate leaves on the truck."""

from pathlib import Path

import django_fsm
from django.db import migrations, models
from django.db.models import F, Q

import manifests.states

SQL = Path(__file__).parent / "sql"
STATES = {
    "draft": "draft",
    "issued": "issued",
    "in_transit": "in transit",
    "laid_over": "stopped on the way",
    "arrived": "arrived",
    "accepted": "accepted",
    "partially_accepted": "partially accepted",
    "refused": "refused",
    "closed": "closed",
    "cancelled": "cancelled",
    "voided": "voided",
}


class Migration(migrations.Migration):
    dependencies = [("manifests", "0005_seals")]

    operations = [
        migrations.RemoveConstraint(model_name="manifest", name="manifest_state_known"),
        migrations.AddField(
            model_name="manifest",
            name="laid_over_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="stands still since"),
        ),
        migrations.AddField(
            model_name="manifest",
            name="laid_over_place",
            field=models.CharField(blank=True, max_length=200, verbose_name="where it stands"),
        ),
        migrations.AddField(
            model_name="manifestline",
            name="rest",
            field=models.CharField(
                blank=True,
                choices=[("refused", "refused"), ("residue", "residue that could not be emptied")],
                max_length=8,
                verbose_name="what stays on the truck",
            ),
        ),
        migrations.AlterField(
            model_name="manifest",
            name="state",
            field=django_fsm.FSMField(
                choices=list(STATES.items()),
                default=manifests.states.ManifestState["DRAFT"],
                max_length=50,
                protected=True,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="manifest",
            constraint=models.CheckConstraint(condition=Q(state__in=list(STATES)), name="manifest_state_known"),
        ),
        migrations.AddConstraint(
            model_name="manifest",
            constraint=models.CheckConstraint(
                condition=Q(state="laid_over", laid_over_at__isnull=False) & ~Q(laid_over_place="")
                | ~Q(state="laid_over") & Q(laid_over_at__isnull=True, laid_over_place=""),
                name="manifest_stands_somewhere",
            ),
        ),
        migrations.RunSQL(
            (SQL / "road.sql").read_text(encoding="utf-8"), (SQL / "road_reverse.sql").read_text(encoding="utf-8")
        ),
        migrations.AddConstraint(
            model_name="manifestline",
            constraint=models.CheckConstraint(
                condition=~Q(rest="residue") | Q(opinion="accept", accepted_kg__lt=F("weighed_kg")),
                name="line_residue_of_an_accepted_load",
            ),
        ),
    ]
