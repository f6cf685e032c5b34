from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransportConfig(AppConfig):
    """How waste moves: fleet, trips, legs, scans."""

    name = "transport"
    verbose_name = _("Fleet and trips")

    def ready(self):
        # manifests offers registries where transport must be heard; models can only be imported from here on.
        from facilities.deadline_kinds import DeadlineKind
        from facilities.navigation import register
        from facilities.roles import Role
        from facilities.sheets import kinds, listings
        from manifests.access import answer_for_the_road
        from manifests.clocks.papers import keep_papers
        from manifests.custody import hear
        from manifests.querysets import let_see_manifests
        from manifests.rules.departure import answer_for_carriage
        from manifests.scanned import lead_scanners
        from manifests.waiting import offer
        from transport import carriage, evidence_subjects, other_vehicle, scanned, waiting
        from transport.models import Driver, Escort, Vehicle
        from transport.sheets.fleet import DRIVERS, ESCORTS, VEHICLES
        from transport.sheets.listings import LISTINGS

        def dispatches(standing) -> bool:
            return "transporter" in standing.duties and standing.has(Role.DISPATCHER)

        register(40, "transport:trips", _("Trips"), dispatches)
        register(45, "transport:fleet", _("Fleet"), dispatches)
        register(50, "transport:driver_home", _("My truck"), lambda standing: standing.has(Role.DRIVER))

        for kind in (VEHICLES, DRIVERS, ESCORTS):
            kinds.take(kind)
        for listing in LISTINGS:
            listings.offer(listing)
        evidence_subjects.register()
        offer(waiting.trucks_wanted)
        # Their certificates are renewed in the same record, so that only a new last day stops the clock.
        keep_papers(DeadlineKind.VEHICLE, (Vehicle, "plate", ()))
        keep_papers(DeadlineKind.CREW, (Driver, "name", ()), (Escort, "name", ()))
        lead_scanners(scanned.way_to_load)
        let_see_manifests(carriage.seen_by_carriers)
        answer_for_the_road(carriage.on_the_road)
        answer_for_carriage(carriage.answer, other_vehicle.answer)
        for action in ("depart", "hand_over"):
            hear("manifest", action, carriage.leg_begins)
        for action in ("receive", "cancel", "void", "strike_out"):
            hear("manifest", action, carriage.leg_ends)
        hear("manifest", "carry_on", carriage.rest_rides_on)
        hear("manifest", "change_vehicle", other_vehicle.load_changes)
