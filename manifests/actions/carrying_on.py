"""What was refused or left over goes on under a child manifest: back to the consignor, on the same truck."""

from django.utils.timezone import localdate

from manifests.actions.particulars import line_particulars, party_particulars
from manifests.custody.deed import Deed
from manifests.models import Manifest, ManifestLine, WasteBatch
from manifests.models.series import next_manifest_serial
from manifests.numbers import manifest_number
from manifests.states import BY_ACTION, ManifestState


def carry_on(deed: Deed, rest: list[tuple[ManifestLine, WasteBatch]]) -> Manifest:
    """Open the child manifest for the batches that stay on the truck. Its consignor takes them back or redirects."""
    parent = deed.subject
    moment = deed.happened_at
    child = Manifest(
        number=manifest_number(parent.destination_region_id, localdate(moment).year, next_manifest_serial()),
        kind=Manifest.Kind.CARRIED_ON,
        profile=parent.profile,
        details=parent.details,
        state=ManifestState.IN_TRANSIT,
        parent=parent,
        consignor=parent.consignor,
        consignee=parent.consignor,
        carrier=parent.carrier,
        origin_region_id=parent.destination_region_id,
        destination_region_id=parent.origin_region_id,
        method=parent.method,
        exemptions=parent.exemptions,
        declared_kg=sum(batch.kg for _line, batch in rest),
        recorded_at=deed.recorded_at,
        issued_at=moment,
        departed_at=moment,
    )
    lines = [
        ManifestLine(
            manifest=child,
            position=position,
            batch=batch,
            waste_code=line.waste_code,
            container_count=line.container_count if batch.pk == line.batch_id else 0,
            declared_kg=batch.kg,
        )
        for position, (line, batch) in enumerate(rest, start=1)
    ]
    deed.others.append(
        Deed(
            BY_ACTION["manifest", "carry_on"],
            deed.by,
            {},
            happened_at=moment,
            recorded_at=deed.recorded_at,
            subject=child,
            party=deed.party,
            # The gate opens the child; the child's consignee is the generator, who has signed nothing.
            speaks_for=parent.consignee.enterprise.name,
            device=deed.device,
            longitude=deed.longitude,
            latitude=deed.latitude,
            particulars={
                "number": child.number,
                "parent": parent.number,
                "consignor": party_particulars(child.consignor),
                "carrier": party_particulars(child.carrier),
                "consignee": {**party_particulars(child.consignee), "permits": []},
                "method": {"code": child.method.code, "name": child.method.name},
                "lines": [line_particulars(line) for line in lines],
                "kg": child.declared_kg,
                "remarks": "",
                "permit_use": [],
                "profile": child.profile,
                "details": child.details,
                "exemptions": child.exemptions,
            },
        )
    )
    deed.after.append(lambda: ManifestLine.objects.bulk_create(lines))
    return child
