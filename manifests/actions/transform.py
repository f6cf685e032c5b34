"""Record a treatment that yields new waste: what was burnt left fly ash and slag, what was solidified a block.

What arises is the treating site's own waste, with its own labels and ledger (HJ 1259-2022). Mass in is mass out: inputs
and additives are products and burn-off, to the gram. Burn-off is what left as gas, water or product.
"""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.packing import fill, label_particulars, pack
from manifests.actions.reading import read_method
from manifests.actions.yielding import Product, read_inputs, read_products, read_yield
from manifests.custody.deed import SOURCE, Deed, Place, place_of
from manifests.models import Series, WasteBatch
from manifests.numbers import batch_number
from manifests.quantities import ZERO
from manifests.rules.finding import Finding, warn
from manifests.rules.permit import covering, permit_lines
from manifests.rules.store import area_holds, come_together
from manifests.states import BatchState
from manifests.verbs import Action, action
from manifests.yields import Yield


@action("batch", "transform")
class Transform(Action):
    """Performed on one input; data: `batches`, the ids of the other inputs; `method`; `products` as a list of
    {stream, kg, area?, container_count?, container_litres?, containers?, label_codes?}, streams and areas being the
    treating site's; `additives_kg` (lime, cement) and `burn_off_kg`, 0 where not given."""

    def offered(self, batch) -> bool:
        return batch.holder.is_disposal_site

    def check(self, deed: Deed) -> Iterable[Finding]:
        site = deed.subject.holder
        if not site.is_disposal_site:
            raise BadInput(_("Only a disposal site treats waste."), code="not_a_disposal_site")
        method = deed.facts["method"] = read_method(deed.data["method"], "/method")
        inputs = deed.facts["inputs"] = read_inputs(deed)
        products = deed.facts["products"] = read_products(deed)
        deed.facts["yield"] = read_yield(deed.data, inputs, products)
        lines = permit_lines([site.pk], localdate(deed.happened_at)).get(site.pk, [])
        for code in {batch.waste_code.code: batch.waste_code for batch in inputs}.values():
            if covering(lines, code, method.code) is None:
                yield warn("method_outside_permit", "/method", facility=site.name, code=code.code, method=method.code)
        for area in {product.area.pk: product.area for product in products if product.area}.values():
            comes = sum((product.kg for product in products if product.area == area), ZERO)
            goes = sum((batch.kg for batch in inputs if batch.area_id == area.pk), ZERO)
            yield from area_holds(area, comes - goes)
            coming = [product.stream.waste_code for product in products if product.area == area]
            yield from come_together(area, coming, leaving=[batch.pk for batch in inputs])

    def apply(self, deed: Deed) -> None:
        method, inputs, yielded = deed.facts["method"], deed.facts["inputs"], deed.facts["yield"]
        deed.target = BatchState.UTILISED if method.kind == method.Kind.UTILISATION else BatchState.DISPOSED
        products = _arise(deed, deed.facts["products"], inputs, yielded)
        _book(deed, inputs, products, yielded)
        rows = zip(inputs, yielded.links(), yielded.burn_off_shares, strict=True)
        for batch, shares, burnt in rows:
            said = {
                "method": method.code,
                "site": batch.holder.name,
                "kg": batch.kg,
                "inputs": [other.number for other in inputs],
                "products": [
                    {"id": product.pk, "number": product.number, "kg": kg}
                    for product, kg in zip(products, shares, strict=True)
                    if kg
                ],
                "burn_off_kg": burnt,
                "balance": _balance(yielded),
            }
            if batch is deed.subject:
                deed.particulars = said
                deed.set(treated_by=method, treated_at=deed.happened_at)
            else:
                deed.step(batch, "transform", deed.target, **said)
                batch.treated_by, batch.treated_at = method, deed.happened_at


def _balance(yielded: Yield) -> dict:
    """The whole deed's sums (kg)."""
    return {
        "inputs_kg": sum(yielded.inputs, ZERO),
        "additives_kg": yielded.additives,
        "products_kg": sum(yielded.products, ZERO),
        "burn_off_kg": yielded.burn_off,
    }


def _arise(deed: Deed, wanted: list[Product], inputs: list[WasteBatch], yielded: Yield) -> list[WasteBatch]:
    """New batches of the treating site, with labels as if declared."""
    site = deed.subject.holder
    day = localdate(deed.happened_at)
    serials = Series.take(f"batch:{site.pk}:{day:%Y%m%d}", len(wanted))
    products = []
    for product, serial, added in zip(wanted, serials, yielded.additive_shares, strict=True):
        batch = WasteBatch(
            number=batch_number(day, serial),
            stream=product.stream,
            waste_code=product.stream.waste_code,
            generator=site,
            holder=site,
            area=product.area,
            state=BatchState.STORED if product.area else BatchState.GENERATED,
            kg=product.kg,
            generated_at=deed.happened_at,
            held_since=deed.happened_at,
            recorded_at=deed.recorded_at,
        )
        containers = pack(batch, product.packing, day, codes=product.codes, where=product.where)
        deed.arise(
            batch,
            **label_particulars(batch, containers),
            parents=[parent.number for parent in inputs],
            method=deed.facts["method"].code,
            additives_kg=added,
            area=str(product.area or ""),
        )
        deed.after.append(lambda rows=containers, codes=product.codes: fill(rows, codes))
        products.append(batch)
    return products


def _book(deed: Deed, inputs: list[WasteBatch], products: list[WasteBatch], yielded: Yield) -> None:
    """Inputs go into the process, products come out of it; additives are new mass. Burn-off stays in the process."""
    process = Place("process", deed.subject.holder_id)
    for batch, shares in zip(inputs, yielded.links(), strict=True):
        deed.move(batch.kg, place_of(batch), process, from_batch=batch)
        for product, kg in zip(products, shares, strict=True):
            if kg:
                deed.link(batch, product, kg)
    for product, kg, added in zip(products, yielded.waste_shares, yielded.additive_shares, strict=True):
        deed.move(kg, process, place_of(product), to_batch=product)
        if added:
            deed.move(added, SOURCE, place_of(product), to_batch=product)
