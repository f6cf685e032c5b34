"""Every check in one table: its group, title and law, whom it is asked of, and how it finds out.

A check without `find` cannot be judged from our records: the firm says itself how it stands (`state_practice`). Raise
EDITION when checks come, go or mean something else, so that stored results say by which catalogue they were made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.duties import KEY
from manifests.assessment import books, hung, labels, plans, receiving, site_facts, stores, streams, transfers
from manifests.assessment.asked import Asked, Kind
from manifests.assessment.found import Found

EDITION = "2026-12.3"
GROUPS: dict[str, Promise] = {
    "responsibility": pgettext_lazy("assessment", "Responsibility"),
    "signs": pgettext_lazy("assessment", "Labels and signs"),
    "plan": pgettext_lazy("assessment", "Management plan"),
    "declaration": pgettext_lazy("assessment", "Ledger and declarations"),
    "source": pgettext_lazy("assessment", "Sorting at the source"),
    "transfer": pgettext_lazy("assessment", "Transfer manifests"),
    "permit": pgettext_lazy("assessment", "Operating permit"),
    "storage": pgettext_lazy("assessment", "Storage"),
    "treatment": pgettext_lazy("assessment", "Use and disposal"),
    "emergency": pgettext_lazy("assessment", "Emergencies"),
    "training": pgettext_lazy("assessment", "Training and publication"),
}
EVERY = frozenset(Kind)
GENERATOR, HOLDER = frozenset({Kind.GENERATOR}), frozenset({Kind.HOLDER})
TAKES_IN = frozenset({Kind.HOLDER, Kind.EXEMPT})

HJ1259, HJ1276, GB18597 = "HJ 1259-2022", "HJ 1276-2022", "GB 18597-2023"
ORDER_408 = _("Order 408 (operating permits)")
CODE = _("Environmental Code, Art. 528–545")
ART_13 = _("Order 23 of 2022, Art. 13")
ART_14 = _("Order 23 of 2022, Art. 14")
ART_10 = _("Order 23 of 2022, Art. 10")
ART_18 = _("Order 23 of 2022, Art. 18")
INSURED = _("Environmental Code, Art. 484")
STAY = _("Environmental Code, Art. 535; Order 380 (medical waste); local rules")
ROAD = _("Order 29 of 2019 (dangerous goods by road); Order 23 of 2022, Art. 10")
EXEMPTIONS = _("National catalogue of hazardous wastes, exemption list")


@dataclass(frozen=True)
class Check:
    """`major`: weighs more, and not fitting it at all forbids the best grade. `classes`: only of these."""

    id: str
    group: str
    title: Promise
    law: Promise | str
    kinds: frozenset[Kind]
    find: Callable[[Asked], Found | None] | None = None
    major: bool = False
    classes: tuple[str, ...] = ()
    or_said: bool = False  # `find` may answer None: then our records cannot tell, and the firm says itself

    def applies_to(self, asked: Asked) -> bool:
        in_class = not self.classes or asked.site.management_class in self.classes or Kind.HOLDER in asked.kinds
        return bool(self.kinds & asked.kinds) and in_class


CHECKS = (
    Check(
        "lead", "responsibility", _("A technical lead for hazardous waste is named, with a phone"),
        HJ1259, GENERATOR, site_facts.lead_named,
    ),
    Check(
        "permitted", "responsibility", _("EIA document and pollutant permit are entered"),
        HJ1259, GENERATOR, site_facts.permitted_to_run,
    ),
    Check(
        "duties", "responsibility", _("Duties for hazardous waste are set down and posted"),
        CODE, EVERY,
    ),
    Check(
        "containers", "signs", _("What arises is filled into labelled containers with a digital code"),
        HJ1276, GENERATOR, labels.containers_labelled, True,
    ),
    Check(
        "labels", "signs", _("Labels say what the manifest says"),
        ART_13, EVERY, labels.labels_agree,
    ),
    Check(
        "signs", "signs", _("Stores, partitions and facilities bear their signs"),
        HJ1276, EVERY, hung.signs_printed, or_said=True,
    ),
    Check(
        "plan_filed", "plan", _("The management plan is filed in time"),
        HJ1259, GENERATOR, plans.plan_filed, True,
    ),
    Check(
        "plan_class", "plan", _("The plan has the tables of the site's class"),
        HJ1259, GENERATOR, plans.plan_of_class,
    ),
    Check(
        "plan_covers", "plan", _("The plan names every waste that arose"),
        HJ1259, GENERATOR, plans.plan_covers, True,
    ),
    Check(
        "plan_generation", "plan", _("No more arose than was planned"),
        HJ1259, GENERATOR, plans.plan_generation,
    ),
    Check(
        "plan_transfer", "plan", _("No more was handed over than was planned"),
        ART_14, GENERATOR, plans.plan_transfer,
    ),
    Check(
        "declared", "declaration", _("Every period is declared"),
        HJ1259, EVERY, books.declared, True,
    ),
    Check(
        "declared_in_time", "declaration", _("Declarations are confirmed in time"),
        HJ1259, EVERY, books.declared_in_time,
    ),
    Check(
        "declared_unchanged", "declaration", _("Nothing is booked for a period after it was declared"),
        HJ1259, EVERY, books.declared_unchanged,
    ),
    Check(
        "booked", "declaration", _("The ledger is kept in the month in which things happen"),
        HJ1259, EVERY, books.booked_in_month,
    ),
    Check(
        "books", "declaration", _("The books close: nothing is below zero"),
        HJ1259, EVERY, books.books_close, True,
    ),
    Check(
        "ledger_kept", "declaration", _("Ledgers from before this system are kept for 5 years"),
        HJ1259, EVERY,
    ),
    Check(
        "hazards", "source", _("Every waste names its hazards"),
        HJ1259, GENERATOR, streams.hazards_named, True,
    ),
    Check(
        "components", "source", _("Every waste names main and harmful components"),
        HJ1276, GENERATOR, streams.components_named,
    ),
    Check(
        "precautions", "source", _("Every waste names its precautions"),
        HJ1276, GENERATOR, streams.precautions_named,
    ),
    Check(
        "process", "source", _("Every waste names the process it comes from"),
        HJ1259, GENERATOR, streams.process_named,
    ),
    Check(
        "packaging", "source", _("Every waste names its packaging"),
        HJ1259, GENERATOR, streams.packaging_named,
    ),
    Check(
        "contract", "transfer", _("A contract with the receiver is in force on the day of issue"),
        ART_10, EVERY, transfers.contract_signed, True,
    ),
    Check(
        "receiver", "transfer", _("The receiver's permit is in force on the day of issue"),
        ART_10, EVERY, transfers.receiver_permitted, True,
    ),
    Check(
        "carrier", "transfer", _("The carrier's licence is in force on the day of departure"),
        ROAD, EVERY, transfers.carrier_licensed,
    ),
    Check(
        "carrier_insurance", "transfer", _("The carrier is insured on the day of departure"),
        INSURED, EVERY, transfers.carrier_insured,
    ),
    Check(
        "approval", "transfer", _("What leaves the province has an approval"),
        _("Order 23 of 2022, Art. 21–28"), EVERY, transfers.approved_across, True,
    ),
    Check(
        "weights", "transfer", _("Declared and weighed kilograms agree"),
        _("Order 23 of 2022, Art. 10 and 12"), EVERY, transfers.weights_agree,
    ),
    Check(
        "back_filled", "transfer", _("Paper manifests are entered within the term"),
        _("Order 23 of 2022, Art. 20"), EVERY, transfers.back_filled_in_time,
    ),
    Check(
        "confirmed", "transfer", _("Receipts are confirmed within the term"),
        ART_18, TAKES_IN, receiving.confirmed_in_time, True,
    ),
    Check(
        "reported", "transfer", _("Significant differences and refusals are reported to the authority"),
        ART_18, TAKES_IN, receiving.reported,
    ),
    Check(
        "permit_held", "permit", _("A permit is in force on every day"),
        ORDER_408, TAKES_IN, receiving.permit_held, True,
    ),
    Check(
        "permit_receipt", "permit", _("A permit is in force on the day of each receipt"),
        ORDER_408, TAKES_IN, receiving.permit_at_receipt, True,
    ),
    Check(
        "permit_codes", "permit", _("The permit names every waste that was accepted"),
        ORDER_408, TAKES_IN, receiving.codes_in_permit, True,
    ),
    Check(
        "permit_scale", "permit", _("No more is accepted in a year than the permit allows"),
        ORDER_408, TAKES_IN, receiving.scale_kept, True,
    ),
    Check(
        "permit_report", "permit", _("The annual operating report is handed in"),
        ORDER_408, HOLDER,
    ),
    Check(
        "record_book", "permit", _("The record book is kept for 10 years, of landfills for ever"),
        ORDER_408, HOLDER,
    ),
    Check(
        "exempt_conditions", "permit", _("The conditions of the exemption are met, with proof"),
        EXEMPTIONS, frozenset({Kind.EXEMPT}),
    ),
    Check(
        "store", "storage", _("The site has a store for hazardous waste"),
        GB18597, EVERY, site_facts.store_entered, True,
    ),
    Check(
        "put_away", "storage", _("Waste is put into a store at once"),
        GB18597, EVERY, stores.put_away,
    ),
    Check(
        "storage_time", "storage", _("Waste is not stored for too long"),
        STAY, EVERY, stores.time_in_store, True,
    ),
    Check(
        "storage_point", "storage", _("Storage points hold no more than they may"),
        GB18597, EVERY, stores.storage_points, True,
    ),
    Check(
        "capacity", "storage", _("Stores hold no more than they are built for"),
        GB18597, EVERY, stores.capacities,
    ),
    Check(
        "apart", "storage", _("Wastes that must not meet lie apart"),
        GB18597, EVERY, stores.lies_apart, True,
    ),
    Check(
        "video", "storage", _("Video of stores is kept for 3 months"),
        GB18597, EVERY, classes=(KEY,),
    ),
    Check(
        "treated", "treatment", _("The result of treatment is recorded in time"),
        _("Order 23 of 2022, Art. 12"), TAKES_IN, receiving.treated_in_time, True,
    ),
    Check(
        "methods", "treatment", _("Methods decided at the gate are in the permit"),
        ORDER_408, TAKES_IN, receiving.methods_in_permit,
    ),
    Check(
        "treatments", "treatment", _("Waste is treated by methods of the permit"),
        ORDER_408, TAKES_IN, receiving.treated_by_permit,
    ),
    Check(
        "monitoring", "treatment", _("The facility's emissions are monitored"),
        ORDER_408, TAKES_IN,
    ),
    Check(
        "insurance", "emergency", _("Environmental liability insurance is in force on every day"),
        INSURED, HOLDER, receiving.insurance_held,
    ),
    Check(
        "emergency_phone", "emergency", _("An emergency phone is entered"),
        CODE, EVERY, site_facts.emergency_phone,
    ),
    Check(
        "emergency_plan", "emergency", _("The emergency plan is filed and names hazardous waste"),
        CODE, EVERY,
    ),
    Check(
        "drill", "emergency", _("An emergency drill is held every year"),
        CODE, EVERY,
    ),
    Check(
        "training", "training", _("Staff is trained every year"),
        CODE, EVERY,
    ),
    Check(
        "disclosure", "training", _("Information on hazardous waste is published"),
        _("Environmental Code, Art. 485"), EVERY,
    ),
)  # fmt: skip
BY_ID = {check.id: check for check in CHECKS}
