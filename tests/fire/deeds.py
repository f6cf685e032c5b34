"""What somebody might do next in a small city, sensible or not: a person, an action, a subject and what is sent.

Every row of the transition table that is an action of its own has its data here; a test fails when one is missing.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from facilities.actions.put_evidence import put_evidence
from facilities.errors import Refusal
from facilities.models import Facility, StorageArea, WasteStream
from facilities.roles import Role
from manifests.access import allowed_actions
from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.custody import Outcome, perform
from manifests.models import Amendment, Manifest, WasteBatch
from manifests.states import TRANSITIONS, ManifestState
from tests.elsewhere import paper
from tests.files import jpeg
from transport.actions.plan_trip import plan_trip
from transport.models import Driver, Vehicle

METHODS = ("D10", "R9", "D9", "D1", "X0")
WEIGHTS = ("0.001", "1", "12.5", "99.999", "500", "1000", "0", "-3", "heavy")
WORDS = ("wet", "typed twice", "", "盘点")


@dataclass(frozen=True)
class Attempt:
    """One call of the door, legal or not."""

    by: Any
    action: str
    subject: Any
    data: dict = field(default_factory=dict)
    key: str | None = None

    def make(self) -> Outcome | Refusal:
        """Whatever the door says to it; anything but an outcome or a refusal is a fault of the house."""
        try:
            return perform(self.subject, self.action, by=self.by, data=self.data, idempotency_key=self.key)
        except Refusal as refusal:
            return refusal


class Chance:
    """Draws attempts for people of a city. `dice` decides everything, so that a run can be repeated."""

    def __init__(self, dice: Random, city: SimpleNamespace, people: SimpleNamespace):
        self.dice, self.city = dice, city
        self.clerks = [people.clerk, people.collector]
        self.people = [people.clerk, people.collector, people.receiver, people.dispatcher, people.driver,
                       people.city_regulator, people.outsider, people.reader]  # fmt: skip

    def attempt(self, key: str | None = None) -> Attempt:
        """Mostly what the person may do now with something that they see; now and then anything at all."""
        if self.dice.random() < 0.15:
            return self._start(key)
        sensible = self.dice.random() < 0.85
        for _try in range(8 if sensible else 1):
            by = self.dice.choice(self.people)
            subject = self._subject(by)
            allowed = [row.action for row in allowed_actions(by, subject)] if subject and sensible else []
            if len(allowed) > 1 and "attach" in allowed and self.dice.random() < 0.9:
                allowed.remove("attach")  # which is nearly always open, and would crowd out the journey
            if allowed:
                return self._act(by, subject, self.dice.choice(allowed), key)
        if subject is None:
            return self._start(key)
        rows = [row.action for row in own_rows() if row.subject == subject.SUBJECT]
        return self._act(by, subject, self.dice.choice(rows), key)

    def _act(self, by, subject, action: str, key: str | None) -> Attempt:
        return Attempt(by, action, subject, DATA[subject.SUBJECT, action](self, by, subject), key)

    def plan_a_trip(self, dispatcher) -> None:
        """The carrier's desk puts what is issued onto a truck."""
        issued = Manifest.objects.visible_to(dispatcher).filter(state=ManifestState.ISSUED, legs__trip=None)
        try:
            plan_trip(
                by=dispatcher,
                carrier=self.city.carrier,
                vehicle=self.dice.choice(list(Vehicle.objects.order_by("pk"))),
                driver=Driver.objects.order_by("pk").first(),
                manifests=list(issued.order_by("pk")[:3]),
            )
        except Refusal:
            pass

    def _start(self, key: str | None) -> Attempt:
        by = self.dice.choice(self.clerks if self.dice.random() < 0.9 else self.people)
        stored = WasteBatch.objects.visible_to(by).filter(state="stored").exists()
        model, action = (Manifest, "draw_up") if stored and self.dice.random() < 0.6 else (WasteBatch, "declare")
        return Attempt(by, action, model, DATA[model.SUBJECT, action](self, by, None), key)

    def _subject(self, by):
        model = self.dice.choice([Manifest, WasteBatch])
        seen = model.objects.all() if self.dice.random() < 0.1 else model.objects.visible_to(by)
        keys = list(seen.order_by("-pk").values_list("pk", flat=True)[:25])
        if not keys:
            return None
        rows = model.objects.with_parties() if model is Manifest else model.objects.with_particulars()
        related = rows if model is Manifest else rows.select_related("holder__enterprise")
        return related.get(pk=self.dice.choice(keys))

    def one(self, rows):
        """A row's id as text, or something that is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:20])
        return str(self.dice.choice(keys)) if keys and self.dice.random() < 0.97 else "nobody"

    def kg(self, usual: Decimal | None = None) -> str:
        """Some of what there is, all of it, more, or nonsense."""
        if usual and self.dice.random() < 0.8:
            share = self.dice.choice([Decimal(1), Decimal("0.5"), Decimal("0.333"), Decimal("1.01")])
            return str((usual * share).quantize(Decimal("0.001")))
        return self.dice.choice(WEIGHTS)

    def word(self) -> str:
        return self.dice.choice(WORDS)

    def method(self) -> str:
        return self.dice.choice(METHODS)


def own_rows() -> list:
    """The table's actions that somebody takes, consequences left out."""
    return [row for row in TRANSITIONS if not row.inner]


def _declare(chance: Chance, by, _batch) -> dict:
    streams = WasteStream.objects.visible_to(by) if chance.dice.random() < 0.9 else WasteStream.objects.all()
    data = {"stream": chance.one(streams), "kg": chance.kg(Decimal(800))}
    if chance.dice.random() < 0.5:
        data |= {"container_count": chance.dice.choice(["2", "3", "0"]), "container_litres": "200"}
    return data


def _draw_up(chance: Chance, by, _manifest) -> dict:
    dice = chance.dice
    held = WasteBatch.objects.all()
    if dice.random() < 0.9:
        held = held.filter(state="stored", holder__enterprise__in=by.standing.enterprises_where(Role.CLERK))
    batches = list(held.order_by("-pk")[:10])
    chosen = dice.sample(batches, min(len(batches), dice.randint(1, 3)))
    lines = [
        {"batch": str(batch.pk), **({"kg": chance.kg(batch.kg)} if dice.random() < 0.3 else {})} for batch in chosen
    ]
    consignor = str(chosen[0].holder_id) if chosen and dice.random() < 0.9 else chance.one(Facility.objects.all())
    return {
        "consignor": consignor,
        "consignee": str(dice.choice([chance.city.site, chance.city.collector, chance.city.outside]).pk),
        "carrier": str(chance.city.carrier.pk),
        "method": dice.choice(["D10", "R9"]) if dice.random() < 0.9 else chance.method(),
        "lines": lines,
    }


def _receive(chance: Chance, by, manifest) -> dict:
    return {"lines": [_judgement(chance, line) for line in manifest.lines.order_by("position")]}


def _judgement(chance: Chance, line) -> dict:
    opinion = chance.dice.choice(["accept", "accept", "part", "refuse"])
    judged = {"line": str(line.pk), "opinion": opinion, "reason": chance.dice.choice(["wet", "not ours"])}
    weighed = line.declared_kg * chance.dice.choice([Decimal(1), Decimal("0.98"), Decimal("1.03")])
    judged["weighed_kg"] = str(weighed.quantize(Decimal("0.001")))
    if opinion == "part":
        judged["accepted_kg"] = str((weighed / 3).quantize(Decimal("0.001")))
    if opinion == "accept" and chance.dice.random() < 0.2:
        judged["residue_kg"] = str((weighed / 10).quantize(Decimal("0.001")))
    return judged


def _others(chance: Chance, by, batch) -> list[str]:
    like = WasteBatch.objects.filter(holder=batch.holder_id).exclude(pk=batch.pk)
    if chance.dice.random() < 0.9:
        like = like.filter(waste_code=batch.waste_code_id, area=batch.area_id, state="stored")
    keys = list(like.order_by("pk").values_list("pk", flat=True)[:6])
    return [str(key) for key in chance.dice.sample(keys, min(len(keys), 2))]


def _transform(chance: Chance, by, batch) -> dict:
    """Half of what goes in comes out as ash, the rest is burnt; now and then the sum is a gram out."""
    others = WasteBatch.objects.filter(pk__in=_others(chance, by, batch))
    inputs = batch.kg + sum(other.kg for other in others)
    ash = (inputs / 2).quantize(Decimal("0.001"))
    slip = Decimal("0.001") if chance.dice.random() < 0.1 else Decimal(0)
    additives = Decimal(10) if chance.dice.random() < 0.4 else Decimal(0)
    own = WasteStream.objects.filter(facility=batch.holder_id)
    return {
        "method": chance.dice.choice(["D10", "R9"]),
        "batches": [str(other.pk) for other in others],
        "products": [{"stream": chance.one(own), "kg": str(ash)}],
        "additives_kg": str(additives),
        "burn_off_kg": str(inputs + additives - ash + slip),
    }


def _split(chance: Chance, by, batch) -> dict:
    drums = [str(key) for key in batch.containers.filter(emptied_at=None).values_list("pk", flat=True)]
    if drums and chance.dice.random() < 0.8:
        return {"containers": drums[: chance.dice.randint(1, len(drums))]}
    return {"kg": chance.kg(batch.kg)}


def _elsewhere(chance: Chance, by, manifest) -> dict:
    goal = chance.dice.choice([chance.city.site, chance.city.collector, chance.city.outside, manifest.consignor])
    return {"consignee": str(goal.pk), "method": chance.dice.choice(["D10", "R9"]), "reason": chance.word()}


def _truck(chance: Chance, by, _manifest) -> dict:
    return {"vehicle": chance.one(Vehicle.objects.all()), "driver": chance.one(Driver.objects.all())}


def _correction(chance: Chance, by, manifest) -> dict:
    """A correction that waits, or one that the gate asks for now and the consignor may agree to: then it is applied."""
    try:
        line = chance.dice.choice(["/lines/1/accepted_kg", "/lines/1/weighed_kg", "/remarks"])
        change = {"field": line, "value": chance.kg(manifest.received_kg or manifest.declared_kg)}
        receiver = chance.dice.choice(chance.people)
        amendment, _before = propose(manifest, by=receiver, changes=[change], reason="typed wrongly")
        agree(amendment, by=chance.dice.choice(chance.people))
    except Refusal:
        pass
    return {"amendment": chance.one(Amendment.objects.filter(manifest=manifest)), "reason": chance.word()}


def _reason(chance: Chance, by, _subject) -> dict:
    return {"reason": chance.word()}


def _nothing(chance: Chance, by, _subject) -> dict:
    return {}


def _area(chance: Chance, by, batch) -> dict:
    own = StorageArea.objects.filter(facility=batch.holder_id)
    return {"area": chance.one(own if chance.dice.random() < 0.95 else StorageArea.objects.all())}


def _photograph(chance: Chance, by, _subject) -> dict:
    firm = next(iter(sorted(by.standing.enterprise_ids)), None)
    colour = tuple(chance.dice.randrange(256) for _part in range(3))
    said = {"enterprise": firm, "kind": "load", "chunks": [jpeg(colour, (8, 8))]}
    return {"evidence": [put_evidence(by=by, **said).pk] if firm else []}


DATA = {
    ("batch", "declare"): _declare,
    ("batch", "store"): _area,
    ("batch", "move"): _area,
    ("batch", "split"): _split,
    ("batch", "regroup"): lambda chance, by, batch: {"batches": _others(chance, by, batch)},
    ("batch", "repack"): lambda chance, by, batch: {"container_count": "2", "container_litres": "1000"},
    ("batch", "treat"): lambda chance, by, batch: {"method": chance.method()},
    ("batch", "transform"): _transform,
    ("batch", "count"): lambda chance, by, batch: {"counted_kg": chance.kg(batch.kg), "reason": chance.word()},
    ("batch", "lose"): lambda chance, by, batch: {"kg": chance.kg(batch.kg), "reason": chance.word()},
    ("batch", "retract"): _reason,
    ("batch", "export"): lambda chance, by, batch: {"notice": "EX-1", "country": "Germany", "receiver": "Works"},
    ("manifest", "draw_up"): _draw_up,
    ("manifest", "revise"): _draw_up,
    ("manifest", "issue"): _nothing,
    ("manifest", "cancel"): _reason,
    ("manifest", "strike_out"): _reason,
    ("manifest", "transfer_in"): lambda chance, by, _manifest: paper(chance.city, chance.dice.randrange(1, 999_999)),
    ("manifest", "depart"): _nothing,
    ("manifest", "hand_over"): _nothing,
    ("manifest", "change_vehicle"): lambda chance, by, manifest: {
        "vehicle": chance.one(Vehicle.objects.all()),
        "driver": chance.one(Driver.objects.all()),
    },
    ("manifest", "lay_over"): lambda chance, by, manifest: {"reason": chance.word(), "place": "car park"},
    ("manifest", "resume"): _nothing,
    ("manifest", "redirect"): _elsewhere,
    ("manifest", "arrive"): _nothing,
    ("manifest", "receive"): _receive,
    ("manifest", "attach"): _photograph,
    ("manifest", "close"): _nothing,
    ("manifest", "acknowledge"): _nothing,
    ("manifest", "record_numbers"): lambda chance, by, manifest: {"provincial_no": f"JS-{chance.dice.random()}"[:40]},
    ("manifest", "freeze"): _reason,
    ("manifest", "release"): _reason,
    ("manifest", "void"): _reason,
    ("manifest", "amend"): _correction,
    ("manifest", "override"): _correction,
}
