"""Tell the authority of the place what it has to know and cannot see coming, once: an exemption that somebody claims,
a permit whose yearly scale is full, waste that leaves the country. Nothing waits for its answer."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from facilities import clock
from facilities.notices import Letter, deliver
from manifests.actions.tell_discrepancy import officials_of
from manifests.custody.deed import Deed
from manifests.models import Manifest, WasteBatch
from manifests.numbers import spaced
from manifests.rules.finding import Finding, Severity
from manifests.sealing import AMENDING

TASK, KIND = "manifests.jobs.tell_authority", "authority"
# (subject, action) after which it may be told.
HEARD = (
    *(("manifest", action) for action in ("issue", "redirect", "transfer_in", "receive", *AMENDING)),
    ("batch", "export"),
)
YEARLY = ("permit_scale_full", "permit_scale_exceeded")  # once a year of each receiver


def call_for_telling(deed: Deed) -> None:
    """Let a worker tell of it soon, in the deed's own transaction."""
    told = [finding.as_record() for finding in deed.findings if finding.severity == Severity.NOTIFY]
    if told:
        app.configure_task(TASK).defer(pk=str(deed.subject.pk), subject=deed.row.subject, told=told)


def tell_authority(pk: str, subject: str, told: list[dict]) -> int:
    """Deliver the messages; returns how many. Who has had one of the same gets no second."""
    letters = _of_manifest if subject == Manifest.SUBJECT else _of_batch
    return deliver(letters(pk, told))


def _of_manifest(pk: str, told: list[dict]) -> Iterable[tuple[UUID, Letter]]:
    manifest = Manifest.objects.get(pk=pk)
    path = reverse("admin:manifests_manifest_change", args=[pk])
    for record in told:
        if record["code"] in YEARLY:
            key, region = f"{manifest.consignee_id}:{localdate(clock.now()).year}", manifest.destination_region_id
        else:
            key, region = f"{pk}:{record['figures'].get('serial', '')}", manifest.origin_region_id
        yield from _letters(record, key, path, region, manifest.number)


def _of_batch(pk: str, told: list[dict]) -> Iterable[tuple[UUID, Letter]]:
    batch = WasteBatch.objects.select_related("holder").get(pk=pk)
    path = reverse("admin:manifests_wastebatch_change", args=[pk])
    for record in told:
        yield from _letters(record, pk, path, batch.holder.region_id, batch.number)


def _letters(record: dict, key: str, path: str, region: str, number: str) -> Iterable[tuple[UUID, Letter]]:
    letter = Letter(KIND, f"{record['code']}:{key}", path, {"number": number, "finding": record})
    yield from ((person, letter) for person in sorted(officials_of(region)))


def words_of(figures: dict) -> str:
    """The document's number and the rule's own sentence."""
    told = Finding.from_record(figures["finding"]).message
    return _("%(number)s: %(told)s") % {"number": spaced(figures["number"]), "told": told}
