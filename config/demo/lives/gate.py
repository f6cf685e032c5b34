"""At the receiver's gate: weigh, judge, take in; what is not taken goes back where it came from."""

from collections.abc import Generator
from datetime import datetime
from decimal import Decimal

from config.demo.days import later
from config.demo.dice import dice
from config.demo.lives.consignment import Consignment
from config.demo.lives.hold import put_away
from config.demo.lives.road import come_home
from config.demo.load import Turn
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch

HALF_KG = Decimal("0.5")
REFUSAL_REASONS = ("包装破损渗漏", "含水率超出合同约定", "混入其他类别废物")
MISFITS = dict(zip(REFUSAL_REASONS, (["packaging"], ["property"], ["name", "property"]), strict=True))


def receive(c: Consignment) -> None:
    """Weigh and judge every line; afterwards `batches` are what the receiver holds."""
    lines = [_judge(c, position, batch.kg) for position, batch in enumerate(c.batches, start=1)]
    data = {"lines": lines, **_over_the_scale(c, lines)}
    c.manifest = perform(c.manifest, "receive", by=c.goal.gate, data=data).subject
    opinions = [line["opinion"] for line in lines]
    if opinions == ["accept"] * len(opinions):
        return
    accepted = [batch for batch, opinion in zip(c.batches, opinions, strict=True) if opinion == "accept"]
    parted = [batch for batch, opinion in zip(c.batches, opinions, strict=True) if opinion == "part"]
    taken = WasteBatch.objects.filter(links_up__parent__in=parted, holder=c.goal.facility)
    c.batches = [*accepted, *taken]


def _judge(c: Consignment, position: int, kg: Decimal) -> dict:
    """The first line bears what happens to the load; the scale never quite agrees with the declaration."""
    turn = c.turn if position == 1 else Turn.PLAIN
    if turn == Turn.REFUSED:
        reason = c.throw.choice(REFUSAL_REASONS)
        return {"line": str(position), "opinion": "refuse", "reason": reason, "misfits": MISFITS[reason]}
    line = {"line": str(position), "opinion": "accept", "weighed_kg": weighed(c, kg)}
    if turn == Turn.PART:
        line |= {
            "opinion": "part",
            "accepted_kg": _rounded(kg * Decimal(c.throw.randint(40, 80)) / 100),
            "weighed_kg": kg,
            "reason": c.throw.choice(REFUSAL_REASONS),
        }
        line["misfits"] = MISFITS[line["reason"]]
    elif turn == Turn.LIGHTER:
        line["weighed_kg"] = (
            _rounded(max(kg * Decimal("0.9"), kg - 400)) if kg > 1000 else _rounded(kg * Decimal("0.8"))
        )
    elif turn == Turn.HEAVIER:
        line["weighed_kg"] = _rounded(kg * Decimal("1.07") + 120)
        line["misfits"] = ["quantity"]
        line["significant_difference"] = "过磅重量明显高于申报重量，已告知移出人"
    return line


def _over_the_scale(c: Consignment, lines: list[dict]) -> dict:
    """Gross and tare of the truck, where all of the load was weighed. Other dice, so that no load fares otherwise."""
    if not all("weighed_kg" in line for line in lines):
        return {}
    throw = dice(c.load.name, "scale")
    tare = Decimal(throw.randint(280, 640) * 20)
    ticket = f"{c.load.day:%y%m%d}-{throw.randint(1, 99):03d}"
    gross = tare + sum(Decimal(line["weighed_kg"]) for line in lines)
    said = {"gross_kg": gross, "tare_kg": tare, "scale": f"{throw.randint(1, 2)} 号地磅", "ticket": ticket}
    if len(lines) > 1:
        return {"weighing": said}
    lines[0]["weighing"] = said
    return {}


def weighed(c: Consignment, kg: Decimal) -> Decimal:
    """Often the very weight, else within a percent."""
    if c.throw.happens(0.35):
        return kg
    return _rounded(kg * Decimal(f"{c.throw.uniform(0.991, 1.008):.5f}"))


def _rounded(kg: Decimal) -> Decimal:
    step = Decimal(10) if kg >= 1000 else HALF_KG
    return max((kg / step).quantize(Decimal(1)) * step, HALF_KG)


def close(c: Consignment) -> None:
    c.manifest = perform(c.manifest, "close", by=c.goal.gate).subject


def acknowledge(c: Consignment) -> None:
    """The consignor's clerk has read what the gate found; some still wait for that."""
    if c.manifest.discrepancy_at is not None and dice(c.load.name, "acknowledges").happens(0.8):
        c.manifest = perform(c.manifest, "acknowledge", by=c.site.clerk).subject


def bring_back(c: Consignment) -> Generator[datetime, None, None]:
    """The rest rides home on the same truck under a child manifest, and goes into the store again."""
    child = Manifest.objects.get(parent=c.manifest)
    driver = c.crew.driver.person
    yield later(c.throw, 60, 200)
    child = perform(child, "arrive", by=driver).subject
    yield later(c.throw, 10, 60)
    lines = list(child.lines.select_related("batch").order_by("position"))
    judged = [{"line": str(line.pk), "opinion": "accept", "weighed_kg": line.declared_kg} for line in lines]
    # The generator's desk takes it in; it has a clerk and no gate.
    child = perform(child, "receive", by=c.site.clerk, data={"lines": judged}).subject
    come_home(c.carrier, c.trip)
    yield later(c.throw, 30, 200)
    for line in lines:
        put_away(c.site, line.batch)
    yield c.workday(1)
    perform(child, "close", by=c.site.clerk)
