"""In what capacity somebody signed, and what was done to a batch, in the reader's words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PARTIES = {
    "consignor": _("as consignor"),
    "dispatcher": _("at the carrier's desk"),
    "taker": _("taking over"),
    "driver": _("as driver"),
    "consignee": _("as consignee"),
    "holder": _("where the batch lies"),
    "regulator": _("as official"),
}
BATCH_STEPS = {
    "declare": pgettext_lazy("batch", "Declared"),
    "store": pgettext_lazy("batch", "Stored"),
    "move": pgettext_lazy("batch", "Moved to another store"),
    "split": pgettext_lazy("batch", "Split"),
    "regroup": pgettext_lazy("batch", "Regrouped with others"),
    "repack": pgettext_lazy("batch", "Repacked"),
    "transform": pgettext_lazy("batch", "Treated, with new waste"),
    "treat": pgettext_lazy("batch", "Treated"),
    "count": pgettext_lazy("batch", "Counted"),
    "lose": pgettext_lazy("batch", "Loss recorded"),
    "retract": pgettext_lazy("batch", "Declaration taken back"),
    "export": pgettext_lazy("batch", "Left the country"),
    "allot": pgettext_lazy("batch", "Set aside for a manifest"),
    "withdraw": pgettext_lazy("batch", "Taken off its manifest"),
    "load": pgettext_lazy("batch", "Loaded"),
    "take_in": pgettext_lazy("batch", "Taken in"),
    "part": pgettext_lazy("batch", "Accepted in part"),
    "give_back": pgettext_lazy("batch", "Given back: its manifest was voided"),
    "reweigh": pgettext_lazy("batch", "Weight corrected by consent"),
    "arise": pgettext_lazy("batch", "Came out of another batch"),
}
ACTS = {
    "freeze": _("Freeze"),
    "release": _("Release"),
    "void": _("Void"),
    "record_numbers": _("Record numbers"),
}
