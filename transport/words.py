"""The words for what is signed on the road."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "depart": _("Confirm pick-up"),
    "hand_over": _("I take it over"),
    "resume": _("Drive on"),
    "arrive": _("Arrived"),
    "lay_over": _("It must stay here"),
    "change_vehicle": _("Put it on another vehicle"),
}

# What the desk's buttons say.
RECORDS = {
    "depart": _("Record the pick-up"),
    "hand_over": _("Record the hand-over"),
    "resume": _("Record that it drives on"),
    "arrive": _("Record the arrival"),
    "lay_over": _("Record a stop"),
    "change_vehicle": _("Change the vehicle"),
}

QUESTIONS = {
    "depart": _("Record the pick-up for the driver?"),
    "hand_over": _("Record the hand-over for the driver who takes over?"),
    "resume": _("Record that the load drives on?"),
    "arrive": _("Record the arrival for the driver?"),
    "lay_over": _("Where and why does the load stop?"),
    "change_vehicle": _("Which vehicle takes the load on?"),
}

DONE = {
    "depart": _("Picked up"),
    "hand_over": _("Taken over"),
    "resume": _("On the road again"),
    "arrive": _("Arrived"),
    "lay_over": _("Stopped"),
}

# Why a load stops, as a driver says it with one tap.
STOPS = {
    "broken": _("The truck broke down"),
    "gate_closed": _("The gate is closed"),
    "road_closed": _("The road is closed"),
    "rest": _("I must rest"),
    "other": _("Another reason"),
}
