"""What was declared and never arose goes back to where mass comes from: one more way that kilograms may go."""

from django.db import migrations, models
from django.db.models import Q

HELD = ["site", "store", "transit", "process", "loss", "export", "adjustment", "source"]
FOLLOWS = (
    Q(from_account="source", to_account__in=["site", "store"])
    | Q(from_account="site", to_account__in=HELD)
    | Q(from_account="store", to_account__in=HELD)
    | Q(from_account="transit", to_account__in=["site", "store", "transit", "loss", "adjustment"])
    | Q(from_account="process", to_account__in=["site", "store"])
    | Q(from_account="adjustment", to_account__in=["site", "store", "transit"])
)


class Migration(migrations.Migration):
    dependencies = [('manifests', '0018_prints')]

    operations = [
        migrations.RemoveConstraint(model_name="movement", name="movement_accounts_follow"),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(condition=FOLLOWS, name="movement_accounts_follow"),
        ),
    ]
