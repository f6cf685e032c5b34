"""Read what a treatment took and what it yielded, and refuse what does not add up, with the figures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import StorageArea, WasteStream
from manifests.actions.drawn_codes import read_codes
from manifests.actions.packing import read_packing
from manifests.actions.reading import read_keys, read_kg, read_row
from manifests.actions.store import open_area
from manifests.custody.deed import Deed
from manifests.models import WasteBatch
from manifests.quantities import ZERO
from manifests.states import BY_ACTION
from manifests.yields import Yield

MOST_INPUTS, MOST_PRODUCTS = 200, 20


@dataclass(frozen=True)
class Product:
    """New waste: its stream, weight (kg), store if it has one, and (litres, kg) of each container."""

    stream: WasteStream
    kg: Decimal
    area: StorageArea | None
    packing: list[tuple[Decimal, Decimal]]
    codes: list[str | int] = field(default_factory=list)  # drawn ahead for its containers
    where: str = ""  # the JSON Pointer of what was sent


def read_inputs(deed: Deed) -> list[WasteBatch]:
    """The subject and the other batches, locked in key order. All lie at the treating site and wait to be treated."""
    subject = deed.subject
    ids = read_keys(deed.data.get("batches") or [], "/batches") - {subject.pk}
    if len(ids) >= MOST_INPUTS:
        raise BadInput(_("Treat at most 200 batches at once."), code="too_many", field="/batches")
    others = list(
        WasteBatch.objects.visible_to(deed.by)
        .filter(pk__in=ids, holder=subject.holder_id)
        .with_particulars()
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(others) != len(ids):
        raise BadInput(_("Choose batches from the list."), code="unknown_choice", field="/batches")
    gone = [batch for batch in others if batch.state not in BY_ACTION["batch", "transform"].sources]
    if gone:
        raise Refusal.of(
            [
                Refusal(
                    _("Batch %(batch)s is “%(state)s” and cannot be treated.")
                    % {"batch": batch.number, "state": batch.get_state_display()},
                    code="batch_not_treatable",
                    field="/batches",
                )
                for batch in gone
            ]
        )
    return [subject, *others]


def read_products(deed: Deed) -> list[Product]:
    """Every product, or every reason against one of them at once."""
    sent = deed.data["products"]
    if not isinstance(sent, list | tuple) or not all(isinstance(row, dict) for row in sent):
        raise BadInput(_("Name each product with its stream and weight."), code="products_invalid", field="/products")
    if len(sent) > MOST_PRODUCTS:
        raise BadInput(_("Record at most 20 products at once."), code="too_many", field="/products")
    refusals: list[Refusal] = []
    products = []
    for i, row in enumerate(sent):
        try:
            products.append(_product(deed, row, f"/products/{i}"))
        except Refusal as refusal:
            refusals += refusal.all
    if refusals:
        raise Refusal.of(refusals)
    return products


def _product(deed: Deed, row: dict, where: str) -> Product:
    site = deed.subject.holder
    streams = WasteStream.objects.visible_to(deed.by).select_related("waste_code__category", "physical_state")
    refusals: list[Refusal] = []

    def collect(read: Callable, *args, **extra):
        try:
            return read(*args, **extra)
        except Refusal as refusal:
            refusals.extend(refusal.all)
            return None

    stream = collect(read_row, streams, row.get("stream"), f"{where}/stream", facility=site, retired_on=None)
    kg = collect(read_kg, row.get("kg"), f"{where}/kg")
    area = None
    if row.get("area"):
        area = collect(read_row, partial(open_area, site.pk), row["area"], f"{where}/area")
    packing = collect(read_packing, row, kg, where) if kg else []
    codes = collect(read_codes, row, where) if packing else []
    if refusals:
        raise Refusal.of(refusals)
    return Product(stream, kg, area, packing, codes, where)


def read_yield(data: dict, inputs: list[WasteBatch], products: list[Product]) -> Yield:
    """The balance, to the gram: inputs + additives = products + burn-off."""
    yielded = Yield(
        [batch.kg for batch in inputs],
        [product.kg for product in products],
        _read_or_none(data.get("additives_kg"), "/additives_kg"),
        _read_or_none(data.get("burn_off_kg"), "/burn_off_kg"),
    )
    if yielded.missing:
        raise _does_not_add_up(yielded)
    if min(yielded.waste_shares) <= 0:
        raise BadInput(
            _("The additives weigh as much as what came out, so that no waste would be in it."),
            code="additives_too_heavy",
            field="/additives_kg",
            value=yielded.additives,
        )
    return yielded


def _read_or_none(value, field: str) -> Decimal:
    """Kilograms; nothing and zero are both none."""
    text = str(value if value is not None else "").strip()
    if not text.strip("0.") and text != ".":
        return ZERO
    return read_kg(value, field)


def _does_not_add_up(yielded: Yield) -> BadInput:
    figures = {
        "inputs": sum(yielded.inputs, ZERO),
        "additives": yielded.additives,
        "products": sum(yielded.products, ZERO),
        "burn_off": yielded.burn_off,
        "missing": abs(yielded.missing),
    }
    if yielded.missing > 0:
        sentence = _(
            "%(inputs)s kg of inputs and %(additives)s kg of additives went in; %(products)s kg of products and"
            " %(burn_off)s kg of burn-off came out. %(missing)s kg are not accounted for."
        )
    else:
        sentence = _(
            "%(inputs)s kg of inputs and %(additives)s kg of additives went in; %(products)s kg of products and"
            " %(burn_off)s kg of burn-off came out. That is %(missing)s kg too much."
        )
    return BadInput(sentence % figures, code="treatment_does_not_add_up", field="/burn_off_kg", value=yielded.burn_off)
