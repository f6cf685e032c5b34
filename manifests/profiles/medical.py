"""Medical waste (HW01): hazardous waste with a clock of two days, counted in containers, marked under HJ 421."""

from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from manifests.profiles.profile import ANYWHERE, EVERY_LOAD, HAZARDOUS_ONLY, Profile, Stay

MEDICAL = Profile(
    id="medical",
    title=_("medical waste"),
    paper=("危险废物转移联单（医疗废物）", "Hazardous waste transfer manifest: medical waste"),
    law=_("Order 380 of 2003 (medical waste); Order 23 of 2022"),
    hazardous=True,
    classes=("HW01",),
    rules=EVERY_LOAD | HAZARDOUS_ONLY,
    stays={ANYWHERE: Stay(DeadlineKind.STORE_MEDICAL, "storage.medical_days")},
    counts_containers=True,
    needs_dangerous_goods_licence=True,
    has_digital_ids=True,
    wears="hj421",
    register="medical",
    prints_stay=True,
    has_national_number=True,
    unverified=(
        "the medical form of its own (医疗废物转移联单), whose layout could not be read",
        "that a load is counted in containers: the law asks for weight or number",
    ),
)
