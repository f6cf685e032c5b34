"""Import what comes from elsewhere (跨省转入): manifests of other platforms, one a row, each with one waste.

A row's key is the national number, so a file that is brought twice changes nothing the second time.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.note_outside import ADDRESS, CONTACT, PHONE, SITE_NAME, read_credit_code
from facilities.catalogue.search import CHINESE_SYSTEMS
from facilities.errors import BadInput, Refusal
from facilities.models import (
    Approval,
    CatalogueEdition,
    DisposalMethod,
    Facility,
    Packaging,
    PhysicalState,
    Region,
    SheetRow,
    WasteCode,
)
from facilities.roles import Role
from facilities.sheets.cells import day, is_blank, number, one_of, past_moment, plain, text, whole
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import both_names
from manifests.actions.outer_numbers import national_no_taken
from manifests.actions.reading_inbound import CARRIAGE, MOST_CONTAINERS, NAME, nested, place_named
from manifests.actions.transfer_in import on_file, origin_is_here, province_differs
from manifests.custody import perform
from manifests.models import Manifest
from manifests.numbers import NationalNumber, NotANumber, spaced
from manifests.quantities import GRAM, ZERO
from manifests.rules.province import leaves_province
from manifests.states import BY_ACTION, ManifestState

IN_FORCE = (SheetRow.State.TAKEN, SheetRow.State.KEPT)
ON_LINE = ("code", "name", "physical_state", "packaging", "containers", "kg", "approved_kg", "left_kg")


def national_no(cell, known: dict) -> str:
    """14 digits of a city that is on file."""
    written = "".join(plain(cell).split())
    try:
        found = NationalNumber.read(written)
    except NotANumber:
        raise BadInput(_("The national number has 14 digits."), code="national_no_invalid", value=written) from None
    if found.place not in known["cities"]:
        told = _("Digits 5 to 8 name no city: %(place)s.")
        raise BadInput(told, figures={"place": found.place}, code="national_no_place_unknown", value=written)
    if found.serial == 0:
        raise BadInput(_("The last six digits count from 000001."), code="national_no_serial", value=written)
    return written


def credit_code(cell, _known: dict) -> str:
    return read_credit_code(plain(cell), "")


def hazardous_code(cell, known: dict) -> str:
    code = plain(cell).strip().upper()
    if code not in known["codes"]:
        told = _("The catalogue in force has no such hazardous waste. Type all digits, such as 900-249-08.")
        raise BadInput(told, code="code_unknown", value=code)
    return code


def look_up(site, person) -> dict:
    editions = CatalogueEdition.objects.filter(system__in=CHINESE_SYSTEMS).current_first(clock.today())
    codes = WasteCode.objects.filter(edition__in=editions.distinct("system").values("pk"), hazardous=True)
    cities = Region.objects.filter(level=Region.Level.PREFECTURE)
    return {
        "site": site,
        "person": person,
        "codes": set(codes.values_list("code", flat=True)),
        "cities": {region.code[:4]: region for region in cities},
        "taken": {},  # national number → ours, "" where the person may not see it; of those that the file names
        "on_file": set(),  # (credit code, first four digits of the city) of firms with a site on file
        "decisions": {},  # (credit code, city, number, waste code, method) of decisions that are known by now
        **both_names("states", PhysicalState.objects.all(), code="code"),
        **both_names("packagings", Packaging.objects.all()),
        **both_names("methods", DisposalMethod.objects.chinese(), code="code"),
        **_provinces(),
        "method_codes": {str(row.pk): row.code for row in DisposalMethod.objects.chinese()},
    }


def _provinces() -> dict:
    """A province by its bare name, too: 浙江省."""
    rows = Region.objects.filter(level=Region.Level.PROVINCE)
    found = {word: row.code for row in rows for word in (row.name, row.name_en, row.code) if word}
    return {
        "provinces": found | {word.casefold(): code for word, code in found.items()},
        "provinces_shown": [row.localised_name for row in rows],
    }


def foresee(known: dict, rows: list[dict]) -> None:
    """What the numbers and firms of a block of rows are here already: four statements.

    What an earlier file brought is known by its key, and is no other manifest that has the number.
    """
    numbers = {"".join(_text(row, "key").split()) for row in rows}
    firms = {_text(row, "consignor_no").upper() for row in rows}
    decided = {_text(row, "approval_no") for row in rows} - {""}
    before = SheetRow.objects.filter(facility=known["site"], kind="inbound", key__in=numbers - {""}, state__in=IN_FORCE)
    numbers -= {"", *before.values_list("key", flat=True)}
    taken = Manifest.objects.filter(national_no__in=numbers).only("number", "national_no")
    found = {manifest.pk: manifest for manifest in taken}
    seen = set(Manifest.objects.visible_to(known["person"]).filter(pk__in=found).values_list("pk", flat=True))
    known["taken"] |= {row.national_no: row.number if row.pk in seen else "" for row in found.values()}
    here = Facility.objects.open().filter(enterprise__registration_no__in=firms)
    here = here.exclude(is_generator=False, is_collector=False).values_list("enterprise__registration_no", "region")
    known["on_file"] |= {(firm, region[:4]) for firm, region in here}
    rows_of = Approval.objects.filter(
        consignee=known["site"], number__in=decided, consignor__enterprise__registration_no__in=firms
    )
    names = ("consignor__enterprise__registration_no", "consignor__region", "number", "code", "method")
    for firm, region, *others in rows_of.values_list(*names):
        known["decisions"][firm, region[:4], *others] = True


def _text(row: dict, name: str) -> str:
    """A cell as it will be read, or nothing; what cannot be text is told by its column."""
    try:
        cell = row.get(name)
        found = "" if is_blank(cell) else plain(cell)
    except BadInput:
        return ""
    return "" if "\x00" in found else found


def judge(values: dict, known: dict) -> Iterable[Refusal]:
    """The number, the firm and the decision, as entering will read them."""
    written, site = values["key"], known["site"]
    read = NationalNumber.read(written)
    origin = known["cities"][read.place]
    if written in known["taken"]:
        ours = known["taken"][written]
        yield national_no_taken("/key", written, ours)
    if read.place == site.region_id[:4]:
        yield origin_is_here("/key", written)
    left = localdate(datetime.fromisoformat(values["left_at"]))
    if read.year != left.year:
        yield BadInput(
            _("The first four digits are the year in which it was issued or left: %(year)s."),
            figures={"year": left.year},
            code="national_no_year",
            field="/key",
            value=written,
        )
    if values.get("province", origin.code)[:2] != origin.code[:2]:
        refusal = province_differs(origin, values["province"])
        refusal.field = "/province"
        yield refusal
    if (values["consignor_no"], read.place) in known["on_file"]:
        refusal = on_file(values["consignor_no"])
        refusal.field = "/consignor_no"
        yield refusal
    yield from _judge_decision(values, known, origin, read.place)


def _judge_decision(values: dict, known: dict, origin: Region, place: str) -> Iterable[Refusal]:
    """A decision that nobody has entered says how much and until when; later rows and files need its number only."""
    said = values.get("approval_no")
    approved, left = (Decimal(values[name]) if name in values else None for name in ("approved_kg", "left_kg"))
    if approved is not None and left is not None and left > approved:
        told = _("More is left than was approved: %(left)s of %(approved)s kg.")
        figures = {"left": left, "approved": approved}
        yield BadInput(told, figures=figures, code="approval_left_too_large", field="/left_kg")
    first, last = (
        date.fromisoformat(values[name]) if name in values else None for name in ("approval_from", "approval_to")
    )
    if first and last and last < first:
        yield BadInput(_("The last day comes before the first."), code="dates_out_of_order", field="/approval_to")
    if not said:
        if first or last:
            yield BadInput(_("Fill this in."), code="required", field="/approval_no")
        return
    if not leaves_province(origin.code, known["site"].region_id):
        return
    decision = (values["consignor_no"], place, said, values["code"], known["method_codes"][values["method"]])
    missing = [name for name in ("approval_from", "approval_to", "approved_kg") if name not in values]
    if missing and decision not in known["decisions"]:
        told = _("This approval is new here: say its first and last day and how much it allows.")
        yield BadInput(told, code="approval_unknown", field=f"/{missing[0]}")
        return
    known["decisions"][decision] = True


def write(values: dict, *, by, site, key: str) -> Manifest:
    """Through the action that a person would take; what it refuses is told under the column that it is about."""
    method = DisposalMethod.objects.get(pk=values["method"]).code
    said = values | {"consignee": str(site.pk), "national_no": values["key"], "method": method}
    line = {name: values[name] for name in ON_LINE if name in values}
    try:
        return perform(
            Manifest,
            "transfer_in",
            by=by,
            data=nested(said, [line]),
            happened_at=datetime.fromisoformat(values["left_at"]),
            idempotency_key=key,
        ).subject
    except Refusal as refusal:
        for reason in refusal.all:
            named = place_named(reason.field)
            inner = reason.field.rsplit("/", 1)[-1] if named == "lines" else named
            reason.field = "/key" if inner == "national_no" else f"/{inner}"
        raise


def undo(pk, *, by, key: str) -> None:
    """Strike it out while the gate has not judged; its number is free again."""
    manifest = Manifest.objects.visible_to(by).filter(pk=pk).first()
    if manifest is None:
        raise Refusal(_("Nothing is there, or it is not yours to see."), code="not_found")
    if manifest.state == ManifestState.CANCELLED:
        return
    if manifest.state not in BY_ACTION["manifest", "strike_out"].sources:
        raise Refusal(
            _("Manifest %(number)s has been weighed already."),
            figures={"number": spaced(manifest.number)},
            code="manifest_received",
        )
    perform(manifest, "strike_out", by=by, data={"reason": gettext("Import undone")}, idempotency_key=key)


NATIONAL = Column(
    "key", _("National number"), national_no, is_required=True, example="20263301000017",
    hint=_("The 14 digits of the other platform's manifest. A number that was imported is not imported again."),
)  # fmt: skip
INBOUND = Kind(
    name="inbound",
    label=_("Loads from elsewhere"),
    lead=_(
        "What comes to you under another platform's manifest, as from another province: one manifest a row, with one"
        " waste. One with several wastes is entered on its page. You weigh and confirm them afterwards."
    ),
    roles=(Role.CLERK, Role.RECEIVER),
    sites=lambda: Facility.objects.exclude(is_collector=False, is_disposal_site=False),
    key_column=NATIONAL,
    columns=(
        Column("left_at", _("Left there"), past_moment, is_required=True, example="2026-01-31 08:30",
               hint=_("A day, or a day with its time; a day alone means noon.")),
        Column("consignor_name", _("Consignor"), text(SITE_NAME), is_required=True),
        Column("consignor_no", _("Consignor's credit code"), credit_code, is_required=True,
               hint=_("18 characters; the last one is checked.")),
        Column("province", _("Consignor's province"), one_of("provinces"), choices="provinces",
               hint=_("Held against the place in the national number.")),
        Column("consignor_address", _("Consignor's address"), text(ADDRESS), is_required=True),
        Column("consignor_contact", _("Consignor's contact"), text(CONTACT)),
        Column("consignor_phone", _("Consignor's phone"), text(PHONE)),
        Column("code", _("Waste code"), hazardous_code, is_required=True, example="900-249-08",
               hint=_("All digits, as in the catalogue in force; hazardous waste only.")),
        Column("name", _("Waste name"), text(NAME), hint=_("Leave empty to take the catalogue's.")),
        Column("physical_state", _("Physical state"), one_of("states"), is_required=True, choices="states",
               hint=_("Choose from the list.")),
        Column("packaging", _("Packaging"), one_of("packagings"), choices="packagings",
               hint=_("Choose from the list.")),
        Column("containers", _("Number of containers"), whole(least=0, most=MOST_CONTAINERS), is_number=True),
        Column("kg", _("Declared (kg)"), number(least=GRAM), is_required=True, is_number=True, example="800"),
        Column("method", _("Method"), one_of("methods", "method_unknown"), is_required=True, choices="methods",
               example="D10"),
        Column("carrier_name", _("Carrier"), text(SITE_NAME), is_required=True),
        Column("carrier_no", _("Carrier's credit code"), credit_code, is_required=True),
        Column("licence", _("Transport licence"), text(60)),
        Column("carrier_phone", _("Carrier's phone"), text(PHONE)),
        Column("plate", _("Vehicle"), text(CARRIAGE["plate"]), is_required=True),
        Column("driver", _("Driver"), text(CARRIAGE["driver"]), is_required=True),
        Column("driver_phone", _("Driver's phone"), text(CARRIAGE["driver_phone"])),
        Column("escort", _("Escort"), text(CARRIAGE["escort"])),
        Column("approval_no", _("Approval, its number"), text(60),
               hint=_("Of waste that comes from another province: the decision's own number.")),
        Column("approval_from", _("Approval, first day"), day,
               hint=_("Needed once, in the first row that names a decision.")),
        Column("approval_to", _("Approval, last day"), day),
        Column("approved_kg", _("Approval, allowed in all (kg)"), number(least=GRAM), is_number=True,
               hint=_("Of this waste. Needed once, as its days.")),
        Column("left_kg", _("Approval, left before this load (kg)"), number(least=ZERO), is_number=True,
               hint=_("As the paper or the other platform says; else all of it.")),
        Column("provincial_no", _("Provincial number"), text(40)),
        Column("remarks", _("Remarks"), text(200)),
    ),
    look_up=look_up,
    foresee=foresee,
    judge=judge,
    write=write,
    undo=undo,
    back="manifests:manifests",
    undoing=_("Each load that is not weighed yet is struck out, and its national number may be entered again."),
    order=47,
)  # fmt: skip
