"""Read what another platform's manifest says, as its receiver enters it. Every problem is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from facilities.actions.note_outside import ADDRESS, CONTACT, PHONE, SITE_NAME, Said, read_credit_code
from facilities.actions.read_code import read_code
from facilities.errors import BadInput, Refusal
from facilities.models import Packaging, PhysicalState, WasteCode
from manifests.actions.picking import MOST_LINES
from manifests.actions.reading import read_counted_kg, read_kg, read_text
from manifests.quantities import ZERO

MOST_CONTAINERS = 9999
NAME = 120  # characters of a waste's name
# The names under which a page or a spreadsheet asks for it, flat, and where they are in the action's data.
PLACES = {
    "left_at": "/happened_at",
    "consignor_name": "/consignor/name",
    "consignor_no": "/consignor/registration_no",
    "province": "/consignor/province",
    "consignor_address": "/consignor/address",
    "consignor_contact": "/consignor/contact",
    "consignor_phone": "/consignor/phone",
    "carrier_name": "/carrier/name",
    "carrier_no": "/carrier/registration_no",
    "licence": "/carrier/licence",
    "carrier_phone": "/carrier/phone",
    "plate": "/carriage/plate",
    "driver": "/carriage/driver",
    "driver_phone": "/carriage/driver_phone",
    "escort": "/carriage/escort",
    "approval_no": "/approval/number",
    "approval_from": "/approval/valid_from",
    "approval_to": "/approval/valid_to",
}
WHOLE = ("consignee", "national_no", "provincial_no", "method", "remarks")
NAMES = {place: name for name, place in PLACES.items()}
CARRIAGE = {"plate": 20, "driver": 60, "driver_phone": 30, "escort": 60}  # name → most characters
NEEDED_ON_THE_ROAD = ("plate", "driver")


@dataclass(frozen=True)
class Item:
    """One waste of the paper (kg). `approved_kg` and `left_kg`: what the decision allows of it, and what was left of
    that before this load, as the paper says; None where it says nothing."""

    code: WasteCode
    name: str
    state: PhysicalState
    packaging: Packaging | None
    containers: int
    kg: Decimal
    approved_kg: Decimal | None = None
    left_kg: Decimal | None = None


@dataclass(frozen=True)
class Decision:
    """The cross-province approval that the paper names; days are None where it does not say them."""

    number: str
    valid_from: date | None
    valid_to: date | None


@dataclass
class Problems:
    """Reads on after what cannot be read, so that a person sees every reason and not one a try."""

    found: list[Refusal] = field(default_factory=list)

    def collect(self, read: Callable, *args, **more):
        try:
            return read(*args, **more)
        except Refusal as refusal:
            self.found += refusal.all
            return None

    def tell(self) -> None:
        if self.found:
            raise Refusal.of(self.found)


def read_party(sent, where: str, problems: Problems) -> Said | None:
    """`name` and `registration_no`, with `address`, `contact` and `phone` as far as the paper says them."""
    if not isinstance(sent, dict):
        problems.found.append(BadInput(_("Fill this in."), code="required", field=where))
        return None

    def text(name: str, longest: int, *, needed: bool = False) -> str:
        said = problems.collect(read_text, sent.get(name), f"{where}/{name}", longest)
        if needed and said == "":
            problems.found.append(BadInput(_("Fill this in."), code="required", field=f"{where}/{name}"))
        return said or ""

    code = text("registration_no", 40, needed=True)
    said = Said(
        name=text("name", SITE_NAME, needed=True),
        registration_no=(problems.collect(read_credit_code, code, f"{where}/registration_no") or "") if code else "",
        address=text("address", ADDRESS),
        contact=text("contact", CONTACT),
        phone=text("phone", PHONE),
    )
    return said if said.name and said.registration_no else None


def read_carriage(sent, problems: Problems) -> dict[str, str]:
    """Plate and driver, with phone and escort as far as the paper says them."""
    sent = sent if isinstance(sent, dict) else {}
    said = {
        name: problems.collect(read_text, sent.get(name), f"/carriage/{name}", longest) or ""
        for name, longest in CARRIAGE.items()
    }
    problems.found += [
        BadInput(_("Fill this in."), code="required", field=f"/carriage/{name}")
        for name in NEEDED_ON_THE_ROAD
        if not said[name] and not any(found.field == f"/carriage/{name}" for found in problems.found)
    ]
    return said


def read_items(sent, day: date, problems: Problems) -> list[Item]:
    if not isinstance(sent, list | tuple) or not sent:
        problems.found.append(BadInput(_("Enter at least one waste."), code="lines_missing", field="/lines"))
        return []
    if len(sent) > MOST_LINES:
        problems.found.append(BadInput(_("A manifest has at most 50 lines."), code="too_many_lines", field="/lines"))
        return []
    read = [_item(line, f"/lines/{number}", day, problems) for number, line in enumerate(sent)]
    return [item for item in read if item is not None]


def _item(sent, where: str, day: date, problems: Problems) -> Item | None:
    if not isinstance(sent, dict):
        problems.found.append(BadInput(_("Enter at least one waste."), code="lines_missing", field=where))
        return None
    before = len(problems.found)
    code = problems.collect(_hazardous, sent.get("code"), day, f"{where}/code")
    state = problems.collect(_known, PhysicalState, sent.get("physical_state"), f"{where}/physical_state")
    packaging = None
    if sent.get("packaging") not in (None, ""):
        packaging = problems.collect(_known, Packaging, sent["packaging"], f"{where}/packaging")
    name = problems.collect(read_text, sent.get("name"), f"{where}/name", NAME)
    count = problems.collect(_count, sent.get("containers"), f"{where}/containers")
    kg = problems.collect(read_kg, sent.get("kg"), f"{where}/kg")
    approved, left = (
        problems.collect(read_counted_kg, sent[key], f"{where}/{key}") if sent.get(key) not in (None, "") else None
        for key in ("approved_kg", "left_kg")
    )
    if left is not None and approved is not None and left > approved:
        problems.found.append(
            BadInput(
                _("More is left than was approved: %(left)s of %(approved)s kg."),
                figures={"left": left, "approved": approved},
                code="approval_left_too_large",
                field=f"{where}/left_kg",
                value=left,
            )
        )
    if len(problems.found) > before:
        return None
    return Item(code, name, state, packaging, count, kg, approved, left)


def _hazardous(text, day: date, where: str) -> WasteCode:
    code = read_code(read_text(text, where, 20), day, field=where)
    if not code.hazardous:
        told = _("Only hazardous waste comes in this way; other waste has no national number.")
        raise BadInput(told, code="waste_not_hazardous", field=where, value=code.code)
    return code


def _known(model: type, value, where: str):
    """A row of reference data by its key; of packaging by its code, too."""
    if isinstance(value, model):
        return value
    text = read_text(value, where, 40)
    if model is Packaging and not text.isdecimal():
        found = Packaging.objects.filter(code=text.upper()).order_by("scheme", "pk").first() if text else None
    else:
        found = model.objects.filter(pk=text).first() if len(text) < 10 else None
    if found is None:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field=where, value=text)
    return found


def _count(value, where: str) -> int:
    """How many packages; 0 where nothing is said."""
    text = str("" if value is None else value).strip()
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= MOST_CONTAINERS:
        return int(text)
    told = _("Give a whole number from 0 to %(most)s.")
    raise BadInput(told, figures={"most": MOST_CONTAINERS}, code="count_invalid", field=where, value=text[:20])


def read_decision(sent, problems: Problems) -> Decision | None:
    """The approval's `number`, `valid_from` and `valid_to`; None where the paper names none."""
    sent = sent if isinstance(sent, dict) else {}
    number = problems.collect(read_text, sent.get("number"), "/approval/number", 60) or ""
    first, last = (problems.collect(_day, sent.get(name), f"/approval/{name}") for name in ("valid_from", "valid_to"))
    if not number:
        if first or last:
            problems.found.append(BadInput(_("Fill this in."), code="required", field="/approval/number"))
        return None
    if first and last and last < first:
        told = _("The last day comes before the first.")
        problems.found.append(BadInput(told, code="dates_out_of_order", field="/approval/valid_to", value=last))
    return Decision(number, first, last)


def _day(value, where: str) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        found = date.fromisoformat(read_text(value, where, 40))
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2199:
        raise BadInput(_("Write the date as 2026-01-31."), code="date_invalid", field=where, value=value)
    return found


def read_issued_at(value, left_at: datetime) -> datetime:
    """When the other platform issued it; when it left, unless that is said."""
    if value in (None, ""):
        return left_at
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or is_naive(moment):
        raise BadInput(
            _("Give the time with its time zone."), code="time_without_zone", field="/issued_at", value=value
        )
    if moment > left_at or (left_at - moment).days > 366:
        told = _("It was issued before it left, and no more than a year before.")
        raise BadInput(told, code="times_out_of_order", field="/issued_at", value=value)
    return moment


def total(items: list[Item]) -> Decimal:
    return sum((item.kg for item in items), ZERO)


def nested(said: Mapping, lines: list[dict]) -> dict:
    """What the action wants, of what was asked for flat; nothing where nothing was said."""
    data: dict = {name: said.get(name) or "" for name in WHOLE} | {"lines": lines}
    for name, place in PLACES.items():
        part, _slash, inner = place.strip("/").partition("/")
        if inner:
            value = said.get(name)
            data.setdefault(part, {})[inner] = "" if value is None else str(value)
    return data


def place_named(field: str) -> str:
    """The flat name of a refusal's field."""
    return NAMES.get(field, field.strip("/").split("/")[0])
