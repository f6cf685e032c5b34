"""Hazardous waste: the manifest of Order 23, and whatever hazardous waste has no profile of its own."""

from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from manifests.profiles.profile import ANYWHERE, EVERY_LOAD, HAZARDOUS_ONLY, Profile, Stay

HAZARDOUS = Profile(
    id="hazardous",
    title=_("hazardous waste"),
    paper=("危险废物转移联单", "Hazardous waste transfer manifest"),
    law=_("Order 23 of 2022 (transfer of hazardous waste)"),
    hazardous=True,
    rules=EVERY_LOAD | HAZARDOUS_ONLY,
    stays={
        "disposal_site": Stay(DeadlineKind.STORE_OPERATOR, "storage.operator_days"),
        "collector": Stay(DeadlineKind.STORE_COLLECTOR, "storage.collector_days"),
        ANYWHERE: Stay(DeadlineKind.STORE_GENERATOR, "storage.generator_days"),
    },
    needs_dangerous_goods_licence=True,
    has_digital_ids=True,
    wears="hj1276",
    has_national_number=True,
    unverified=("the annex with the form's layout and exact captions",),
)
