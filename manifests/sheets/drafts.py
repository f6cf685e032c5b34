"""Import drafts of manifests: one a row, from batches in store. They are issued one by one, as any draft is."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import DisposalMethod, Facility
from facilities.roles import Role
from facilities.sheets.cells import number, one_of, text
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import both_names
from manifests.actions.picking import MOST_LINES
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from manifests.quantities import GRAM
from manifests.sheets.details import COLUMNS, details_in, judge_details
from manifests.states import BatchState, ManifestState


def look_up(site, _person) -> dict:
    directory = Facility.objects.directory().exclude(pk=site.pk)
    receivers = directory.exclude(is_collector=False, is_disposal_site=False)
    stored = WasteBatch.objects.filter(holder=site, state=BatchState.STORED)
    return {
        "site": site,
        "batches": {},  # number → (kg, state, when it arose, code) of those that the file names
        "drawn": set(),
        "batches_shown": list(stored.order_by("held_since").values_list("number", flat=True)[:1000]),
        **both_names("receivers", receivers),
        **both_names("carriers", directory.filter(is_transporter=True)),
        **both_names("methods", DisposalMethod.objects.chinese(), code="code"),
    }


def foresee(known: dict, rows: list[dict]) -> None:
    """Look the batches of a block of rows up in one statement."""
    named = {number for row in rows for number in numbers_in(str(row.get("batches") or ""))} - known["batches"].keys()
    named = {number for number in named if "\x00" not in number}
    held = WasteBatch.objects.filter(holder=known["site"], number__in=named).select_related("waste_code")
    known["batches"] |= {row.number: (row.kg, row.state, row.generated_at, row.waste_code) for row in held}


def numbers_in(written: str) -> list[str]:
    for sign in ("；", "，", ",", "、", "\n"):
        written = written.replace(sign, ";")
    return [part.strip().upper() for part in written.split(";") if part.strip()]


def judge(values: dict, known: dict) -> Iterable[BadInput]:
    named = numbers_in(values["batches"])
    if not 0 < len(named) <= MOST_LINES:
        yield BadInput(_("A manifest has at most 50 lines."), code="too_many_lines", field="/batches")
    for name in dict.fromkeys(named):
        found = known["batches"].get(name)
        if found is None:
            told = _("There is no batch %(number)s at this site.")
            yield BadInput(told, figures={"number": name}, code="batch_unknown", field="/batches", value=name)
        elif found[1] != BatchState.STORED:
            told = _("Batch %(number)s is not in store.")
            yield BadInput(told, figures={"number": name}, code="batch_not_stored", field="/batches", value=name)
        elif name in known["drawn"] or named.count(name) > 1:
            told = _("Batch %(number)s is chosen twice.")
            yield BadInput(told, figures={"number": name}, code="batch_twice", field="/batches", value=name)
    if "kg" in values:
        if len(named) != 1:
            yield BadInput(_("Give a weight for a single batch only."), code="kg_of_one_batch", field="/kg")
        elif (found := known["batches"].get(named[0])) and Decimal(values["kg"]) > found[0]:
            told = _("Batch %(batch)s holds %(kg)s kg.")
            yield BadInput(told, figures={"batch": named[0], "kg": found[0]}, code="stock_overdrawn", field="/kg")
    yield from judge_details(values, [known["batches"][name][3] for name in named if name in known["batches"]])
    known["drawn"] |= set(named)


def write(values: dict, *, by, site, key: str) -> Manifest:
    named = numbers_in(values["batches"])
    held = WasteBatch.objects.visible_to(by).filter(holder=site, number__in=named)
    keys = dict(held.values_list("number", "pk"))
    if missing := [name for name in named if name not in keys]:
        told, figures = _("There is no batch %(number)s at this site."), {"number": missing[0]}
        raise BadInput(told, figures=figures, code="batch_unknown", field="/batches", value=missing[0])
    lines = [{"batch": str(keys[name])} for name in named]
    if "kg" in values:
        lines[0]["kg"] = values["kg"]
    data = {"consignor": str(site.pk), "consignee": values["consignee"], "carrier": values["carrier"], "lines": lines}
    data |= {"method": DisposalMethod.objects.get(pk=values["method"]).code, "remarks": values.get("remarks", "")}
    if details := details_in(values):
        data["details"] = details
    return perform(Manifest, "draw_up", by=by, data=data, idempotency_key=key).subject


def undo(pk, *, by, key: str) -> None:
    """Cancel the draft: its batches go back into store. What has been issued stays, what was cancelled is undone."""
    manifest = made_of(pk, by)
    if manifest.state == ManifestState.CANCELLED:
        return
    if manifest.number:
        raise Refusal(_("Manifest %(number)s is issued."), figures={"number": manifest}, code="manifest_issued")
    perform(manifest, "cancel", by=by, data={"reason": gettext("Import undone")}, idempotency_key=key)


def made_of(pk, by) -> Manifest:
    """What a row became."""
    manifest = Manifest.objects.visible_to(by).filter(pk=pk).first()
    if manifest is None:
        raise Refusal(_("Nothing is there, or it is not yours to see."), code="not_found")
    return manifest


DRAFTS = Kind(
    name="manifests",
    label=_("Drafts of manifests"),
    lead=_("One draft a row, from batches in your store. You check and issue each of them afterwards."),
    roles=(Role.CLERK,),
    sites=lambda: Facility.objects.exclude(is_generator=False, is_collector=False, is_disposal_site=False),
    columns=(
        Column("batches", _("Batches"), text(1000), is_required=True, choices="batches",
               hint=_("Numbers of batches in store, with semicolons between.")),
        Column("kg", _("Weight (kg), if only a part"), number(least=GRAM), is_number=True,
               hint=_("For a single batch; the rest stays in store.")),
        Column("consignee", _("Receiver"), one_of("receivers", "consignee_unknown"), is_required=True,
               choices="receivers", hint=_("Choose from the list.")),
        Column("carrier", _("Carrier"), one_of("carriers", "carrier_unknown"), is_required=True, choices="carriers",
               hint=_("Choose from the list.")),
        Column("method", _("Method"), one_of("methods", "method_unknown"), is_required=True, choices="methods",
               example="D10"),
        Column("remarks", _("Remarks"), text(200)),
        *COLUMNS,
    ),
    look_up=look_up,
    foresee=foresee,
    judge=judge,
    write=write,
    undo=undo,
    back="manifests:manifests",
    undoing=_("Each draft that is not issued is cancelled, and its batches go back into store."),
    order=40,
)  # fmt: skip
