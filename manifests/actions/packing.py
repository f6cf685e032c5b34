"""Containers and their labels: what is filled, with which code, and what the label freezes (HJ 1276-2022)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.draw_codes import series_of
from manifests.actions.drawn_codes import drawn_for, put_on, read_codes
from manifests.actions.reading import read_kg
from manifests.models import Container, Series, WasteBatch
from manifests.numbers import NotANumber, digital_id
from manifests.profiles import profile_of
from manifests.quantities import share_out

MOST_CONTAINERS = 999


def read_packing(data: dict, kg: Decimal, where: str = "") -> list[tuple[Decimal, Decimal]]:
    """(litres, kg) of each container; the kilograms add up to `kg`. Nothing where none are named.

    `data` holds `container_count` and `container_litres`, or `containers` as a list of {litres, kg}; `where` is the
    JSON Pointer of what holds them. Without a count there are as many as `label_codes` (`drawn_codes`). Raises
    BadInput.
    """
    if not data.get("containers") and not data.get("container_count") and (codes := read_codes(data, where)):
        data = {**data, "container_count": len(codes)}
    rows = _one_by_one(data["containers"], kg, where) if data.get("containers") else _equal(data, kg, where)
    if len(rows) > MOST_CONTAINERS:
        raise _too_many(f"{where}/containers")
    if any(litres >= Decimal(10) ** 8 or litres != litres.quantize(Decimal("0.1")) for litres, _kg in rows):
        raise BadInput(
            _("Give the volume in litres, with at most one decimal."),
            code="litres_invalid",
            field=f"{where}/container_litres",
        )
    return rows


def _one_by_one(sent, kg: Decimal, where: str) -> list[tuple[Decimal, Decimal]]:
    if not isinstance(sent, list | tuple) or not all(isinstance(row, dict) for row in sent):
        raise BadInput(
            _("Give volume and weight of each container."), code="containers_invalid", field=f"{where}/containers"
        )
    rows = [
        (
            read_kg(row.get("litres"), f"{where}/containers/{i}/litres"),
            read_kg(row.get("kg"), f"{where}/containers/{i}/kg"),
        )
        for i, row in enumerate(sent)
    ]
    if sum(weight for _litres, weight in rows) != kg:
        raise BadInput(
            _("The containers' weights do not add up to the weight of the batch."),
            code="containers_do_not_add_up",
            field=f"{where}/containers",
        )
    return rows


def _equal(data: dict, kg: Decimal, where: str) -> list[tuple[Decimal, Decimal]]:
    """So many containers of one volume, the weight shared out to the gram."""
    field = f"{where}/container_count"
    try:
        count = int(data.get("container_count") or 0)
    except (TypeError, ValueError):
        count = -1
    if count < 0:
        raise BadInput(_("Give a whole number."), code="count_invalid", field=field)
    if count == 0:
        return []
    if count > MOST_CONTAINERS:
        raise _too_many(field)
    litres = read_kg(data.get("container_litres"), f"{where}/container_litres")
    weights = share_out(kg, [Decimal(1)] * count)
    if min(weights) <= 0:
        raise BadInput(_("There are more containers than grams."), code="count_invalid", field=field)
    return [(litres, weight) for weight in weights]


def _too_many(field: str) -> BadInput:
    return BadInput(
        _("One code has at most 999 containers per enterprise and day (digital identification code, HJ 1276)."),
        code="too_many_containers",
        field=field,
        law="HJ 1276-2022",
    )


def pack(
    batch: WasteBatch,
    rows: list[tuple[Decimal, Decimal]],
    day: date,
    *,
    after: int = 0,
    codes: Sequence[str | int] = (),
    where: str = "",
) -> list[Container]:
    """Unsaved containers of the batch with their digital codes: `codes` that were drawn ahead, or fresh ones; their
    serials follow `after`. `fill` saves them.

    Codes are counted per enterprise, waste code and day: the sites of an enterprise share the 18 digits. Whoever holds
    the waste when it is filled labels it.
    """
    if not rows:
        return []
    if codes:
        ids = drawn_for(batch, day, codes, [litres for litres, _kg in rows], where)
        return _containers(batch, rows, ids, after)
    enterprise = batch.holder.enterprise
    code = batch.waste_code
    ids: list[str | None] = [None] * len(rows)
    if profile_of(code).has_digital_ids and enterprise.country == "CN":
        serials = Series.take(series_of(enterprise, code.code, day), len(rows))
        try:
            ids = [digital_id(enterprise.registration_no, code.code, day, serial) for serial in serials]
        except NotANumber:
            raise _too_many("/container_count") from None
    return _containers(batch, rows, ids, after)


def fill(containers: list[Container], codes: Sequence[str | int] = ()) -> None:
    """Save them; where they bear `codes` that were drawn ahead, these are used from now on."""
    Container.objects.bulk_create(containers)
    if codes:
        put_on(containers)


def _containers(batch: WasteBatch, rows, ids: list, after: int) -> list[Container]:
    return [
        Container(batch=batch, serial=after + i, digital_id=ids[i - 1], litres=litres, kg=kg)
        for i, (litres, kg) in enumerate(rows, start=1)
    ]


def label_particulars(batch: WasteBatch, containers: list[Container]) -> dict:
    """What the labels of these containers say, frozen with the event that fills them."""
    holder = batch.holder
    return {
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
        "generated_at": batch.generated_at,
        "generator": holder.name,
        "enterprise": holder.enterprise.name,
        "registration_no": holder.enterprise.registration_no,
        "contact": holder.contact_name,
        "phone": holder.contact_phone,
        "containers": [
            {"id": c.digital_id or "", "serial": c.serial, "litres": c.litres, "kg": c.kg} for c in containers
        ],
    }
