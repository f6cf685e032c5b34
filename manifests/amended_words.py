"""Fields of the form in the reader's words, and their values as a correction shows them."""

from datetime import datetime
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from facilities.templatetags.quantities import kg, stamp

NAMES = {
    "remarks": gettext_lazy("Remarks"),
    "national_no": gettext_lazy("National number"),
    "provincial_no": gettext_lazy("Provincial number"),
    "plate": gettext_lazy("Vehicle"),
    "driver": gettext_lazy("Driver"),
    "driver_phone": gettext_lazy("Driver's phone"),
    "escort": gettext_lazy("Escort"),
    "departed_at": gettext_lazy("Departed"),
    "arrived_at": gettext_lazy("Arrived"),
    "received_kg": gettext_lazy("Accepted in all"),
    "accepted_kg": pgettext_lazy("weight", "Accepted"),
    "weighed_kg": gettext_lazy("Weighed"),
    "method": gettext_lazy("Method"),
    "reason": gettext_lazy("Reason"),
    "significant_difference": gettext_lazy("Significant difference"),
}


def field_label(pointer: str) -> str:
    """`Line 2 · Accepted`, `Leg 1 · Vehicle`, `Remarks`."""
    match pointer.strip("/").split("/"):
        case ["lines", number, name]:
            return f"{_('Line %(number)s') % {'number': number}} · {NAMES.get(name, name)}"
        case ["legs", number, name]:
            return f"{_('Leg %(number)s') % {'number': number}} · {NAMES.get(name, name)}"
        case [*_before, name]:
            return str(NAMES.get(name, name))
    return pointer


def shown_value(pointer: str, value: str):
    """Kilograms with their unit, times in the reader's zone; a dash where there was nothing."""
    if value in (None, ""):
        return "–"
    if pointer.endswith("_kg"):
        return kg(Decimal(value))
    if pointer.endswith("_at"):
        return stamp(datetime.fromisoformat(value))
    return value


def change_rows(changes) -> list[dict]:
    """Before and after of each field, for pages."""
    return [
        {
            "label": field_label(change["field"]),
            "before": shown_value(change["field"], change["before"]),
            "after": shown_value(change["field"], change["after"]),
        }
        for change in changes
    ]


def change_sentence(change: dict):
    """`Line 2 · Accepted: 950 kg → 900 kg`."""
    row = change_rows([change])[0]
    return format_html("{}: {} → {}", row["label"], row["before"], row["after"])
