"""What comes next for a manifest on the road, and who is to sign it."""

from dataclasses import dataclass, field

from facilities import clock
from manifests.actions.leaving import leaving
from manifests.models import Manifest
from manifests.rules.departure import Carriage
from manifests.rules.finding import Finding, Severity
from manifests.rules.load import Load
from manifests.rules.verdicts import judge_departure, told, told_of_next_carrier
from manifests.states import ManifestState, Party, actions_from
from manifests.verbs import action_for
from transport.carriage import judge
from transport.models import Leg


@dataclass(frozen=True)
class Step:
    """`action` is the one thing this driver may sign now, "" for nothing; `findings` is what the rules say to it."""

    action: str = ""
    under_way: Leg | None = None  # whose truck the load is on
    coming: Leg | None = None  # who takes it next
    findings: list[Finding] = field(default_factory=list)
    may_stop: bool = False  # beside the action: the load may have to stay where it is

    @property
    def blocks(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == Severity.BLOCK]

    @property
    def leg(self) -> Leg | None:
        """The leg the action is about."""
        return self.under_way if self.action in ("arrive", "resume") else self.coming


def open_to(party: Party, manifest: Manifest) -> set[str]:
    """The actions that the transition table allows this party now; costs no statement."""
    return {
        row.action
        for row in actions_from(manifest.SUBJECT, manifest.state)
        if party in row.parties and (row.while_frozen or not manifest.is_frozen) and action_for(row).offered(manifest)
    }


def first_open(legs: list[Leg]) -> tuple[Leg | None, Leg | None]:
    """The leg under way and the one to follow, of a manifest's legs in order."""
    under_way = next((leg for leg in legs if leg.taken_over_at and not leg.ended_at), None)
    coming = next((leg for leg in legs if not leg.taken_over_at), None)
    return under_way, coming


def driver_step(person, manifest: Manifest, legs: list[Leg]) -> Step:
    """For the driver `person`; `legs` come from `carriage.legs_of`. Who takes over signs the hand-over."""
    under_way, coming = first_open(legs)
    allowed = open_to(Party.DRIVER, manifest)
    if manifest.state == ManifestState.ISSUED and "depart" in allowed and drives(person, coming):
        carriage = judge(manifest, coming)
        return Step("depart", under_way, coming, list(told(judge_departure(_leaving(manifest, carriage), carriage))))
    if "hand_over" in open_to(Party.TAKER, manifest) and drives(person, coming):
        carriage = judge(manifest, coming)
        return Step("hand_over", under_way, coming, list(told_of_next_carrier(_leaving(manifest, carriage), carriage)))
    if drives(person, under_way):
        may_stop = "lay_over" in allowed
        for action in ("resume", "arrive"):  # from a stop the load drives on first
            if action in allowed:
                return Step(action, under_way, coming, may_stop=may_stop)
    return Step("", under_way, coming)


def dispatcher_steps(manifest: Manifest, legs: list[Leg], leg: Leg) -> list[str]:
    """What the carrier's desk may record about `leg` for a driver who cannot."""
    under_way, coming = first_open(legs)
    allowed = open_to(Party.DISPATCHER, manifest)
    if leg == coming and leg.trip_id:
        allowed |= open_to(Party.TAKER, manifest)
        return [action for action in ("depart", "hand_over") if action in allowed]
    if leg == under_way:
        return [action for action in ("resume", "arrive", "lay_over", "change_vehicle") if action in allowed]
    return []


def drives(person, leg: Leg | None) -> bool:
    return leg is not None and leg.trip_id is not None and leg.trip.driver.person_id == person.pk


def _leaving(manifest: Manifest, carriage: Carriage) -> Load:
    """The load as the door will ask about it."""
    return leaving(manifest, clock.now(), carriage)
