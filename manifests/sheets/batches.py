"""Import batches: the ledger of what arose (台账, 产生环节), and the stock there was when a site began here."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import Facility, StorageArea, WasteStream
from facilities.roles import Role
from facilities.sheets.cells import number, one_of, past_moment, whole
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import folded
from manifests.actions.declare_into_store import Counted, declare_into_store
from manifests.actions.packing import MOST_CONTAINERS, read_packing
from manifests.actions.retract import moved_on
from manifests.custody import perform
from manifests.models import WasteBatch
from manifests.quantities import GRAM
from manifests.states import BY_ACTION

UNITS = {
    "kg": _("kilograms"),
    "t": _("tonnes"),
    "L": _("litres"),
    "m3": _("cubic metres"),
    "piece": _("pieces"),
}


def look_up(site, _person) -> dict:
    streams = dict(WasteStream.objects.filter(facility=site, retired_on=None).values_list("alias", "pk"))
    areas = list(StorageArea.objects.filter(facility=site, closed_on=None))
    return {
        "streams": {word: str(pk) for alias, pk in streams.items() for word in (folded(alias), alias)},
        "streams_shown": sorted(streams),
        "areas": {word: str(area.pk) for area in areas for word in (folded(area.code), area.code, str(area))},
        "areas_shown": [area.code for area in areas],
        "units": units(),
        "units_shown": [str(word) for word in UNITS.values()],
    }


def units() -> dict[str, str]:
    """A unit by its sign, or by its word in either language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(word)): unit for unit, word in UNITS.items()}
            found |= {str(word): unit for unit, word in UNITS.items()}
    return found | {unit: unit for unit in UNITS} | {folded(unit): unit for unit in UNITS}


def judge(values: dict, _known: dict) -> Iterable[BadInput]:
    """Weight and containers, as declaring will read them."""
    try:
        read_packing(packing(values), counted(values).kg)
    except BadInput as problem:
        yield from problem.all


def counted(values: dict) -> Counted:
    each = values.get("kg_per_unit")
    return Counted(Decimal(values["quantity"]), values["unit"], Decimal(each) if each else None)


def packing(values: dict) -> dict:
    names = ("container_count", "container_litres")
    return {name: values[name] for name in names if values.get(name)}


def write(values: dict, *, by, site, key: str) -> WasteBatch:
    return declare_into_store(
        by=by,
        stream=values["stream"],
        counted=counted(values),
        containers=packing(values),
        area=values.get("area"),
        happened_at=datetime.fromisoformat(values["happened_at"]),
        key=key,
    ).subject


def undo(pk, *, by, key: str) -> None:
    """Take the declaration back: the ledger keeps both entries. What has moved on since stays, and is said to.

    What somebody has taken back by hand is undone already.
    """
    batch = WasteBatch.objects.visible_to(by).filter(pk=pk).first()
    if batch is None:
        raise Refusal(_("Nothing is there, or it is not yours to see."), code="not_found")
    if batch.events.filter(action="retract").exists():
        return
    if batch.state not in BY_ACTION["batch", "retract"].sources:
        raise moved_on(batch)
    perform(batch, "retract", by=by, data={"reason": gettext("Import undone")}, idempotency_key=key)


def _columns(*, area_is_required: bool, moment) -> tuple[Column, ...]:
    return (
        Column("stream", _("Waste"), one_of("streams", "stream_unknown"), is_required=True, choices="streams",
               hint=_("As you call it in the list of your wastes.")),
        Column("quantity", _("Quantity"), number(least=GRAM), is_required=True, is_number=True, example="125.5"),
        Column("unit", _("Counted in"), one_of("units", "unit_unknown"), choices="units", default="kg",
               hint=_("Kilograms where it is empty.")),
        Column("kg_per_unit", _("Kilograms in one of it"), number(least=Decimal("0.000001"), places=6),
               is_number=True, hint=_("For litres, cubic metres and pieces: what one weighs.")),
        Column("happened_at", *moment, past_moment, is_required=True, example="2026-01-31 08:30",
               hint=_("A day, or a day with its time; a day alone means noon.")),
        Column("area", _("Store"), one_of("areas", "area_unknown"), is_required=area_is_required, choices="areas",
               example="TS001", hint=_("The code of the store where it lies.")),
        Column("container_count", _("Number of containers"), whole(least=0, most=MOST_CONTAINERS), is_number=True,
               hint=_("Each gets its own label.")),
        Column("container_litres", _("Volume of one container"), number(least=Decimal("0.1"), places=1),
               is_number=True, hint=_("In litres. It decides the size of the label.")),
    )  # fmt: skip


_SHARED = {
    "roles": (Role.CLERK, Role.RECEIVER),
    "sites": lambda: Facility.objects.filter(is_generator=True),
    "look_up": look_up,
    "judge": judge,
    "write": write,
    "undo": undo,
    "undoing": _(
        "The declaration of each batch that has not moved on is taken back, and counts as generated no longer."
    ),
}
BATCHES = Kind(
    name="batches",
    label=_("Batches (ledger of what arose)"),
    lead=_("What arose, one batch a row. It gets its number and labels as if you had declared it by hand."),
    columns=_columns(area_is_required=False, moment=(_("Arose at"),)),
    back="manifests:batches",
    order=20,
    **_SHARED,
)
STOCK = Kind(
    name="stock",
    label=_("Opening stock"),
    lead=_("What lies in your stores when you begin here, one batch a row, with the day it was put in."),
    columns=_columns(area_is_required=True, moment=(_("In store since"),)),
    back="manifests:stock",
    order=30,
    **_SHARED,
)
