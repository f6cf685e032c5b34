"""Draw up a manifest: pick stock, choose receiver, method and carrier. What is picked is set aside at once."""

from django.utils.translation import gettext_lazy as _

from facilities.compiled import compiled
from facilities.errors import BadInput
from facilities.models import Facility
from manifests.actions.claiming import read_claims
from manifests.actions.detailing import read_details
from manifests.actions.picking import Pick, pick_batches, read_picks, set_aside
from manifests.actions.reading import read_method, read_row, read_text
from manifests.custody.deed import Deed
from manifests.models import Manifest
from manifests.profiles import profile_over
from manifests.verbs import Action, action


@action("manifest", "draw_up")
class DrawUp(Action):
    """Data: `consignor`, `consignee`, `carrier` facility ids; `method` code; `lines` as [{batch, kg?}]; `remarks`;
    `exemptions` claimed, as [{exemption, note}]; `details` that the wastes' profile asks for, as {name: value}.

    A line with less than the whole batch splits it. Whether the load may leave is judged when it is issued.
    """

    def open(self, deed: Deed) -> Manifest:
        own = Facility.objects.filled_in_by(deed.by).open().select_related("enterprise", "region")
        consignor = read_row(own, deed.data.get("consignor"), "/consignor")
        return Manifest(
            consignor=consignor,
            origin_region=consignor.region,
            recorded_at=deed.recorded_at,
            **read_route(deed),
        )

    def check(self, deed: Deed):
        check_route(deed.subject)
        picks = pick_batches(deed, deed.subject.consignor, read_picks(deed.data))
        deed.facts["picks"] = picks
        return ()

    def apply(self, deed: Deed) -> None:
        fill(deed, deed.facts["picks"])


def read_route(deed: Deed) -> dict:
    """Receiver, carrier, method and remarks, as fields of a manifest."""
    data = deed.data
    consignee = read_row(_listed, data.get("consignee"), "/consignee")
    carrier = read_row(_listed_carrier, data.get("carrier"), "/carrier")
    return {
        "consignee": consignee,
        "destination_region": consignee.region,
        "carrier": carrier,
        "method": read_method(data.get("method"), "/method"),
        "remarks": read_text(data.get("remarks"), "/remarks"),
        "exemptions": read_claims(data.get("exemptions")),
    }


@compiled
def _listed(pk):
    return Facility.objects.directory().select_related("enterprise", "region").filter(pk=pk).order_by()


@compiled
def _listed_carrier(pk):
    return _listed.question(pk).filter(is_transporter=True)


def check_route(manifest: Manifest) -> None:
    if not manifest.consignee.receives:
        raise BadInput(_("This site does not receive waste."), code="consignee_does_not_receive", field="/consignee")
    if manifest.consignee_id == manifest.consignor_id:
        raise BadInput(
            _("Consignor and receiver are the same site. Use “move” inside a site."),
            code="consignee_is_consignor",
            field="/consignee",
        )


def fill(deed: Deed, picks: list[Pick]) -> None:
    """Set the picked batches aside, and write lines and totals."""
    manifest = deed.subject
    profile, _all_of_it = profile_over(pick.batch.waste_code for pick in picks)
    details = read_details(profile, deed.data.get("details"))
    lines = set_aside(deed, manifest, picks)
    kg = sum(line.declared_kg for line in lines)
    deed.set(declared_kg=kg, profile=profile.id, details=details)
    deed.particulars = {
        "consignee": manifest.consignee.name,
        "carrier": manifest.carrier.name,
        "method": manifest.method.code,
        "lines": [{"position": line.position, "batch": line.batch.number, "kg": line.declared_kg} for line in lines],
        "kg": kg,
    }
