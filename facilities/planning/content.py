"""A plan's tables as they are frozen: from the site's own rows and the draft's, everything spelled out."""

from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256

import rfc8785

from facilities.duties import PlanTable, duties_of
from facilities.models import Facility, ManagementPlan, WasteStream

Content = dict[str, dict | list[dict]]
ZERO = Decimal(0)


def content_of(plan: ManagementPlan) -> Content:
    """The draft's tables, those that the site's class asks for. A statement a table."""
    site = Facility.objects.select_related("enterprise", "region", "industry").get(pk=plan.facility_id)
    wanted = duties_of(site.management_class).plan_tables
    generation = list(plan.plannedgenerations.select_related("stream__waste_code", "stream__physical_state", "unit"))
    arising = {row.stream_id: row.kg for row in generation}
    tables: Content = {PlanTable.BASICS.value: basics_of(site)}
    makers = {
        PlanTable.PRODUCTION: lambda: production_of(site),
        PlanTable.GENERATION: lambda: [_generation(row) for row in generation],
        PlanTable.STORAGE: lambda: [
            {
                "area_code": row.area.code,
                "area_kind": row.area.kind,
                "area": str(row.area_id),
                **waste_of(row.stream),
                "packaging": packaging_of(row.packaging),
                "kg": text(row.kg),
            }
            for row in plan.plannedstorages.select_related("stream__waste_code", "area", "packaging")
        ],
        PlanTable.OWN_TREATMENT: lambda: [
            {
                "facility_kind": row.facility_kind,
                "facility_code": row.facility_code,
                **waste_of(row.stream),
                **method_of(row.method),
                "kg": text(row.kg),
            }
            for row in plan.plannedtreatments.select_related("stream__waste_code", "method")
        ],
        PlanTable.REDUCTION: lambda: [
            {
                **waste_of(row.stream),
                "generated_kg": text(arising.get(row.stream_id, ZERO)),
                "kg": text(row.kg),
                "measures": row.measures,
            }
            for row in plan.plannedreductions.select_related("stream__waste_code")
        ],
        PlanTable.TRANSFER: lambda: [_transfer(row) for row in plan.plannedtransfers.select_related("method")],
    }
    return tables | {table.value: makers[table]() for table in wanted if table in makers}


def basics_of(site: Facility) -> dict:
    """A.1. The site comes with its enterprise, region and industry."""
    enterprise, industry = site.enterprise, site.industry
    return {
        "enterprise": enterprise.name,
        "registered_address": enterprise.registered_address,
        "site": site.name,
        "address": site.address,
        "region": [f"{site.region_id} {site.region.name}", f"{site.region_id} {site.region.name_en}"],
        "industry": str(industry) if industry else "",
        "position": f"{site.longitude}, {site.latitude}" if site.longitude is not None else "",
        "registration_no": enterprise.registration_no,
        "management_class": site.management_class,
        "legal_representative": enterprise.legal_representative,
        "legal_representative_phone": enterprise.legal_representative_phone,
        "technical_lead": site.technical_lead,
        "technical_lead_phone": site.technical_lead_phone,
        "eia_no": site.eia_no,
        "discharge_permit_no": site.discharge_permit_no,
    }


UNIT_FIELDS = ("unit", "process", "name", "code", "parameters", "capacity", "products", "materials")


def production_of(site: Facility) -> list[dict]:
    """A.2: the facilities of production that are open."""
    return list(site.production_units.filter(closed_on=None).order_by("code").values(*UNIT_FIELDS))


def waste_of(stream: WasteStream) -> dict:
    return {
        "stream": str(stream.pk),
        "alias": stream.alias,
        "name": stream.official_name,
        "category": stream.waste_code.category_code,
        "code": stream.waste_code.code,
    }


def method_of(method) -> dict:
    if method is None:
        return {"method_code": "", "method": ""}
    return {"method_code": method.code, "method": [f"{method.code} {method.name}", f"{method.code} {method.name_en}"]}


def packaging_of(packaging) -> str | list[str]:
    if packaging is None:
        return ""
    english = ", ".join(part for part in (packaging.kind, packaging.material, packaging.detail) if part)
    return [packaging.name_zh, english]


def text(kg: Decimal | None) -> str:
    """Kilograms as they are frozen: 1200.5, never 1.2005E+3."""
    return "" if kg is None else f"{kg.normalize():f}"


def _generation(row) -> dict:
    stream = row.stream
    return {
        "unit_code": row.unit.code if row.unit else "",
        "unit_name": row.unit.name if row.unit else "",
        "step": row.step,
        **waste_of(stream),
        "harmful": stream.harmful_components,
        "form": [stream.physical_state.name_zh, stream.physical_state.name_en],
        "hazards": "、".join(stream.hazards),
        "kg": text(row.kg),
        "destination": row.destination,
        "destination_code": row.destination_code,
        "destination_kg": text(row.destination_kg),
    }


def _transfer(row) -> dict:
    return {
        "scope": row.scope,
        "name": row.name,
        "category": category_of(row.code),
        "code": row.code,
        "kg": text(row.kg),
        **method_of(row.method),
        "receiver_kind": row.receiver_kind,
        "receiver": str(row.receiver_id or ""),
        "receiver_name": row.receiver_name,
        "permit_no": row.permit_no,
    }


def category_of(code: str) -> str:
    """HW08 of 900-249-08, read off the code."""
    ending = code.rpartition("-")[2]
    return code[:2] if "-" not in code else ending if ending.startswith("S") else f"HW{ending}"


def digest_of(content: Content) -> str:
    """SHA-256 of the canonical JSON (RFC 8785), in hex."""
    return sha256(rfc8785.dumps(content)).hexdigest()


def rows_of(content: Content, table: PlanTable) -> list[dict]:
    """The rows of a table, none where the class has no such table; of A.1 the one there is."""
    found = content.get(table.value, [])
    return [found] if isinstance(found, dict) else found


def sums_by_code(content: Content, table: PlanTable) -> dict[str, Decimal]:
    return sums((row["code"], row["kg"]) for row in rows_of(content, table))


def sums(pairs: Iterable[tuple]) -> dict:
    totals: dict = {}
    for key, kg in pairs:
        totals[key] = totals.get(key, ZERO) + Decimal(kg)
    return totals
