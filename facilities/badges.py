"""How each state looks: a tone and a shape beside the word, so that colour never speaks alone."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Badge(NamedTuple):
    tone: str  # "", active, good, warn, bad, cold, hazard: a class of components.css
    shape: str  # a symbol of icons.svg
    word: str | Promise


BADGES = {
    # manifest
    "draft": Badge("", "draft", pgettext_lazy("state", "Draft")),
    "issued": Badge("active", "issued", pgettext_lazy("state", "Issued")),
    "in_transit": Badge("active", "in_transit", pgettext_lazy("state", "In transit")),
    "laid_over": Badge("warn", "laid_over", pgettext_lazy("state", "Stopped on the way")),
    "arrived": Badge("active", "arrived", pgettext_lazy("state", "Arrived")),
    "accepted": Badge("good", "accepted", pgettext_lazy("state", "Accepted")),
    "partially_accepted": Badge("warn", "partially_accepted", pgettext_lazy("state", "Partly accepted")),
    "refused": Badge("bad", "refused", pgettext_lazy("state", "Refused")),
    "closed": Badge("good", "closed", pgettext_lazy("state", "Closed")),
    "cancelled": Badge("", "cancelled", pgettext_lazy("state", "Cancelled")),
    "voided": Badge("bad", "voided", pgettext_lazy("state", "Voided")),
    "frozen": Badge("cold", "frozen", pgettext_lazy("state", "Frozen")),
    # batch
    "generated": Badge("", "generated", pgettext_lazy("state", "Generated")),
    "stored": Badge("active", "stored", pgettext_lazy("state", "Stored")),
    "allotted": Badge("active", "allotted", pgettext_lazy("state", "Allotted")),
    "received": Badge("active", "received", pgettext_lazy("state", "Received")),
    "regrouped": Badge("", "regrouped", pgettext_lazy("state", "Regrouped")),
    "split": Badge("", "split", pgettext_lazy("state", "Split")),
    "utilised": Badge("good", "utilised", pgettext_lazy("state", "Utilised")),
    "disposed": Badge("good", "disposed", pgettext_lazy("state", "Disposed")),
    "lost": Badge("bad", "warning", pgettext_lazy("state", "Lost")),
    "sent_back": Badge("", "cancelled", pgettext_lazy("state", "Sent back")),
    "exported": Badge("good", "exported", pgettext_lazy("state", "Exported")),
    # correction
    "moot": Badge("", "cancelled", pgettext_lazy("amendment", "Moot")),
    "proposed": Badge("active", "draft", pgettext_lazy("amendment", "Proposed")),
    "agreed": Badge("good", "seal", pgettext_lazy("amendment", "Agreed and applied")),
    "declined": Badge("bad", "refused", pgettext_lazy("amendment", "Declined")),
    "lapsed": Badge("", "overdue", pgettext_lazy("amendment", "Lapsed")),
    "withdrawn": Badge("", "cancelled", pgettext_lazy("amendment", "Withdrawn")),
    "overridden": Badge("cold", "frozen", pgettext_lazy("amendment", "Imposed by the authority")),
    # application to an authority
    "handed_in": Badge("active", "issued", pgettext_lazy("application", "Handed in")),
    "returned": Badge("warn", "warning", pgettext_lazy("application", "Returned")),
    "consulted": Badge("active", "next", pgettext_lazy("application", "Receiving province asked")),
    "replied": Badge("active", "info", pgettext_lazy("application", "Answered")),
    "granted": Badge("good", "seal", pgettext_lazy("application", "Granted")),
    # what a clock or a calendar adds
    "overdue": Badge("bad", "overdue", pgettext_lazy("state", "Overdue")),
    "unseen": Badge("warn", "warning", pgettext_lazy("state", "Discrepancy not seen")),
    "due_soon": Badge("warn", "overdue", pgettext_lazy("state", "Due soon")),
    "valid": Badge("good", "seal", pgettext_lazy("state", "Valid")),
    "expiring": Badge("warn", "overdue", pgettext_lazy("state", "Expiring")),
    "expired": Badge("bad", "cancelled", pgettext_lazy("state", "Expired")),
    # what a rule says
    "blocks": Badge("bad", "cancelled", pgettext_lazy("state", "Stands against it")),
    "warns": Badge("warn", "warning", pgettext_lazy("state", "To be known")),
    "passes": Badge("good", "seal", pgettext_lazy("state", "Holds")),
    "not_applicable": Badge("", "draft", pgettext_lazy("state", "Does not apply")),
    "hazardous": Badge("hazard", "hazard", pgettext_lazy("state", "Hazardous")),
}


def badge_of(state: str) -> Badge:
    """The look of a state; one this table does not know is shown as its own word, in grey."""
    return BADGES.get(str(state)) or Badge("", "draft", str(state).replace("_", " "))
