"""Choose containers of a batch: by their serials, ids or digital codes; they weigh what their labels say."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.models import Container, WasteBatch
from manifests.quantities import ZERO


def read_containers(batch: WasteBatch, sent, field: str) -> list[Container]:
    """The full containers of the batch that are named in `sent`, a list. Raises BadInput at `field`."""
    if not isinstance(sent, list | tuple) or not sent:
        raise BadInput(_("Choose at least one container."), code="required", field=field)
    full = list(batch.containers.full().order_by("serial"))
    by_name = {name: row for row in full for name in (str(row.pk), row.pk.hex, str(row.serial), row.digital_id)}
    chosen: dict = {}
    for name in sent:
        row = by_name.get(str(getattr(name, "pk", name)))
        if row is None:
            raise BadInput(
                _("Batch %(batch)s has no such container.") % {"batch": batch.number},
                code="container_unknown",
                field=field,
                value=name,
            )
        chosen[row.pk] = row
    return list(chosen.values())


def holds_all(batch: WasteBatch, containers: list[Container]) -> bool:
    """Whether no full container of the batch is left out."""
    return batch.containers.full().count() == len(containers)


def weight_of(batch: WasteBatch, containers: list[Container], field: str) -> Decimal:
    """What the containers hold together (kg). Refused where that would leave nothing of the batch."""
    kg = sum((row.kg for row in containers), ZERO)
    if kg >= batch.kg:
        raise Refusal(
            _(
                "The chosen containers hold %(containers)s kg by their labels, the batch weighs %(kg)s kg."
                " Repack it first, so that the labels agree."
            )
            % {"containers": kg, "kg": batch.kg},
            code="containers_outweigh_batch",
            field=field,
            value=kg,
        )
    return kg
