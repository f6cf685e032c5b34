"""Waste that is not hazardous, from the demo clerk's own site: one manifest of each kind, on the last evening."""

from decimal import Decimal

from config.demo import papers
from config.demo.cast import City, Site
from config.demo.days import at
from facilities import clock
from facilities.catalogue.solid_waste import solid_waste_code
from facilities.models import Contract, WasteStream
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch

GOAL, METHOD = "incinerator", "D10"
CARRIER = 1  # not the demo driver's, whose trips are told elsewhere
# code, name, kilograms, what its kind of manifest asks for, and whether it is issued already
WASTES = (
    ("900-001-S17", "废包装纸", "1860", {}, True),
    ("900-001-S07", "生化污泥", "5200", {"water_percent": "78.5"}, True),
    ("900-001-S70", "厂房改造渣土", "9400", {"works": "三号厂房改造工地", "works_permit": "DEMO-2026-031"}, True),
    ("900-001-S60", "废旧办公家具", "640", {"collected_at": "行政楼后门", "pieces": "27"}, True),
    ("900-001-S73", "隔墙拆除垃圾", "2300", {}, False),  # the draft still lacks its building site
)


def play(city: City) -> None:
    site = city.generators[0]
    goal = city.works[GOAL]
    with clock.standing_at(at(city.days.last, 18, 31)):
        signed = Contract.objects.filter(consignor=site.facility, consignee=goal.facility).valid_on(clock.today())
        if not signed.exists():
            papers.sign(city, site, goal, "DEMO-HT-OTHER", clock.today()).save()
        for code, name, kg, details, is_issued in WASTES:
            draft = _drawn(city, site, goal, _stored(site, code, name, Decimal(kg)), details)
            if is_issued:
                perform(draft, "issue", by=site.clerk)


def _stored(site: Site, code: str, name: str, kg: Decimal) -> WasteBatch:
    stream = WasteStream.objects.create(
        facility=site.facility,
        alias=name,
        waste_code=solid_waste_code(code),
        official_name=name,
        physical_state_id="S",
        hazards=[],
    )
    batch = perform(WasteBatch, "declare", by=site.clerk, data={"stream": stream.pk, "kg": kg}).subject
    return perform(batch, "store", by=site.keeper, data={"area": site.area.pk}).subject


def _drawn(city: City, site: Site, goal: Site, batch: WasteBatch, details: dict) -> Manifest:
    data = {
        "consignor": site.facility.pk,
        "consignee": goal.facility.pk,
        "carrier": city.carriers[CARRIER].facility.pk,
        "method": METHOD,
        "lines": [{"batch": batch.pk}],
        "details": details,
    }
    return perform(Manifest, "draw_up", by=site.clerk, data=data).subject
