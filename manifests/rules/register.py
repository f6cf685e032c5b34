"""Every rule in one table: what it is about, on which law, how severe it is, when it is asked, with which limits.

The dry run, the officials' page and docs/rules.md list it. A rule with `check` is asked of a load before it leaves;
what the others say is found by the codes of their findings, in the action that asks them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from manifests.rules import belonging, labels, parties, permit, plan, province, stock, storage, together
from manifests.rules.finding import Finding, Severity
from manifests.rules.load import Load


@dataclass(frozen=True)
class Rule:
    """`when`: the action that asks it. `codes`: every finding it may tell. `limits`: the dated values it reads."""

    id: str
    title: Promise
    law: Promise | str
    severity: Severity
    when: str
    codes: tuple[str, ...]
    limits: tuple[str, ...] = ()
    check: Callable[[Load], Iterator[Finding]] | None = None

    @property
    def is_asked_again(self) -> bool:
        """Whether it is asked when a load is issued, and once more when it leaves."""
        return self.id in AGAIN


# What may have changed between the issue and the departure. Who signs for what is in the truck sets out with all of it
# as it stands then: the stock, the wastes and the particulars are frozen, an exemption was told when it was issued.
AGAIN = (
    *("licence", "truck", "plan", "permit", "approval", "open", "contract", "insurance", "labels", "storage_time"),
)  # fmt: skip

RULES = (
    Rule(
        "stock",
        _("The waste is set aside for this manifest"),
        "",
        Severity.BLOCK,
        "issue",
        ("stock_not_allotted",),
        check=stock.stock_is_there,
    ),
    Rule(
        "profile",
        _("The wastes of one manifest belong together"),
        _("Order 23 of 2022, Art. 16; Order 380 (medical waste)"),
        Severity.BLOCK,
        "issue",
        ("profiles_do_not_mix",),
        check=belonging.they_mix,
    ),
    Rule(
        "particulars",
        _("What its kind of manifest asks for is filled in"),
        "",
        Severity.BLOCK,
        "issue",
        ("detail_missing", "containers_missing"),
        check=belonging.filled_in,
    ),
    Rule(
        "plan",
        _("A filed plan names the waste, with enough left"),
        _("Order 23 of 2022, Art. 14"),
        Severity.BLOCK,
        "issue",
        ("plan_missing", "plan_lacks_code", "plan_exceeded", "plan_nearly_used"),
        ("plan.warn_share",),
        plan.plan_of,
    ),
    Rule(
        "permit",
        _("The receiver's permit covers waste, method, term and yearly scale"),
        _("Order 408 (operating permits); Order 23 of 2022, Art. 10"),
        Severity.BLOCK,
        "issue",
        (
            *("permit_missing", "permit_lacks_code", "permit_scale_exceeded"),
            *("permit_scale_full", "permit_scale_reached", "exempt_receiver_unregistered"),
        ),
        ("permit.warn_share", "permit.full_share", "permit.reapply_above"),
        permit.permit_of,
    ),
    Rule(
        "approval",
        _("What leaves the province has an approval that counts, with enough left"),
        _("Order 23 of 2022, Art. 21–28"),
        Severity.BLOCK,
        "issue",
        ("approval_missing", "approval_ended", "approval_exceeded", "approval_nearly_used"),
        ("approval.months", "approval.warn_share"),
        province.approval_of,
    ),
    Rule(
        "open",
        _("Consignor, receiver and carrier are open for business"),
        "",
        Severity.BLOCK,
        "issue",
        ("party_closed",),
        check=parties.parties_open,
    ),
    Rule(
        "contract",
        _("There is a written contract with the receiver"),
        _("Order 23 of 2022, Art. 10"),
        Severity.BLOCK,
        "issue",
        ("contract_missing",),
        check=parties.contract_of,
    ),
    Rule(
        "licence",
        _("The carrier is licensed, and for dangerous goods"),
        _("Order 29 of 2019 (dangerous goods by road); Order 23 of 2022, Art. 10"),
        Severity.BLOCK,
        "issue",
        ("carrier_licence_missing", "carrier_scope"),
        check=parties.licence_of,
    ),
    Rule(
        "insurance",
        _("The carrier is insured"),
        _("Environmental Code, Art. 484"),
        Severity.BLOCK,
        "issue",
        ("insurance_missing",),
        check=parties.insurance_of,
    ),
    Rule(
        "labels",
        _("What the labels say is what the manifest says"),
        _("Order 23 of 2022, Art. 13"),
        Severity.BLOCK,
        "issue",
        ("label_count_differs", "label_code_differs", "label_weight_differs"),
        check=labels.labels_agree,
    ),
    Rule(
        "storage_time",
        _("The waste has not been stored for too long"),
        _("Environmental Code, Art. 535; Order 380 (medical waste); local rules"),
        Severity.WARN,
        "issue",
        ("stored_too_long", "stored_past_hours"),
        ("storage.generator_days", "storage.collector_days", "storage.operator_days", "storage.medical_days"),
        storage.time_in_store,
    ),
    Rule(
        "truck",
        _("Incompatible wastes do not travel on one truck"),
        _("Order 29 of 2019 (dangerous goods by road); GB 18597-2023"),
        Severity.WARN,
        "issue",
        ("incompatible_load",),
        check=together.on_one_truck,
    ),
    Rule(
        "exemption",
        _("A claimed exemption names the waste"),
        _("National catalogue of hazardous wastes, exemption list"),
        Severity.BLOCK,
        "issue",
        ("exemption_unfit", "exemption_claimed"),
        check=stock.exemptions_fit,
    ),
    Rule(
        "told_late",
        _("A departure is told when it happens"),
        _("Order 23 of 2022, Art. 11"),
        Severity.WARN,
        "depart",
        ("departure_told_late",),
        ("depart.told_late_hours",),
    ),
    Rule(
        "crew",
        _("A vehicle and a driver are named"),
        _("Order 23 of 2022, Art. 11"),
        Severity.BLOCK,
        "depart",
        ("leg_missing",),
    ),
    Rule(
        "vehicle",
        _("The vehicle is certified and not overloaded"),
        _("Order 29 of 2019 (dangerous goods by road)"),
        Severity.BLOCK,
        "depart",
        ("vehicle_certificate_expired", "vehicle_overloaded"),
    ),
    Rule(
        "driver",
        _("The driver is qualified"),
        _("Order 29 of 2019 (dangerous goods by road)"),
        Severity.BLOCK,
        "depart",
        ("driver_certificate_expired",),
    ),
    Rule(
        "escort",
        _("The escort is qualified"),
        _("Order 29 of 2019 (dangerous goods by road)"),
        Severity.BLOCK,
        "depart",
        ("escort_certificate_expired",),
    ),
    Rule(
        "store_capacity",
        _("A store holds no more than its capacity"),
        _("GB 18597-2023"),
        Severity.WARN,
        "store",
        ("store_over_capacity",),
    ),
    Rule(
        "storage_point",
        _("A storage point holds no more than it may"),
        _("GB 18597-2023"),
        Severity.WARN,
        "store",
        ("storage_point_over_limit",),
        ("storage_point.kg",),
    ),
    Rule(
        "store",
        _("Incompatible wastes do not lie in one store"),
        _("GB 18597-2023"),
        Severity.WARN,
        "store",
        ("incompatible_store",),
    ),
    Rule(
        "weight",
        _("Declared and weighed kilograms agree"),
        _("Order 23 of 2022, Art. 12"),
        Severity.WARN,
        "receive",
        ("weight_differs",),
        ("weight.difference_share", "weight.difference_kg"),
    ),
    Rule(
        "difference",
        _("A significant difference or a refusal is told and reported"),
        _("Order 23 of 2022, Art. 18"),
        Severity.NOTIFY,
        "receive",
        ("significant_difference", "load_refused"),
    ),
    Rule(
        "export",
        _("What leaves the country has an approval notice and stands in the plan"),
        _("Order 47 of 2008 (export of hazardous waste); HJ 1259-2022"),
        Severity.NOTIFY,
        "export",
        ("exported", "export_not_planned"),
    ),
    Rule(
        "treatment",
        _("What is done with the waste is in the permit"),
        _("Order 408 (operating permits)"),
        Severity.WARN,
        "receive",
        ("method_outside_permit",),
    ),
    Rule(
        "confirmation",
        _("The receiver confirms in time"),
        _("Order 23 of 2022, Art. 18"),
        Severity.WARN,
        "close",
        ("closed_late",),
        ("confirm.working_days",),
    ),
    Rule(
        "back_fill",
        _("What left on paper is entered within the term"),
        _("Order 23 of 2022, Art. 20"),
        Severity.WARN,
        "issue",
        ("back_filled", "back_filled_late"),
        ("backfill.working_days",),
    ),
    Rule(
        "destination",
        _("A load goes to the receiver that its manifest names"),
        _("Order 23 of 2022, Art. 11"),
        Severity.BLOCK,
        "redirect",
        ("redirect_only_carried_on",),
    ),
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}
BEFORE_ISSUE = tuple(rule for rule in RULES if rule.check is not None)
OF_CARRIAGE = tuple(rule for rule in RULES if rule.when == "depart" and rule.id != "told_late")
# In this order, since the crew comes first: without one nothing leaves.
AT_DEPARTURE = (*OF_CARRIAGE, *(BY_ID[rule] for rule in AGAIN))
OF_NEXT_CARRIER = tuple(BY_ID[rule] for rule in ("licence", "insurance"))
