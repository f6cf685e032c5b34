"""Copies of the papers that the rules before departure speak of: what the consignor has to verify, one click away."""

from django.utils.timezone import localdate

from facilities import clock
from facilities.evidence.shown import files_of_all
from facilities.evidence.subjects import of
from facilities.models import Approval, CarrierLicence, Contract, Evidence, Insurance, Permit
from manifests.evidence_subjects import MANIFEST
from manifests.models import Manifest

Copies = dict[str, list[Evidence]]  # by the id of a rule of manifests/rules/register.py


def copies_for(manifest: Manifest) -> Copies:
    """What stands of the papers in force today, in one statement; for whoever sees the manifest."""
    day = localdate(clock.now())
    pair = {"consignor": manifest.consignor_id, "consignee": manifest.consignee_id}
    papers = {
        "permit": Permit.objects.filter(facility=manifest.consignee_id),
        "contract": Contract.objects.filter(**pair),
        "approval": Approval.objects.filter(**pair),
        "licence": CarrierLicence.objects.filter(facility=manifest.carrier_id),
        "insurance": Insurance.objects.filter(facility=manifest.carrier_id),
    }
    which = of(MANIFEST, [manifest.pk])
    for subject, rows in papers.items():
        which |= of(subject, rows.valid_on(day).order_by().values("pk"))
    found: Copies = {}
    for (subject, _key), files in files_of_all(which).items():
        rule = "exemption" if subject == MANIFEST else subject
        found.setdefault(rule, []).extend(file for file in files if _counts(file, subject))
    return found


def _counts(file: Evidence, subject: str) -> bool:
    return file.withdrawn_at is None and (subject != MANIFEST or file.kind == Evidence.Kind.EXEMPTION)
