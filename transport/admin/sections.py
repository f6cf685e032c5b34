"""What transport adds to the pages of manifests and facilities: legs, and the carrier's fleet."""

from django.utils.translation import gettext as _

from facilities.admin.facility import add_section as add_to_facility
from facilities.admin.facts import link, sees
from facilities.admin.sections import Table
from facilities.templatetags.quantities import stamp
from facilities.term_words import term_badge
from manifests.admin.manifest import add_section as add_to_manifest
from transport.models import Driver, Escort, Leg, Vehicle


def legs(person, manifest) -> Table | None:
    """Who carries, stretch by stretch, as planned or under way now; what was signed stands in part 2."""
    rows = Leg.objects.filter(manifest=manifest).select_related(
        "carrier", "trip__vehicle", "trip__driver", "trip__escort"
    )
    lines = [
        (
            "",
            [
                leg.position,
                leg.carrier,
                link(leg.trip.vehicle, seen=sees(person, leg.carrier.region_id)) if leg.trip else "–",
                link(leg.trip.driver, seen=sees(person, leg.carrier.region_id)) if leg.trip else "–",
                leg.trip.escort if leg.trip and leg.trip.escort else "–",
                stamp(leg.taken_over_at),
                stamp(leg.ended_at),
            ],
        )
        for leg in rows.order_by("position")
    ]
    heads = [_("No."), _("Carrier"), _("Vehicle"), _("Driver"), _("Escort"), _("Taken over"), _("Ended")]
    return Table(_("Legs"), heads, lines, empty=_("The carrier has not named a vehicle and a driver yet."))


def fleet(person, facility) -> Table | None:
    """A carrier's vehicles and crew with the term of their certificates."""
    if not facility.is_transporter:
        return None
    rows = [
        *Vehicle.objects.filter(carrier=facility).select_related("carrier"),
        *Driver.objects.filter(carrier=facility).select_related("carrier"),
        *Escort.objects.filter(carrier=facility).select_related("carrier"),
    ]
    return Table(
        _("Fleet"),
        [_("Name or plate"), _("Kind"), _("Certificate"), _("Valid to"), _("Term")],
        [("", [link(row), row._meta.verbose_name, row.number, stamp(row.valid_to), term_badge(row)]) for row in rows],
        empty=_("No vehicle and no driver is recorded."),
    )


add_to_manifest(legs)
add_to_facility(70, fleet)
