"""Every finding's sentence and law, by code. Stored findings keep the code and the figures; words come from here."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, tuple] = {
    # Before departure
    "plan_missing": (
        _("No management plan of %(facility)s for %(year)s is filed, so no manifest may be issued."),
        _("Order 23 of 2022, Art. 14"),
    ),
    "plan_lacks_code": (_("The filed plan for %(year)s does not name waste %(code)s."), _("Order 23 of 2022, Art. 14")),
    "plan_exceeded": (
        _("The plan allows %(planned)s kg of %(code)s this year; with this manifest it would be %(total)s kg."),
        _("Order 23 of 2022, Art. 14"),
    ),
    "plan_nearly_used": (
        _("%(percent)s %% of the planned transfer of %(code)s is used with this manifest."),
        _("Order 23 of 2022, Art. 14"),
    ),
    "permit_missing": (
        _("%(facility)s has no permit that is valid on %(date)s."),
        _("Order 408 (operating permits); Order 23 of 2022, Art. 10"),
    ),
    "permit_lacks_code": (
        _("The permit of %(facility)s does not cover waste %(code)s with method %(method)s."),
        _("Order 408 (operating permits); Order 23 of 2022, Art. 10"),
    ),
    "permit_scale_exceeded": (
        _(
            "%(facility)s may take %(scale)s kg a year under this permit line;"
            " with this manifest it would be %(total)s kg, over %(most)s %%."
        ),
        _("Order 408 (operating permits): apply anew when the annual scale is exceeded by too much"),
    ),
    "permit_scale_reached": (
        _("%(percent)s %% of the yearly scale of %(facility)s is used with this manifest."),
        _("Order 408 (operating permits)"),
    ),
    "permit_scale_full": (
        _(
            "The yearly scale of %(facility)s is full: %(total)s of %(scale)s kg with this."
            " Above %(most)s %% it must apply for its permit anew."
        ),
        _("Order 408 (operating permits)"),
    ),
    "exempt_receiver_unregistered": (
        _(
            "%(facility)s has neither a permit for %(code)s with method %(method)s nor a registration as an exempt"
            " receiver, which exemption no. %(serial)s asks of it."
        ),
        _("National catalogue of hazardous wastes, exemption list"),
    ),
    "approval_missing": (
        _("%(code)s leaves the province, and no transfer approval for this receiver and method is valid today."),
        _("Order 23 of 2022, Art. 21–28"),
    ),
    "approval_ended": (
        _("Approval %(number)s for %(code)s counted until %(date)s: its months, its own period or the permit ended."),
        _("Order 23 of 2022, Art. 28"),
    ),
    "approval_nearly_used": (
        _("%(percent)s %% of the cross-province approval for %(code)s is used with this manifest."),
        _("Order 23 of 2022, Art. 28"),
    ),
    "approval_exceeded": (
        _("The cross-province approval has %(left)s kg left; this manifest needs %(kg)s kg."),
        _("Order 23 of 2022, Art. 28"),
    ),
    "contract_missing": (
        _("There is no written contract with %(facility)s that is valid on %(date)s."),
        _("Order 23 of 2022, Art. 10"),
    ),
    "carrier_licence_missing": (
        _("%(facility)s has no dangerous-goods transport licence that is valid on %(date)s."),
        _("Order 29 of 2019 (dangerous goods by road); Order 23 of 2022, Art. 10"),
    ),
    "carrier_scope": (
        _("The licence %(number)s of %(facility)s is for “%(scope)s”, which does not name dangerous goods."),
        _("Order 29 of 2019 (dangerous goods by road)"),
    ),
    "insurance_missing": (
        _("%(facility)s has no environmental liability insurance that is valid on %(date)s."),
        _("Environmental Code, Art. 484"),
    ),
    "stock_not_allotted": (_("Batch %(batch)s is not set aside for this manifest any more."), ""),
    "stored_too_long": (
        _("%(code)s of batch %(batch)s has been stored for %(days)s days; %(most)s are allowed."),
        _("Environmental Code, Art. 535; Order 380 (medical waste); local rules"),
    ),
    "stored_past_hours": (
        _("%(code)s of batch %(batch)s has been stored for %(hours)s hours; %(most)s are allowed."),
        _("Environmental Code, Art. 535; Order 380 (medical waste); local rules"),
    ),
    "incompatible_load": (
        _("%(first)s and %(second)s should not travel on one truck."),
        _("Order 29 of 2019 (dangerous goods by road); GB 18597-2023"),
    ),
    "incompatible_store": (
        _("%(first)s and %(second)s should not lie in one store."),
        _("GB 18597-2023"),
    ),
    "label_count_differs": (
        _("Line %(line)s says %(lines)s containers; %(labels)s carry labels."),
        _("Order 23 of 2022, Art. 13"),
    ),
    "label_code_differs": (
        _("Line %(line)s is %(code)s; labels of its containers say %(labels)s."),
        _("Order 23 of 2022, Art. 13"),
    ),
    "label_weight_differs": (
        _("Line %(line)s says %(lines)s kg; the labels of its containers add up to %(labels)s kg."),
        _("Order 23 of 2022, Art. 13"),
    ),
    "exemption_unfit": (
        _("Exemption no. %(serial)s (%(codes)s) names no waste of this load."),
        _("National catalogue of hazardous wastes, exemption list"),
    ),
    "exemption_claimed": (
        _("Exemption no. %(serial)s is claimed for: %(stage)s. Evidence given: %(note)s"),
        _("National catalogue of hazardous wastes, exemption list"),
    ),
    # What a dry run shows where nothing speaks against it
    "plan_holds": (_("%(code)s: %(total)s of %(planned)s kg planned for %(year)s with this load."), ""),
    "permit_holds": (
        _("%(code)s: %(total)s of %(scale)s kg a year with this load, permit %(number)s until %(date)s."), ""
    ),
    "approval_holds": (_("%(code)s: %(total)s of %(approved)s kg, approval %(number)s until %(date)s."), ""),
    "profile_holds": (_("All of it goes under one manifest: %(profile)s."), ""),
    "particulars_hold": (_("All that is asked of it is filled in: %(profile)s."), ""),
    "open_holds": (_("Nobody of them is closed."), ""),
    "contract_holds": (_("Contract %(number)s until %(date)s."), ""),
    "licence_holds": (_("Licence %(number)s until %(date)s."), ""),
    "insurance_holds": (_("Insurance %(number)s until %(date)s."), ""),
    "stock_holds": (_("All %(count)s batches are there for it."), ""),
    "storage_holds": (_("Stored for %(days)s of at most %(most)s days."), ""),
    "storage_hours_hold": (_("Stored for %(hours)s of at most %(most)s hours."), ""),
    "labels_hold": (_("%(count)s containers: labels and lines agree."), ""),
    "apart_holds": (_("No two wastes of this load are on the list of incompatible ones."), ""),
    "carriage_holds": (_("Vehicle %(plate)s, driver %(driver)s."), ""),
    "exemption_holds": (_("Exemption no. %(serial)s is claimed for: %(stage)s."), ""),
    # and where a rule does not apply
    "not_asked": (_("This is not asked of: %(profile)s."), ""),
    "no_storage_limit": (_("The law sets no longest stay for this waste."), ""),
    "exempt": (_("Not applicable under exemption no. %(serial)s (%(stage)s)."), ""),
    "stays_in_province": (_("The waste stays in its province."), ""),
    "one_enterprise": (_("Both sites belong to one enterprise."), ""),
    "no_carrier_yet": (_("No carrier is chosen yet."), ""),
    "no_leg_yet": (_("The carrier names vehicle and crew once the manifest is issued."), ""),
    "no_labels": (_("The load is in bulk, without labelled containers."), ""),
    "no_exemption": (_("No exemption is claimed."), ""),
    "one_waste": (_("The load is one waste."), ""),
    "no_escort": (_("No escort is named."), ""),
    # At departure
    "leg_missing": (_("The carrier has not named a vehicle and a driver yet."), _("Order 23 of 2022, Art. 11")),
    "vehicle_certificate_expired": (
        _("The certificate of vehicle %(plate)s ended on %(date)s."),
        _("Order 29 of 2019 (dangerous goods by road)"),
    ),
    "driver_certificate_expired": (
        _("The certificate of driver %(name)s ended on %(date)s."),
        _("Order 29 of 2019 (dangerous goods by road)"),
    ),
    "escort_certificate_expired": (
        _("The certificate of escort %(name)s ended on %(date)s."),
        _("Order 29 of 2019 (dangerous goods by road)"),
    ),
    "vehicle_overloaded": (
        _("The load of %(kg)s kg is more than vehicle %(plate)s may carry (%(most)s kg)."),
        _("Order 29 of 2019 (dangerous goods by road)"),
    ),
    # Told and recorded, never refused: the truck is already on the road
    "departure_told_late": (_("Told on a later day; it left on %(day)s and is judged by that day."), ""),
    "exported": (
        _("%(kg)s kg of %(code)s (batch %(batch)s) left the country for %(receiver)s, %(country)s: notice %(notice)s."),
        _("Order 47 of 2008 (export of hazardous waste)"),
    ),
    "export_not_planned": (
        _("The management plan for %(year)s does not name waste %(code)s, which left the country."),
        "HJ 1259-2022",
    ),
    "time_runs_backwards": (_("The time given is earlier than the step before it."), ""),
    "weight_differs": (
        _("Line %(line)s: declared %(declared)s kg, weighed %(weighed)s kg."),
        _("Order 23 of 2022, Art. 12"),
    ),
    "significant_difference": (
        _("Line %(line)s has a significant difference: tell the consignor and report it to the authority."),
        _("Order 23 of 2022, Art. 18"),
    ),
    "load_refused": (
        _("Line %(line)s was not accepted in full: tell the consignor and report it to the authority."),
        _("Order 23 of 2022, Art. 18"),
    ),
    "residue_left": (_("Line %(line)s: %(kg)s kg could not be emptied and stay in the tank or drum."), ""),
    "stop_not_ended": (_("Nobody recorded that the load drove on from its stop (%(place)s)."), ""),
    "closed_late": (
        _("Confirmed after the time limit (due %(due)s)."),
        _("Order 23 of 2022, Art. 18"),
    ),
    "store_over_capacity": (
        _("%(area)s holds %(total)s kg with this; its capacity is %(capacity)s kg."),
        _("GB 18597-2023"),
    ),
    "storage_point_over_limit": (
        _("With this %(area)s would hold %(total)s kg, more than a storage point may."),
        _("GB 18597-2023"),
    ),
    # From elsewhere
    "name_differs": (_("This credit code is known here as %(known)s; the paper says %(said)s. Compare them."), ""),
    "approval_differs": (
        _(
            "The paper says otherwise of approval %(number)s for %(code)s than what was entered first:"
            " %(approved)s kg until %(date)s, of which %(left)s kg were left before this load."
        ),
        _("Order 23 of 2022, Art. 28"),
    ),
    "not_from_elsewhere": (_("Only what was entered from another platform can be struck out."), ""),
    # Voiding
    "redirect_only_carried_on": (
        _("Only what a gate did not take can be redirected. This load goes to %(consignee)s, whom its manifest names."),
        _("Order 23 of 2022, Art. 11"),
    ),
    "void_carried_on": (_("A manifest that brings a refused load home cannot be voided."), ""),
    "void_has_child": (_("The rest of this load went on under another manifest, so this one cannot be voided."), ""),
    "profiles_do_not_mix": (
        _("These wastes cannot go under one manifest: %(profiles)s. Draw up one for each kind."),
        _("Order 23 of 2022, Art. 16; Order 380 (medical waste)"),
    ),
    "detail_missing": (_("“%(detail)s” must be filled in on a manifest for %(profile)s."), ""),
    "containers_missing": (
        _("Line %(line)s names no containers; on a manifest for %(profile)s each line says in how many it goes."),
        "",
    ),
    "party_closed": (
        _("%(facility)s closed on %(date)s. What is under way can be finished, nothing new can be started."),
        "",
    ),
    "back_filled": (
        _("Entered after the fact from paper manifest %(paper)s."),
        _("Order 23 of 2022, Art. 20"),
    ),
    "back_filled_late": (
        _("This had to be entered by %(due)s, counted in working days from the end of the transfer."),
        _("Order 23 of 2022, Art. 20"),
    ),
    "amend_batch_moved_on": (
        _(
            "Batch %(batch)s has moved on (%(state)s): what came of it was counted by the weight it had."
            " Its kilograms can be corrected by a stock count where it lies, not on this manifest."
        ),
        "",
    ),
    "amend_batch_gone": (_("Nothing was taken in for line %(line)s, so its kilograms cannot be corrected."), ""),
    "amend_nothing_left": (_("Only %(kg)s kg of batch %(batch)s are left; the correction would take more."), ""),
    "batch_moved_on": (
        _("Batch %(batch)s has moved on (%(state)s). The later step must be undone first."), ""
    ),
    "method_outside_permit": (
        _("The permit of %(facility)s does not cover %(code)s with method %(method)s."),
        _("Order 408 (operating permits)"),
    ),
}  # fmt: skip
