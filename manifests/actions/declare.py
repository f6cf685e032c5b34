"""Declare a batch: waste has arisen (产生). The first entry of every kilogram in the ledger."""

from decimal import Decimal, InvalidOperation

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import WasteStream
from manifests.actions.drawn_codes import read_codes
from manifests.actions.packing import fill, label_particulars, pack, read_packing
from manifests.actions.reading import read_kg, read_row, read_text
from manifests.custody.deed import SOURCE, Deed, place_of
from manifests.models import Series, WasteBatch
from manifests.numbers import batch_number
from manifests.quantities import GRAM
from manifests.verbs import Action, action


@action("batch", "declare")
class Declare(Action):
    """Data: `stream` id; `kg`; optionally `container_count` and `container_litres`, or `containers` as a list of
    {litres, kg}, with `label_codes` that were drawn ahead for them; `original_quantity`, `original_unit`,
    `kg_per_unit` when it was counted in another unit."""

    def open(self, deed: Deed) -> WasteBatch:
        data = deed.data
        streams = WasteStream.objects.visible_to(deed.by).select_related(
            "facility__enterprise", "waste_code", "physical_state"
        )
        stream = read_row(streams, data.get("stream"), "/stream", retired_on=None)
        kg = read_kg(data.get("kg"), "/kg")
        facility = stream.facility
        deed.facts["containers"], deed.facts["codes"] = read_packing(data, kg), read_codes(data)
        if facility.closed_on or facility.enterprise.closed_on:
            raise BadInput(_("This site is closed."), code="facility_closed", field="/stream")
        return WasteBatch(
            stream=stream,
            waste_code=stream.waste_code,
            generator=facility,
            holder=facility,
            kg=kg,
            **_read_conversion(data, kg),
            generated_at=deed.happened_at,
            held_since=deed.happened_at,
            recorded_at=deed.recorded_at,
        )

    def apply(self, deed: Deed) -> None:
        batch = deed.subject
        day = localdate(deed.happened_at)
        # Taken late, so that the series row is locked for as short a time as can be.
        (serial,) = Series.take(f"batch:{batch.holder_id}:{day:%Y%m%d}")
        batch.number = batch_number(day, serial)
        containers = pack(batch, deed.facts["containers"], day, codes=deed.facts["codes"])
        deed.move(batch.kg, SOURCE, place_of(batch), to_batch=batch)
        deed.after.append(lambda: fill(containers, deed.facts["codes"]))
        deed.particulars = label_particulars(batch, containers)


def _read_conversion(data: dict, kg: Decimal) -> dict:
    """The count as it was taken, when not in kilograms; count × kilograms a unit must give the weight, to the gram."""
    if data.get("original_quantity") in (None, ""):
        return {}
    quantity = read_kg(data["original_quantity"], "/original_quantity")
    try:
        each = Decimal(str(data.get("kg_per_unit"))).quantize(Decimal("0.000001"))
    except InvalidOperation:
        each = Decimal(0)
    if not Decimal(0) < each < Decimal(10) ** 9:
        raise BadInput(_("Give the kilograms of one unit."), code="kg_per_unit_invalid", field="/kg_per_unit")
    if abs(quantity * each - kg) > GRAM:
        raise BadInput(
            _("%(quantity)s × %(each)s kg is not %(kg)s kg."),
            figures={"quantity": quantity, "each": each, "kg": kg},
            code="conversion_does_not_add_up",
            field="/kg",
        )
    unit = read_text(data.get("original_unit"), "/original_unit", 12)
    if not unit:
        raise BadInput(_("Say which unit you counted in."), code="required", field="/original_unit")
    return {"original_quantity": quantity, "original_unit": unit, "kg_per_unit": each}
