"""What a draft begins with: the version in force, word for word, or for a new plan last year's figures."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from facilities import clock
from facilities.duties import PlanTable
from facilities.happened import Happened, happened
from facilities.models import (
    DisposalMethod,
    Facility,
    ManagementPlan,
    Packaging,
    Permit,
    PlannedGeneration,
    PlannedReduction,
    PlannedStorage,
    PlannedTransfer,
    PlannedTreatment,
    PlanVersion,
    ProductionUnit,
    StorageArea,
    WasteStream,
)
from facilities.planning.content import ZERO, Content, rows_of

T = PlanTable
ROWS = (PlannedGeneration, PlannedStorage, PlannedTreatment, PlannedReduction, PlannedTransfer)


def prefill(plan: ManagementPlan) -> None:
    """Write the draft's rows. The caller holds the site's lock and has made sure that there are none."""
    version = plan.versions.order_by("-number").first()
    rows = _as_filed(plan, version.content) if version else _as_last_year(plan)
    for model, made in rows.items():
        for position, row in enumerate(made):
            row.plan, row.position = plan, position
        model.objects.bulk_create(made)


def clear(plan: ManagementPlan) -> None:
    """Take the draft's rows away."""
    for model in ROWS:
        model.objects.filter(plan=plan).delete()


class _Known:
    """The rows that frozen text leads back to; what is gone in the meantime leads to nothing."""

    def __init__(self, site: Facility):
        self.streams = {str(row.pk): row for row in WasteStream.objects.filter(facility=site)}
        self.areas = {row.code: row for row in StorageArea.objects.filter(facility=site)}
        self.units = {row.code: row for row in ProductionUnit.objects.filter(facility=site)}
        self.methods = {row.code: row for row in DisposalMethod.objects.filter(system=DisposalMethod.System.CN)}

    def method(self, row: dict) -> DisposalMethod | None:
        return self.methods.get(row.get("method_code", ""))


def _as_filed(plan: ManagementPlan, content: Content) -> dict[type, list]:
    known = _Known(plan.facility)
    packaging = {row.name_zh: row for row in Packaging.objects.all()}

    def of_own(table: PlanTable) -> list[tuple[dict, dict]]:
        """Rows whose waste the site still has, with the fields that all tables share."""
        return [
            (row, {"stream": known.streams[row["stream"]], "kg": Decimal(row["kg"])})
            for row in rows_of(content, table)
            if row.get("stream") in known.streams
        ]

    return {
        PlannedGeneration: [
            PlannedGeneration(
                unit=known.units.get(row["unit_code"]),
                step=row["step"],
                destination=row["destination"],
                destination_code=row["destination_code"],
                destination_kg=Decimal(row["destination_kg"]) if row["destination_kg"] else None,
                **shared,
            )
            for row, shared in of_own(T.GENERATION)
        ],
        PlannedStorage: [
            PlannedStorage(
                area=known.areas[row["area_code"]],
                packaging=packaging.get(row["packaging"][0]) if row["packaging"] else None,
                **shared,
            )
            for row, shared in of_own(T.STORAGE)
            if row["area_code"] in known.areas
        ],
        PlannedTreatment: [
            PlannedTreatment(
                facility_kind=row["facility_kind"],
                facility_code=row["facility_code"],
                method=known.method(row),
                **shared,
            )
            for row, shared in of_own(T.OWN_TREATMENT)
            if known.method(row)
        ],
        PlannedReduction: [PlannedReduction(measures=row["measures"], **shared) for row, shared in of_own(T.REDUCTION)],
        PlannedTransfer: [
            PlannedTransfer(
                code=row["code"],
                name=row["name"],
                kg=Decimal(row["kg"]),
                scope=row["scope"],
                method=known.method(row),
                receiver_kind=row["receiver_kind"],
                receiver_id=UUID(row["receiver"]) if row["receiver"] else None,
                receiver_name=row["receiver_name"],
                permit_no=row["permit_no"],
            )
            for row in rows_of(content, T.TRANSFER)
        ],
    }


def _as_last_year(plan: ManagementPlan) -> dict[type, list]:
    """Last year's ledger, the site's wastes and stores, and what last year's plan said in words."""
    site = plan.facility
    before = happened(site.pk, plan.year - 1)
    now = happened(site.pk, plan.year)
    earlier = _content_of_last_year(plan)
    planned = {line.code: line for line in plan.lines.all()}  # of a plan filed before versions were kept
    streams = list(
        WasteStream.objects.filter(facility=site, retired_on=None)
        .select_related("waste_code", "default_method", "default_consignee__enterprise")
        .order_by("waste_code__code", "alias")
    )
    amounts = {stream.pk: before.generated.get(stream.pk, ZERO) for stream in streams}
    for stream in streams:
        if line := planned.pop(stream.waste_code.code, None):
            amounts[stream.pk] = line.generated_kg
    return {
        PlannedGeneration: _generation(site, streams, amounts, earlier),
        PlannedStorage: _storage(site, streams, now),
        PlannedTreatment: _treatments(plan, streams, before),
        PlannedReduction: _reduction(streams, earlier),
        PlannedTransfer: _transfers(plan, streams, amounts, before),
    }


def _content_of_last_year(plan: ManagementPlan) -> Content:
    version = PlanVersion.objects.filter(plan__facility=plan.facility_id, plan__year=plan.year - 1).order_by("-number")
    return version.values_list("content", flat=True).first() or {}


def _generation(site: Facility, streams: list, amounts: dict, earlier: Content) -> list[PlannedGeneration]:
    units = {unit.code: unit for unit in site.production_units.filter(closed_on=None)}
    said = {row["stream"]: row for row in rows_of(earlier, T.GENERATION)}
    areas = list(StorageArea.objects.filter(facility=site, closed_on=None).order_by("code"))
    only = next(iter(units.values())) if len(units) == 1 else None
    rows = []
    for stream in streams:
        row = said.get(str(stream.pk), {})
        rows.append(
            PlannedGeneration(
                stream=stream,
                kg=amounts[stream.pk],
                unit=units.get(row.get("unit_code", ""), only),
                step=row.get("step") or stream.process,
                destination=PlannedGeneration.Destination.STORE if areas else "",
                destination_code=areas[0].code if areas else "",
                destination_kg=areas[0].capacity_kg if areas else None,
            )
        )
    return rows


def _storage(site: Facility, streams: list, now: Happened) -> list[PlannedStorage]:
    """Where each waste lies now; for what lies nowhere the first store."""
    areas = {row.pk: row for row in StorageArea.objects.filter(facility=site, closed_on=None).order_by("code")}
    rows = []
    for stream in streams:
        lying = {area: kg for (area, key), kg in now.stored.items() if key == stream.pk and kg and area in areas}
        for area in lying or list(areas)[:1]:
            rows.append(
                PlannedStorage(
                    stream=stream, area=areas[area], packaging_id=stream.packaging_id, kg=lying.get(area, ZERO)
                )
            )
    return rows


def _treatments(plan: ManagementPlan, streams: list, before: Happened) -> list[PlannedTreatment]:
    """What the site treated of its own last year, in the facilities that its plan filed last names.

    A waste and method that the plan knows keep their facility, with nothing treated too. Another one goes to the one
    facility that treats so, or to the only one there is; else its facility is left for the clerk to say.
    """
    methods = {row.code: row for row in DisposalMethod.objects.filter(system=DisposalMethod.System.CN)}
    own = {str(stream.pk): stream for stream in streams}
    kg = {(str(stream), code): amount for (stream, code), amount in before.treatments.items()}
    said = rows_of(_content_filed_last(plan), T.OWN_TREATMENT)
    known = [row for row in said if row["stream"] in own and row["method_code"] in methods]
    places = [(row["stream"], row["method_code"], row["facility_kind"], row["facility_code"]) for row in known]
    units = [(row["method_code"], (row["facility_kind"], row["facility_code"])) for row in said]
    for key, code in kg:
        if key in own and code in methods and (key, code) not in {place[:2] for place in places}:
            unit = _only({unit for method, unit in units if method == code}) or _only({unit for _any, unit in units})
            places.append((key, code, *(unit or ("", ""))))
    rows, counted = [], set()
    for key, code, kind, place in places:
        # Where two facilities treat the same waste in the same way, the ledger does not tell how much each did.
        amount = ZERO if (key, code) in counted else kg.get((key, code), ZERO)
        counted.add((key, code))
        rows.append(
            PlannedTreatment(stream=own[key], method=methods[code], facility_kind=kind, facility_code=place, kg=amount)
        )
    return rows


def _only(found: set):
    """The one there is, if there is just one."""
    return next(iter(found)) if len(found) == 1 else None


def _content_filed_last(plan: ManagementPlan) -> Content:
    versions = PlanVersion.objects.filter(plan__facility=plan.facility_id, plan__year__lt=plan.year)
    return versions.order_by("-plan__year", "-number").values_list("content", flat=True).first() or {}


def _reduction(streams: list, earlier: Content) -> list[PlannedReduction]:
    said = {row["stream"]: row for row in rows_of(earlier, T.REDUCTION)}
    return [
        PlannedReduction(stream=stream, kg=ZERO, measures=said.get(str(stream.pk), {}).get("measures", ""))
        for stream in streams
    ]


def _transfers(plan: ManagementPlan, streams: list, amounts: dict, before: Happened) -> list[PlannedTransfer]:
    """What went where last year; what went nowhere goes to its usual receiver, as much as will arise."""
    names = {stream.waste_code.code: stream.official_name for stream in reversed(streams)}
    methods = {row.code: row for row in DisposalMethod.objects.filter(system=DisposalMethod.System.CN)}
    lines = {line.code: line for line in plan.lines.all()}
    rows: dict[tuple, PlannedTransfer] = {}
    for one in () if lines else before.handed:
        row = PlannedTransfer(code=one.code, name=names.get(one.code, ""), kg=one.kg, method=methods.get(one.method))
        row.receiver_id, row.receiver_name = one.receiver, one.receiver_name
        rows[one.code, one.receiver_name, one.method] = row
    gone = {code for code, _name, _method in rows}
    for stream in streams:
        code = stream.waste_code.code
        if code in gone:
            continue
        receiver = stream.default_consignee
        key = (code, receiver.name if receiver else "", stream.default_method.code if stream.default_method else "")
        row = rows.setdefault(key, PlannedTransfer(code=code, name=stream.official_name, kg=ZERO))
        row.method, row.receiver, row.receiver_name = stream.default_method, receiver, key[1]
        line = lines.pop(code, None)
        row.kg += line.transferred_kg if line else ZERO if plan.filed_on else amounts[stream.pk]
    for line in lines.values():
        rows[line.code, "", ""] = PlannedTransfer(code=line.code, kg=line.transferred_kg)
    name_receivers(list(rows.values()), plan.facility)
    return list(rows.values())


def name_receivers(rows: list[PlannedTransfer], site: Facility) -> None:
    """Fill in name, permit number and kind of transfer where a receiver of ours was chosen. Two statements."""
    keys = {row.receiver_id for row in rows if row.receiver_id}
    receivers = Facility.objects.in_bulk(keys)
    today = clock.today()
    permits = (
        Permit.objects.filter(Q(revoked_on=None) | Q(revoked_on__gt=today), facility__in=keys, valid_from__lte=today)
        .order_by("facility_id", "-valid_to")
        .distinct("facility_id")
    )
    by_receiver = {permit.facility_id: permit for permit in permits}
    for row in rows:
        receiver = receivers.get(row.receiver_id)
        if receiver is None:
            continue
        row.receiver_name = receiver.name
        is_home = receiver.region_id[:2] == site.region_id[:2]
        row.scope = PlannedTransfer.Scope.PROVINCE if is_home else PlannedTransfer.Scope.CROSS
        if permit := by_receiver.get(receiver.pk):
            row.permit_no = permit.number
            exempt = permit.kind == Permit.Kind.EXEMPT
            row.receiver_kind = PlannedTransfer.ReceiverKind.EXEMPT if exempt else PlannedTransfer.ReceiverKind.PERMIT
