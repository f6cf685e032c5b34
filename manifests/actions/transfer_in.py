"""Enter what comes from elsewhere (跨省转入): a manifest of another platform, by who receives it (Order 23, Art. 12).

Who handed it over has no account here, so the receiver enters what that manifest says and signs for the entry alone.
The waste is on the road: what the law would have held back is told, and nothing of it is refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.actions.note_outside import Said, has_site_here, hold_firms, keep_outside, outside_site
from facilities.actions.open_stream import official_name
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, Region, WasteStream
from facilities.roles import Role
from manifests.access import with_desk_of_entry
from manifests.actions.inbound_approvals import count_approvals, read_approvals
from manifests.actions.outer_numbers import read_national_no, read_provincial_no
from manifests.actions.particulars import line_particulars, party_particulars
from manifests.actions.reading import read_method, read_row, read_text
from manifests.actions.reading_inbound import (
    Decision,
    Item,
    Problems,
    read_carriage,
    read_decision,
    read_issued_at,
    read_items,
    read_party,
    total,
)
from manifests.actions.taking import take_from_permit
from manifests.custody.deed import OUTSIDE, TRANSIT, Deed
from manifests.models import Manifest, ManifestLine, Series, WasteBatch
from manifests.models.series import next_manifest_serial
from manifests.numbers import NationalNumber, NotANumber, batch_number, manifest_number
from manifests.profiles import profile_over
from manifests.rules.finding import Finding, on_the_road, warn
from manifests.rules.load import Load, Part
from manifests.rules.register import BY_ID
from manifests.rules.verdicts import judge, told
from manifests.states import ManifestState, Party
from manifests.verbs import Action, action

ASKED = ("profile", "permit", "approval", "open")
STANDS = ("profiles_do_not_mix",)  # such a manifest could not be followed under any profile


@dataclass
class Inbound:
    """What was entered, read and checked; `carrier_said` is the carrier's part as the paper has it."""

    said: Said
    carrier_said: Said
    licence: str
    carriage: dict
    items: list[Item]
    decision: Decision | None


@action("manifest", "transfer_in")
class TransferIn(Action):
    """Data: `consignee` id; `national_no`, the other platform's 14 digits; `provincial_no`; `consignor` and `carrier`
    as {name, registration_no, address, contact, phone}, the consignor with `province` (its code, held against the
    number), the carrier with `licence`; `carriage` as {plate, driver, driver_phone, escort}; `method`; `lines` as
    [{code, name, physical_state, packaging, containers, kg, approved_kg, left_kg}]; `approval` of a cross-province
    transfer as {number, valid_from, valid_to}; `issued_at`; `remarks`.

    It happened when the load left there.
    """

    def parties(self, deed: Deed, held: frozenset[Party]) -> frozenset[Party]:
        """The clerk's desk, too: the paper comes by fax or from the other platform, before the truck is at the gate."""
        return with_desk_of_entry(deed.by, deed.subject, frozenset())

    def open(self, deed: Deed) -> Manifest:
        data, problems = deed.data, Problems()
        consignee = read_row(gates_of(deed.by), data.get("consignee"), "/consignee")
        day = localdate(deed.happened_at)
        carrier_data = data.get("carrier")
        said = read_party(data.get("consignor"), "/consignor", problems)
        carrier_said = read_party(carrier_data, "/carrier", problems)
        licence = carrier_data.get("licence") if isinstance(carrier_data, dict) else ""
        licence = problems.collect(read_text, licence, "/carrier/licence", 60) or ""
        carriage = read_carriage(data.get("carriage"), problems)
        items = read_items(data.get("lines"), day, problems)
        decision = read_decision(data.get("approval"), problems)
        method = problems.collect(read_method, data.get("method"), "/method")
        remarks = problems.collect(read_text, data.get("remarks"), "/remarks")
        issued_at = problems.collect(read_issued_at, data.get("issued_at"), deed.happened_at)
        origin = problems.collect(place_of_number, data.get("national_no"), consignee)
        if origin is not None and isinstance(data.get("consignor"), dict):
            problems.collect(_province_fits, data["consignor"].get("province"), origin)
        if origin is not None and said is not None and has_site_here(said.registration_no, origin):
            problems.found.append(on_file(said.registration_no))
        problems.tell()
        hold_firms(said.registration_no, carrier_said.registration_no)
        consignor = outside_site(said, origin, is_generator=True)
        carrier = _carrier(carrier_said, consignor)
        deed.facts["inbound"] = Inbound(said, carrier_said, licence, carriage, items, decision)
        manifest = Manifest(
            kind=Manifest.Kind.INBOUND,
            state=ManifestState.IN_TRANSIT,
            profile=profile_over(item.code for item in items)[0].id,
            consignor=consignor,
            consignee=consignee,
            carrier=carrier,
            origin_region=origin,
            destination_region=consignee.region,
            method=method,
            remarks=remarks,
            declared_kg=total(items),
            recorded_at=deed.recorded_at,
            issued_at=issued_at,
            departed_at=deed.happened_at,
        )
        national = problems.collect(
            read_national_no, data.get("national_no"), manifest, "/national_no", moment=issued_at, by=deed.by
        )
        provincial = problems.collect(
            read_provincial_no, data.get("provincial_no"), manifest, "/provincial_no", moment=issued_at
        )
        problems.tell()
        manifest.national_no, manifest.provincial_no = national, provincial
        return manifest

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest, entered = deed.subject, deed.facts["inbound"]
        load = deed.facts["load"] = Load(
            manifest.consignor,
            manifest.consignee,
            manifest.carrier,
            manifest.method,
            localdate(deed.happened_at),
            [Part(item.code, item.kg, containers=item.containers) for item in entered.items],
            moment=deed.happened_at,
        )
        deed.facts["approvals_told"] = list(read_approvals(deed, load, entered.decision, entered.items))
        verdicts = judge(load, [BY_ID[rule] for rule in ASKED])
        for finding in (*told(verdicts), *_told_apart(manifest, entered), *deed.facts["approvals_told"]):
            yield finding if finding.code in STANDS else on_the_road(finding)

    def apply(self, deed: Deed) -> None:
        manifest, entered, load = deed.subject, deed.facts["inbound"], deed.facts["load"]
        keep_outside(manifest.consignor, is_generator=True)
        keep_outside(manifest.carrier, is_transporter=True)
        day = localdate(deed.happened_at)
        number = manifest_number(manifest.origin_region_id, localdate(manifest.issued_at).year, next_manifest_serial())
        manifest.number = number
        permit_use = take_from_permit(deed, load) if load.profile.asks("permit") else []
        use = count_approvals(deed, load)
        lines = _come_in(deed, entered.items, day)
        permits = {line.item.permit.number for line in load.permits}
        deed.particulars = {
            "number": number,
            "kind": manifest.kind,
            "national_no": manifest.national_no,
            "provincial_no": manifest.provincial_no,
            "issued_at": manifest.issued_at,
            "consignor": _as_said(manifest.consignor, entered.said),
            "carrier": _as_said(manifest.carrier, entered.carrier_said),
            "consignee": {**party_particulars(manifest.consignee), "permits": sorted(permits)},
            "method": {"code": manifest.method.code, "name": manifest.method.name},
            "lines": [line_particulars(line) for line in lines],
            "kg": manifest.declared_kg,
            "remarks": manifest.remarks,
            "parent": "",
            "permit_use": permit_use,
            "approval_use": use,
            "approvals": deed.facts["decisions"],
            "profile": manifest.profile,
            "details": {},
            "exemptions": [],
            "carriage": _carriage(manifest, entered),
        }
        deed.after.append(lambda: ManifestLine.objects.bulk_create(lines))


def gates_of(by):
    """The person's sites that receive waste."""
    rows = Facility.objects.where_person_is(by, Role.CLERK, Role.RECEIVER).open()
    return rows.exclude(is_collector=False, is_disposal_site=False).select_related("enterprise", "region")


def place_of_number(value, consignee: Facility) -> Region:
    """The city that the number itself names in its digits 5 to 8; it is not the receiver's own."""
    text = "".join(read_text(value, "/national_no", 40).split())
    told = {"field": "/national_no", "law": _("Order 23 of 2022, Art. 15"), "value": text}
    if not text:
        raise BadInput(_("Fill this in."), code="required", field="/national_no")
    try:
        place = NationalNumber.read(text).place
    except NotANumber:
        raise BadInput(_("The national number has 14 digits."), code="national_no_invalid", **told) from None
    origin = Region.objects.filter(pk=f"{place}00").first()
    if origin is None:
        raise BadInput(_("Digits 5 to 8 name no city: %(place)s."), figures={"place": place},
                       code="national_no_place_unknown", **told)  # fmt: skip
    if place == consignee.region_id[:4]:
        raise origin_is_here("/national_no", text)
    return origin


def origin_is_here(field: str, value: str) -> BadInput:
    return BadInput(
        _("This number is of your own city: its consignor draws the manifest up here."),
        code="origin_is_here",
        field=field,
        value=value,
    )


def _province_fits(value, origin: Region) -> None:
    """The province that the paper names, by its code, is the one of the number: else one of them is typed wrongly."""
    code = read_text(value, "/consignor/province", 6)
    if code and code[:2] != origin.code[:2]:
        raise province_differs(origin, value)


def province_differs(origin: Region, value) -> BadInput:
    return BadInput(
        _("The national number is of another province: its digits 5 to 8 are those of %(place)s."),
        figures={"place": origin.name},
        code="province_differs",
        field="/consignor/province",
        value=value,
    )


def on_file(registration_no: str) -> Refusal:
    return Refusal(
        _("This firm has a site in that city on file here: it draws the manifest up itself."),
        code="consignor_on_file",
        field="/consignor/registration_no",
        value=registration_no,
    )


def _carrier_on_file(registration_no: str) -> Facility | None:
    """A carrier of the directory, whose desk then sees what it carries."""
    rows = Facility.objects.directory().filter(enterprise__registration_no=registration_no, is_transporter=True)
    return rows.select_related("enterprise", "region").order_by("pk").first()


def _carrier(said: Said, consignor: Facility) -> Facility:
    """The carrier of the directory, else one that is noted; who carries its own waste is one site."""
    found = _carrier_on_file(said.registration_no)
    if found is not None:
        return found
    if said.registration_no == consignor.enterprise.registration_no:
        return consignor
    return outside_site(said, _district_of(said.registration_no) or consignor.region, is_transporter=True)


def _district_of(registration_no: str) -> Region | None:
    """Where the firm is registered: digits 3 to 8 of its credit code (GB 32100)."""
    code = registration_no[2:8]
    found = Region.objects.in_bulk([code, f"{code[:4]}00", f"{code[:2]}0000"])
    return next((found[key] for key in (code, f"{code[:4]}00", f"{code[:2]}0000") if key in found), None)


def _told_apart(manifest: Manifest, entered: Inbound) -> Iterator[Finding]:
    """A firm of that credit code is known by another name: one of the two may be typed wrongly."""
    parties = (("consignor", manifest.consignor, entered.said), ("carrier", manifest.carrier, entered.carrier_said))
    for name, site, said in parties:
        if site.enterprise.name != said.name:
            yield warn("name_differs", f"/{name}/name", said=said.name, known=site.enterprise.name)


def _come_in(deed: Deed, items: list[Item], day: date) -> list[ManifestLine]:
    """A batch for each waste, on the road; its mass comes from outside."""
    manifest = deed.subject
    lines = []
    serials = Series.take(f"batch:{manifest.consignor_id}:{day:%Y%m%d}", len(items))
    for position, (item, serial) in enumerate(zip(items, serials, strict=True), start=1):
        batch = WasteBatch(
            number=batch_number(day, serial),
            stream=_stream(manifest.consignor, item),
            waste_code=item.code,
            generator=manifest.consignor,
            holder=manifest.consignor,
            state="in_transit",
            kg=item.kg,
            # When it arose nobody here knows: it was there when it left.
            generated_at=deed.happened_at,
            held_since=deed.happened_at,
            recorded_at=deed.recorded_at,
        )
        deed.come_in(batch, manifest=manifest.number, kg=item.kg)
        deed.move(item.kg, OUTSIDE, TRANSIT, to_batch=batch)
        lines.append(
            ManifestLine(
                manifest=manifest,
                position=position,
                batch=batch,
                waste_code=item.code,
                container_count=item.containers,
                declared_kg=item.kg,
            )
        )
    return lines


def _stream(site: Facility, item: Item) -> WasteStream:
    """The firm's waste of this name, code, form and packaging: as it came before, or noted now."""
    name = item.name or official_name(item.code)
    same = {"waste_code": item.code, "official_name": name, "physical_state": item.state, "packaging": item.packaging}
    stream = WasteStream.objects.filter(facility=site, **same).order_by("pk").first()
    if stream is not None:
        stream.physical_state, stream.packaging = item.state, item.packaging
        return stream
    count = WasteStream.objects.filter(facility=site).count()
    alias = f"{name[:40]} {item.code.code} {count + 1}"
    return WasteStream.objects.create(facility=site, alias=alias, hazards=item.code.hazard_list, **same)


def _as_said(site: Facility, said: Said) -> dict:
    """The party as the other platform's paper names it."""
    return {
        **party_particulars(site),
        "enterprise": said.name,
        "address": said.address or site.address,
        "contact": said.contact or site.contact_name,
        "phone": said.phone or site.contact_phone,
    }


def _carriage(manifest: Manifest, entered: Inbound) -> dict:
    """Part 2 of the form in the words that every leg has; what the paper does not say stays empty."""
    said = _as_said(manifest.carrier, entered.carrier_said)
    return {
        "leg": 1,
        "enterprise": said["enterprise"],
        "registration_no": said["registration_no"],
        "licence": entered.licence,
        "address": said["address"],
        "phone": said["phone"],
        "plate": entered.carriage["plate"],
        "vehicle_certificate": "",
        "vehicle_kind": "",
        "driver": entered.carriage["driver"],
        "driver_phone": entered.carriage["driver_phone"],
        "driver_certificate": "",
        "escort": entered.carriage["escort"],
        "escort_certificate": "",
        "origin": entered.said.address or str(manifest.origin_region.name),
        "destination": manifest.consignee.address,
    }
