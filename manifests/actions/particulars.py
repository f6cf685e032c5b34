"""What a signature freezes: names, numbers and addresses as they stood, in the words of the form's three parts."""

from collections.abc import Iterable

from facilities.models import Facility
from manifests.models import CustodyEvent, ManifestLine
from manifests.states import DIRECTING


def party_particulars(facility: Facility) -> dict:
    enterprise = facility.enterprise
    return {
        "enterprise": enterprise.name,
        "registration_no": enterprise.registration_no,
        "facility": facility.name,
        "region": facility.region_id,
        "address": facility.address,
        "contact": facility.contact_name,
        "phone": facility.contact_phone,
        "emergency_phone": facility.emergency_phone,
    }


def consignee_as_signed(events: Iterable[CustodyEvent]) -> dict | None:
    """The receiver whom the manifest names now, of its events in order; None before anybody signed."""
    named = [event.particulars["consignee"] for event in events if event.action in DIRECTING]
    return named[-1] if named else None


def line_particulars(line: ManifestLine) -> dict:
    stream = line.batch.stream
    return {
        "position": line.position,
        "batch": line.batch.number,
        "name": stream.official_name,
        "code": line.waste_code.code,
        "category": line.waste_code.category_code,
        "edition": line.waste_code.edition_id,
        "hazards": stream.hazards,
        "physical_state": stream.physical_state.name_zh,
        "harmful_components": stream.harmful_components,
        "packaging": str(stream.packaging.name_zh) if stream.packaging_id else "",
        "containers": line.container_count,
        "precautions": stream.precautions,
        "generator": line.batch.generator.name,
        "kg": line.declared_kg,
    }
