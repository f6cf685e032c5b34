"""Walk batches and manifests into a state the way people do: through the actions, one after the other."""

from decimal import Decimal

import pytest

from facilities.models import StorageArea
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from transport.actions.plan_trip import plan_trip


class Walk:
    """Each method takes things one step on and returns them; later steps take the earlier ones by themselves."""

    def __init__(self, city, people, fleet):
        self.city, self.people, self.fleet = city, people, fleet

    def declared(self, kg="1000", stream=None, **data) -> WasteBatch:
        data = {"stream": (stream or self.city.oil).pk, "kg": kg, **data}
        return perform(WasteBatch, "declare", by=self.people.clerk, data=data).subject

    def stored(self, kg="1000", stream=None, **data) -> WasteBatch:
        batch = self.declared(kg, stream, **data)
        return perform(batch, "store", by=self.people.clerk, data={"area": self.area(batch.holder).pk}).subject

    def area(self, facility) -> StorageArea:
        return StorageArea.objects.get(facility=facility)

    def draft(self, *batches, consignor=None, consignee=None, method="D10", by=None, kg=None) -> Manifest:
        lines = [{"batch": str(batch.pk), "kg": kg} for batch in (batches or [self.stored()])]
        data = {
            "consignor": (consignor or self.city.generator).pk,
            "consignee": (consignee or self.city.site).pk,
            "carrier": self.city.carrier.pk,
            "method": method,
            "lines": lines,
        }
        return perform(Manifest, "draw_up", by=by or self.people.clerk, data=data).subject

    def issued(self, *batches, **route) -> Manifest:
        return perform(self.draft(*batches, **route), "issue", by=route.get("by") or self.people.clerk).subject

    def assigned(self, *batches, **route) -> Manifest:
        manifest = self.issued(*batches, **route)
        plan_trip(
            by=self.people.dispatcher,
            carrier=self.city.carrier,
            vehicle=self.fleet.truck,
            driver=self.fleet.driver,
            escort=self.fleet.escort,
            manifests=[manifest],
        )
        return manifest

    def in_transit(self, *batches, **route) -> Manifest:
        return perform(self.assigned(*batches, **route), "depart", by=self.people.driver).subject

    def laid_over(self, *batches, **route) -> Manifest:
        stop = {"place": "Service area 12", "reason": "flat tyre"}
        return perform(self.in_transit(*batches, **route), "lay_over", by=self.people.driver, data=stop).subject

    def arrived(self, *batches, **route) -> Manifest:
        return perform(self.in_transit(*batches, **route), "arrive", by=self.people.driver).subject

    def judged(self, opinion="accept", manifest=None, **line) -> Manifest:
        manifest = manifest or self.arrived()
        receiver = self.people.receiver if manifest.consignee_id == self.city.site.pk else self.people.collector
        lines = [judgement(row, opinion, **line) for row in manifest.lines.order_by("position")]
        return perform(manifest, "receive", by=receiver, data={"lines": lines}).subject

    def closed(self) -> Manifest:
        return perform(self.judged(), "close", by=self.people.receiver).subject

    def to_state(self, state: str) -> Manifest:
        """A manifest in any state, by the shortest walk."""
        match state:
            case "draft":
                return self.draft()
            case "issued":
                return self.assigned()
            case "in_transit":
                return self.in_transit()
            case "laid_over":
                return self.laid_over()
            case "arrived":
                return self.arrived()
            case "accepted":
                return self.judged("accept")
            case "partially_accepted":
                return self.judged("part")
            case "refused":
                return self.judged("refuse")
            case "closed":
                return self.closed()
            case "cancelled":
                return perform(self.draft(), "cancel", by=self.people.clerk, data={"reason": "changed mind"}).subject
            case "voided":
                return perform(
                    self.closed(), "void", by=self.people.city_regulator, data={"reason": "typed twice"}
                ).subject
        raise ValueError(state)


def judgement(line, opinion="accept", **more) -> dict:
    """One line as a receiver judges it; half is accepted in part unless told otherwise."""
    judged = {"line": str(line.pk), "opinion": opinion, "weighed_kg": str(line.declared_kg)}
    if opinion == "part":
        judged["accepted_kg"] = str((line.declared_kg / 2).quantize(Decimal("0.001")))
    if opinion != "accept":
        judged["reason"] = "wet"
    return {**judged, **more}


@pytest.fixture
def walk(city, people, fleet) -> Walk:
    return Walk(city, people, fleet)
