"""Read what a correction asks for: fields that may be corrected, new values, and what changes along with them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, Refusal
from facilities.models import DisposalMethod
from manifests.actions.outer_numbers import read_national_no, read_provincial_no
from manifests.actions.reading import read_kg, read_method, read_text
from manifests.amendable import Sealed
from manifests.amended import as_amended, value_of
from manifests.custody.chain import plain
from manifests.models import Manifest
from manifests.quantities import MOST_KG, ZERO
from manifests.sealing import AMENDABLE
from manifests.states import TAKING_OVER

MOST_CHANGES = 50


def read_changes(sent, fields: Mapping[str, Sealed], manifest: Manifest) -> dict[str, str]:
    """{pointer: new value as text} of a list of {field, value}. Raises every problem at once.

    `field_sealed` answers for whatever is no correctable field, `nothing_changes` where all is as it was.
    """
    if not isinstance(sent, list | tuple) or not sent or len(sent) > MOST_CHANGES:
        raise BadInput(_("Say what is to be corrected: 1 to 50 fields."), code="changes_missing", field="/changes")
    problems: list[Refusal] = []
    wanted: dict[str, str] = {}
    methods: dict[str, DisposalMethod] = {}  # read once, however many lines are corrected
    for i, change in enumerate(sent):
        pointer = str(change.get("field", "")) if isinstance(change, dict) else ""
        sealed = fields.get(pointer)
        if sealed is None:
            problems.append(is_sealed(pointer, f"/changes/{i}/field"))
            continue
        if pointer in wanted:
            problems.append(
                BadInput(
                    _("This field is named twice."), code="field_twice", field=f"/changes/{i}/field", value=pointer
                )
            )
            continue
        sent_value = change.get("value")
        if sealed.row.reads == "method":
            methods = methods or {row.code: row for row in DisposalMethod.objects.chinese()}
            sent_value = methods.get(str(sent_value), sent_value)
        try:
            value = read_value(sealed, sent_value, f"/changes/{i}/value", manifest)
        except Refusal as refusal:
            problems += refusal.all
            continue
        if value != plain_value(sealed):
            wanted[pointer] = value
    if problems:
        raise Refusal.of(problems)
    if not wanted:
        raise Refusal(_("Nothing would change: every value is as it is now."), code="nothing_changes", field="/changes")
    return wanted


def is_sealed(pointer: str, where: str) -> Refusal:
    """The one answer of every door about a field that a signature froze and no correction may name."""
    known = any(pointer.rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1] for name in AMENDABLE)
    text = (
        _("Nothing is signed there yet, or nothing of the kind is on this manifest.")
        if known
        else _("This is sealed by a signature and stays as it was signed.")
    )
    return Refusal(text, code="field_sealed", field=where, value=pointer[:80])


def plain_value(sealed: Sealed) -> str:
    """The value now, spelt as a new one would be."""
    if sealed.row.reads == "moment" and sealed.value:
        return plain(datetime.fromisoformat(sealed.value))
    return sealed.value


def read_value(sealed: Sealed, value, where: str, manifest: Manifest) -> str:
    match sealed.row.reads:
        case "kg":
            return str(read_kg(value, where))
        case "method":
            return read_method(value, where).code
        case "moment":
            return plain(_moment(value, where))
        case "national_no":
            return read_national_no(value, manifest, where)
        case "provincial_no":
            return read_provincial_no(value, manifest, where)
    text = read_text(value, where, sealed.row.longest)
    if not text and sealed.name in ("plate", "driver", "driver_phone", "reason"):
        raise BadInput(_("Fill this in."), code="required", field=where)
    return text


def _moment(value, where: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or is_naive(moment):
        raise BadInput(_("Give the time with its time zone."), code="time_without_zone", field=where, value=value)
    # The clock is the service's, never the sender's: what has not happened yet cannot be what happened.
    if moment > clock.now():
        raise BadInput(_("This time lies in the future."), code="time_in_future", field=where, value=value)
    if moment.year < 2000:
        raise BadInput(_("This time lies too far back."), code="time_too_early", field=where, value=value)
    return moment


def with_followers(fields: Mapping[str, Sealed], wanted: Mapping[str, str], weighed: Mapping[int, Decimal | None],
                   received: Decimal | None) -> list[dict]:  # fmt: skip
    """Before and after of every field, and of those that follow: what was weighed, and the manifest's total.

    `weighed` is the weighed kilograms of each line by its number, `received` the accepted total as they stand now.
    """
    changes = []
    total = Decimal(0)
    for pointer, value in wanted.items():
        sealed = fields[pointer]
        changes.append({"field": pointer, "before": plain_value(sealed), "after": value})
        if sealed.row.follows:
            more = Decimal(value) - Decimal(sealed.value)
            total += more
            before = weighed[sealed.number]
            changes.append(
                {"field": f"/lines/{sealed.number}/weighed_kg", "before": str(before), "after": str(before + more)}
            )
    if (received or ZERO) + total > MOST_KG or any(
        Decimal(change["after"]) > MOST_KG for change in changes if change["field"].endswith("_kg")
    ):
        raise BadInput(
            _("The weights add up to more than can be recorded. Check the figures."),
            code="kg_sum_too_large",
            field="/changes",
        )
    if total:
        changes.append({"field": "/received_kg", "before": str(received), "after": str(received + total)})
    return changes


def check_times(manifest, events, wanted: Mapping[str, str]) -> None:
    """A corrected time may not put the way out of order: departures in their order, then arrival, then receipt."""
    told = as_amended(events)
    count = sum(event.action in TAKING_OVER for event in events)
    way = [f"/legs/{number}/departed_at" for number in range(1, count + 1)] + ["/arrived_at"]
    times = [(pointer, wanted.get(pointer) or value_of(told, pointer)) for pointer in way]
    moments = [(pointer, datetime.fromisoformat(text)) for pointer, text in times if text]
    if manifest.received_at:
        moments.append(("", manifest.received_at))
    for (first, earlier), (second, later) in pairwise(moments):
        changed = next((pointer for pointer in (first, second) if pointer in wanted), "")
        if later < earlier and changed:
            raise BadInput(
                _("The times would be out of order: who departs arrives later and is received last."),
                code="times_out_of_order",
                field="/changes",
                value=wanted[changed],
            )
