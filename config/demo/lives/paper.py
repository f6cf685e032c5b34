"""Draw up a manifest and issue it; when it is refused, put right what was wrong, or give it up."""

from collections.abc import Generator
from datetime import datetime

from config.demo import papers, plans
from config.demo.days import later
from config.demo.lives.consignment import Consignment
from config.demo.load import Turn
from config.demo.outlets import LAPSING_CARRIER, MEDICAL_CARRIER
from facilities import clock
from facilities.errors import Refusal
from manifests.custody import perform
from manifests.models import Manifest

NOT_IN_ANY_PERMIT = "R1"
REASONS = ("数量有误，重新开具", "车辆调整，另行安排", "接受单位检修，改期")


def draw_up(c: Consignment) -> None:
    c.carrier = c.city.carriers[c.load.carrier]
    method = NOT_IN_ANY_PERMIT if c.turn == Turn.WRONG_METHOD else c.load.method
    data = {"consignor": c.site.facility.pk, **route(c, method)}
    c.manifest = perform(Manifest, "draw_up", by=c.site.clerk, data=data).subject
    c.city.drawn_up += 1


def route(c: Consignment, method: str) -> dict:
    return {
        "consignee": c.goal.facility.pk,
        "carrier": c.carrier.facility.pk,
        "method": method,
        "lines": [{"batch": batch.pk} for batch in c.batches],
    }


def issue(c: Consignment) -> Generator[datetime, None, bool]:
    """Try until it is issued (True) or given up (False). A refusal leaves nothing behind, so the clerk tries again."""
    while True:
        try:
            c.manifest = perform(c.manifest, "issue", by=c.site.clerk).subject
        except Refusal as refusal:
            codes = {reason.code for reason in refusal.all}
            c.city.refusals.update(codes)
            if not (yield from _mend(c, codes, refusal)):
                return False
        else:
            return True


def _mend(c: Consignment, codes: set[str], refusal: Refusal) -> Generator[datetime, None, bool]:
    if "plan_exceeded" in codes:
        if c.turn == Turn.PLAN_SHORT and c.throw.happens(0.35):
            yield later(c.throw, 20, 200)
            cancel(c, "超出年度管理计划")
            return False
        yield c.workday(c.throw.randint(4, 9))
        _amend_plan(c)
    elif "permit_scale_exceeded" in codes:
        yield later(c.throw, 20, 200)
        cancel(c, "接受单位年度经营规模已用尽")
        return False
    elif "contract_missing" in codes:
        yield c.workday(c.throw.randint(2, 5))
        number = f"DEMO-HT-{c.manifest.pk.hex[-8:]}"
        papers.sign(c.city, c.site, c.goal, number, clock.today()).save()
    elif "permit_lacks_code" in codes and c.manifest.method.code == NOT_IN_ANY_PERMIT:
        yield later(c.throw, 10, 120)
        c.manifest = perform(c.manifest, "revise", by=c.site.clerk, data=route(c, c.load.method)).subject
    elif "carrier_licence_missing" in codes:
        yield later(c.throw, 30, 300)
        _change_carrier(c)
    else:
        raise refusal
    return True


def _amend_plan(c: Consignment) -> None:
    year = clock.today().year
    for batch in c.batches:
        plans.amend_plan(c.site, batch.waste_code.code, year, c.kg)


def _change_carrier(c: Consignment) -> None:
    out = (MEDICAL_CARRIER, LAPSING_CARRIER)
    c.carrier = c.throw.choice([carrier for i, carrier in enumerate(c.city.carriers) if i not in out])
    c.manifest = perform(c.manifest, "revise", by=c.site.clerk, data=route(c, c.load.method)).subject


def cancel(c: Consignment, reason: str = "") -> None:
    data = {"reason": reason or c.throw.choice(REASONS)}
    c.manifest = perform(c.manifest, "cancel", by=c.site.clerk, data=data).subject
