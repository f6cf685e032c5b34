"""What a keeper had before them when they confirmed: where the books have moved on since, nothing is booked."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_counted_kg
from manifests.models import WasteBatch


def check_as_seen(batch: WasteBatch, data: dict) -> None:
    """Refuse when `booked_kg` is not what the books say now, or `area` not where the batch lies; both are optional."""
    seen = data.get("booked_kg")
    if seen not in (None, "") and read_counted_kg(seen, "/booked_kg") != batch.kg:
        raise Refusal(
            _("By now the books say %(kg)s kg. Look again."),
            figures={"kg": batch.kg},
            code="booked_meanwhile",
            field="/booked_kg",
            value=seen,
        )
    area = data.get("area")
    if area not in (None, "") and str(area) != str(batch.area_id):
        raise Refusal(_("By now it lies in another store. Look again."), code="area_differs", field="/area")
