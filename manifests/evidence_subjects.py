"""What of this app has photographs and scans: manifests, and what a firm says in its self-check."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.evidence.subjects import Subject, take
from facilities.models import Evidence
from facilities.roles import Role
from manifests.access import parties_of
from manifests.custody import perform
from manifests.models import Manifest, PracticeStatement
from manifests.states import BY_ACTION, Party
from manifests.verbs import action_for

MANIFEST = "manifest"
PRACTICE = "practice"
ROW = BY_ACTION["manifest", "attach"]
Kind = Evidence.Kind


def owner_of(person, manifest: Manifest):
    """The enterprise in whose name the person may attach something now; None where they may not."""
    parties = action_for(ROW).capacities(person, manifest, parties_of(person, manifest)) & set(ROW.parties)
    if not parties or manifest.state not in ROW.sources:
        return None
    sides = {
        Party.CONSIGNOR: manifest.consignor.enterprise_id,
        Party.CONSIGNEE: manifest.consignee.enterprise_id,
        Party.DISPATCHER: manifest.carrier.enterprise_id,
        Party.DRIVER: manifest.carrier.enterprise_id,
    }
    return firm_of(person, *(sides.get(party) for party in ROW.parties if party in parties))


def firm_of(person, *wanted):
    """The first of these enterprises that is the person's own, else any of theirs: who fills in for another firm, or
    drives a truck of a further carrier, puts things here as their own firm's."""
    own = person.standing.enterprise_ids
    return next((key for key in wanted if key in own), min(own, default=None))


def attach_to(manifest: Manifest, *, by, evidence: list[Evidence], idempotency_key: str | None = None) -> None:
    keys = [str(file.pk) for file in evidence]
    perform(manifest, "attach", by=by, data={"evidence": keys}, idempotency_key=idempotency_key)


def _said_by(person, statement: PracticeStatement):
    enterprise = statement.facility.enterprise_id
    return enterprise if enterprise in person.standing.enterprises_where(Role.CLERK) else None


def _statement_url(statement: PracticeStatement) -> str:
    return reverse("manifests:assess", args=[statement.facility_id])


def register() -> None:
    take(
        Subject(
            MANIFEST,
            _("manifest"),
            lambda person: Manifest.objects.visible_to(person).with_parties(),
            owner_of,
            (Kind.DISCREPANCY, Kind.LOAD, Kind.WEIGHING_TICKET, Kind.PAPER_MANIFEST, Kind.EXEMPTION),
            Manifest.get_absolute_url,
            attach_to,
        )
    )
    take(
        Subject(
            PRACTICE,
            _("statement of a firm"),
            PracticeStatement.objects.visible_to,
            _said_by,
            (Kind.TRAINING, Kind.EMERGENCY_PLAN),
            _statement_url,
        )
    )
