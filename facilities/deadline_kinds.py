"""The clocks this house knows. What starts and meets each is code; how long it runs and who is told is data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineKind(models.TextChoices):
    ARRIVE = "arrive", _("bring a load to its receiver")
    CLOSE = "close", _("confirm a receipt")
    TREAT = "treat", _("tell the treatment result")
    BACK_FILL = "back_fill", _("back-fill a paper manifest")
    AMENDMENT = "amendment", _("answer a correction")
    PLAN = "plan", _("file the management plan")
    DECLARE_MONTH = "declare_month", _("declare the month")
    DECLARE_QUARTER = "declare_quarter", _("declare the quarter")
    DECLARE_YEAR = "declare_year", _("declare the year")
    STORE_GENERATOR = "store_generator", _("longest stay at a generator")
    STORE_COLLECTOR = "store_collector", _("longest stay at a collector")
    STORE_OPERATOR = "store_operator", _("longest stay at a disposal site")
    STORE_MEDICAL = "store_medical", _("longest stay of medical waste")
    PERMIT = "permit", _("renew the operating permit")
    LICENCE = "licence", _("renew the transport licence")
    INSURANCE = "insurance", _("renew the insurance")
    CONTRACT = "contract", _("renew the contract")
    APPROVAL = "approval", _("renew the cross-province approval")
    VEHICLE = "vehicle", _("renew a vehicle's certificate")
    CREW = "crew", _("renew a driver's or escort's certificate")
    # What an authority owes to an application to move waste to another province.
    CROSSING_COMPLETE = "crossing_complete", _("say whether a cross-province application is complete")
    CROSSING_REVIEW = "crossing_review", _("review it and ask the receiving province")
    CROSSING_REPLY = "crossing_reply", _("answer as the receiving province")
    CROSSING_DECISION = "crossing_decision", _("decide on a cross-province application")


STORAGE = (
    DeadlineKind.STORE_GENERATOR,
    DeadlineKind.STORE_COLLECTOR,
    DeadlineKind.STORE_OPERATOR,
    DeadlineKind.STORE_MEDICAL,
)
