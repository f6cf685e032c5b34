"""Declare a batch: waste has arisen (产生). The first entry of every kilogram in the ledger."""

from decimal import Decimal, InvalidOperation

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import WasteStream
from manifests.actions.reading import read_kg, read_row, read_text
from manifests.custody.deed import SOURCE, Deed, place_of
from manifests.models import Container, Series, WasteBatch
from manifests.numbers import NotANumber, batch_number, digital_id
from manifests.quantities import GRAM, share_out
from manifests.verbs import Action, action

MOST_CONTAINERS = 999


@action("batch", "declare")
class Declare(Action):
    """Data: `stream` id; `kg`; optionally `container_count` and `container_litres`, or `containers` as a list of
    {litres, kg}; `original_quantity`, `original_unit`, `kg_per_unit` when it was counted in another unit."""

    def open(self, deed: Deed) -> WasteBatch:
        data = deed.data
        streams = WasteStream.objects.visible_to(deed.by).select_related(
            "facility__enterprise", "waste_code", "physical_state"
        )
        stream = read_row(streams, data.get("stream"), "/stream", retired_on=None)
        kg = read_kg(data.get("kg"), "/kg")
        facility = stream.facility
        deed.facts["containers"] = _read_containers(data, kg)
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
        containers = _label(batch, deed.facts["containers"], day)
        deed.move(batch.kg, SOURCE, place_of(batch), to_batch=batch)
        deed.after.append(lambda: Container.objects.bulk_create(containers))
        deed.particulars = {
            "number": batch.number,
            "stream": batch.stream.alias,
            "waste_name": batch.stream.official_name,
            "code": batch.waste_code.code,
            "category": batch.waste_code.category_code,
            "edition": batch.waste_code.edition_id,
            "physical_state": batch.stream.physical_state_id,
            "hazards": batch.stream.hazards,
            "main_components": batch.stream.main_components,
            "harmful_components": batch.stream.harmful_components,
            "precautions": batch.stream.precautions,
            "kg": batch.kg,
            "generator": batch.generator.name,
            "enterprise": batch.generator.enterprise.name,
            "registration_no": batch.generator.enterprise.registration_no,
            "contact": batch.generator.contact_name,
            "phone": batch.generator.contact_phone,
            "containers": [{"id": c.digital_id or "", "litres": c.litres, "kg": c.kg} for c in containers],
        }


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
            _("%(quantity)s × %(each)s kg is not %(kg)s kg.") % {"quantity": quantity, "each": each, "kg": kg},
            code="conversion_does_not_add_up",
            field="/kg",
        )
    unit = read_text(data.get("original_unit"), "/original_unit", 12)
    if not unit:
        raise BadInput(_("Say which unit you counted in."), code="required", field="/original_unit")
    return {"original_quantity": quantity, "original_unit": unit, "kg_per_unit": each}


def _read_containers(data: dict, kg: Decimal) -> list[tuple[Decimal, Decimal]]:
    """(litres, kg) of each container; the kilograms must add up to the batch."""
    if data.get("containers"):
        rows = [
            (
                read_kg(row.get("litres"), f"/containers/{i}/litres"),
                read_kg(row.get("kg"), f"/containers/{i}/kg"),
            )
            for i, row in enumerate(data["containers"])
        ]
        if sum(weight for _litres, weight in rows) != kg:
            raise BadInput(
                _("The containers' weights do not add up to the weight of the batch."),
                code="containers_do_not_add_up",
                field="/containers",
            )
    else:
        try:
            count = int(data.get("container_count") or 0)
        except (TypeError, ValueError):
            count = -1
        if count < 0:
            raise BadInput(_("Give a whole number."), code="count_invalid", field="/container_count")
        if count == 0:
            return []
        if count > MOST_CONTAINERS:
            raise _too_many("/container_count")
        litres = read_kg(data.get("container_litres"), "/container_litres")
        weights = share_out(kg, [Decimal(1)] * count)
        if min(weights) <= 0:
            raise BadInput(_("There are more containers than grams."), code="count_invalid", field="/container_count")
        rows = [(litres, weight) for weight in weights]
    if len(rows) > MOST_CONTAINERS:
        raise _too_many("/containers")
    if any(litres >= Decimal(10) ** 8 or litres != litres.quantize(Decimal("0.1")) for litres, _kg in rows):
        raise BadInput(
            _("Give the volume in litres, with at most one decimal."),
            code="litres_invalid",
            field="/container_litres",
        )
    return rows


def _too_many(field: str) -> BadInput:
    return BadInput(
        _("One code has at most 999 containers per enterprise and day (digital identification code, HJ 1276)."),
        code="too_many_containers",
        field=field,
        law="HJ 1276-2022",
    )


def _label(batch: WasteBatch, rows: list, day) -> list[Container]:
    """Containers with their digital ids. Serials are counted per company, code and day: sites share the 18 digits."""
    if not rows:
        return []
    enterprise = batch.generator.enterprise
    code = batch.waste_code
    ids: list[str | None] = [None] * len(rows)
    if code.hazardous and enterprise.country == "CN":
        serials = Series.take(f"label:{enterprise.pk}:{code.code}:{day:%Y%m%d}", len(rows))
        try:
            ids = [digital_id(enterprise.registration_no, code.code, day, serial) for serial in serials]
        except NotANumber:
            raise _too_many("/container_count") from None
    return [
        Container(batch=batch, serial=i, digital_id=ids[i - 1], litres=litres, kg=kg)
        for i, (litres, kg) in enumerate(rows, start=1)
    ]
