"""What an application says, whole: parties, permit, wastes, method, period, contract and plan, as they stand now."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import rfc8785

from facilities.evidence.shown import files_of_all, standing
from facilities.evidence.subjects import of
from facilities.models import Contract, CrossingApplication, Facility, ManagementPlan, Permit, WasteCode, WasteStream

Content = dict


def content_of(application: CrossingApplication) -> Content:
    """Everything spelled out; kilograms and days as text. Seven statements, however many wastes there are."""
    sites = Facility.objects.select_related("enterprise", "region").in_bulk(
        [application.consignor_id, application.consignee_id]
    )
    lines = list(application.lines.order_by("code"))
    codes = [line.code for line in lines]
    permits = permits_of(application)
    known = {row.code: row for row in WasteCode.objects.filter(code__in=codes).order_by("edition")}
    streams = WasteStream.objects.filter(facility=application.consignor_id, waste_code__code__in=codes)
    described = {
        stream.waste_code.code: stream
        for stream in streams.select_related("waste_code", "physical_state", "packaging").order_by("-pk")
    }
    plan = plan_of(application)
    planned = {line.code: line.transferred_kg for line in plan.lines.all()} if plan else {}
    contract = contract_of(application)
    files = files_of_all(
        of("crossing", [application.pk])
        | of("permit", [permit.pk for permit in permits])
        | of("contract", [contract.pk] if contract else [])
    )
    return {
        "consignor": _party(sites[application.consignor_id]),
        "consignee": _party(sites[application.consignee_id]),
        "method": {"code": application.method.code, "name": application.method.name},
        "period": [application.valid_from.isoformat(), application.valid_to.isoformat()],
        "treatment": application.treatment,
        "lines": [
            _line(line.code, line.kg, known.get(line.code), described.get(line.code), planned.get(line.code))
            | {"permit": _number_of(covering(permits, line.code, known.get(line.code), application.method.code))}
            for line in lines
        ],
        "kg": str(sum((line.kg for line in lines), Decimal(0))),
        "permits": [_permit(permit) for permit in permits],
        "contract": _term(contract) if contract else {},
        "plan": {"filing_no": plan.filing_no, "year": plan.year} if plan else {},
        # In the order in which they lie behind the pack: pictures as pages of it, then PDFs.
        "files": sorted(
            (_file(subject, file) for (subject, _key), attached in files.items() for file in standing(attached)),
            key=lambda file: (file["media_type"] == "application/pdf", file["of"], file["evidence"]),
        ),
    }


def digest_of(content: Content) -> str:
    return sha256(rfc8785.dumps(content)).hexdigest()


def permits_of(application: CrossingApplication, day: date | None = None) -> list[Permit]:
    """The receiver's permits that are in force on the day, or when the period begins; with their items."""
    rows = Permit.objects.filter(facility=application.consignee_id).valid_on(day or application.valid_from)
    found = rows.prefetch_related("items").order_by("-valid_to")
    return sorted(found, key=lambda permit: permit.last_day, reverse=True)


def covering(permits: list[Permit], code: str, known: WasteCode | None, method: str) -> Permit | None:
    """The permit that covers a code by the method; of several the one whose last day is the latest."""
    category = known.category_code if known else ""
    return next(
        (permit for permit in permits if any(item.covers(code, category, method) for item in permit.items.all())), None
    )


def contract_of(application: CrossingApplication) -> Contract | None:
    """The contract between the two that is in force when the period begins; of several the one that ends last."""
    rows = Contract.objects.filter(consignor=application.consignor_id, consignee=application.consignee_id)
    return rows.valid_on(application.valid_from).order_by("-valid_to").first()


def plan_of(application: CrossingApplication) -> ManagementPlan | None:
    plans = ManagementPlan.objects.filed().filter(facility=application.consignor_id, year=application.valid_from.year)
    return plans.prefetch_related("lines").first()


def _party(site: Facility) -> dict:
    return {
        "enterprise": site.enterprise.name,
        "registration_no": site.enterprise.registration_no,
        "facility": site.name,
        "address": site.address,
        "region": site.region_id,
        "contact": site.contact_name,
        "phone": site.contact_phone,
        "emergency_phone": site.emergency_phone,
    }


def _line(code: str, kg: Decimal, known, stream, planned) -> dict:
    return {
        "code": code,
        "name": stream.official_name if stream else (known.description if known else ""),
        "category": known.category_code if known else "",
        "hazards": list(stream.hazards) if stream else (known.hazard_list if known else []),
        "physical_state": stream.physical_state.name_zh if stream else "",
        "harmful_components": stream.harmful_components if stream else "",
        "packaging": stream.packaging.name_zh if stream and stream.packaging_id else "",
        "kg": str(kg),
        "planned_kg": str(planned) if planned is not None else "",
    }


def _permit(permit: Permit) -> dict:
    return _term(permit) | {
        "items": [
            {"codes": list(item.codes), "methods": list(item.methods), "annual_kg": str(item.annual_kg)}
            for item in permit.items.all()
        ]
    }


def _number_of(permit: Permit | None) -> str:
    return permit.number if permit else ""


def _file(subject: str, file) -> dict:
    """A copy as it is attached now: its digest says which, whatever happens to it later."""
    return {
        "of": subject,
        "evidence": str(file.pk),
        "kind": file.kind,
        "words": file.words,
        "media_type": file.media_type,
        "pages": file.pages,
        "sha256": file.sha256,
    }


def _term(row) -> dict:
    return {
        "number": row.number,
        "issuer": row.issuer,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
    }
