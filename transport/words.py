"""The words for what is signed on the road."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "depart": _("Confirm pick-up"),
    "hand_over": _("I take it over"),
    "arrive": _("Arrived"),
}

QUESTIONS = {
    "depart": _("Record the pick-up for the driver?"),
    "hand_over": _("Record the hand-over for the driver who takes over?"),
    "arrive": _("Record the arrival for the driver?"),
}

DONE = {
    "depart": _("Picked up"),
    "hand_over": _("Taken over"),
    "arrive": _("Arrived"),
}
