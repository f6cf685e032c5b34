"""A manifest's page: its clock, the three parts as signed, lines, family and the timeline of custody events."""

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from facilities import clock
from facilities.admin.facts import link, sees
from facilities.admin.sections import Facts, Table, Timeline
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.admin.amendment import corrections
from manifests.admin.fate_section import trace_link, where_it_went
from manifests.admin.parts import parts
from manifests.admin.words import PARTIES
from manifests.amended import as_amended
from manifests.kept import kept_of_manifest
from manifests.models import Deadline, Manifest, ManifestLine
from manifests.models.deadline import last_day
from manifests.narrative import told
from manifests.states import BatchState, ManifestState
from manifests.whereabouts import fate_of_manifest

HASH_SHOWN = 16


def for_page(rows):
    """Each manifest with its confirmation deadline, and whether its waste has gone on, without further statements."""
    children = Manifest.objects.filter(parent=OuterRef("pk")).exclude(state=ManifestState.VOIDED)
    moved = ManifestLine.objects.filter(manifest=OuterRef("pk"), accepted_kg__gt=0).exclude(
        batch__holder=F("manifest__consignee"), batch__state__in=(BatchState.RECEIVED, BatchState.STORED)
    )
    return rows.annotate(
        has_gone_on=Exists(children) | Exists(moved),
        clock=FilteredRelation("deadlines", condition=Q(deadlines__kind=Deadline.Kind.CLOSE)),
        due_at=F("clock__due_at"),
        met_at=F("clock__met_at"),
        due_assumed=F("clock__assumed"),
    )


def sections(person, manifest: Manifest, further: list) -> list:
    """Six statements: events, corrections, lines, fate, its names, children."""
    events = list(manifest.events.order_by("sequence"))
    lines = list(manifest.lines.select_related("batch__holder", "batch__generator", "waste_code", "method"))
    lines.sort(key=lambda line: line.position)
    return [
        particulars(manifest),
        *parts(manifest, as_amended(events)),
        line_table(person, lines),
        where_it_went(fate_of_manifest(manifest, lines)),
        *further,
        family(person, manifest),
        corrections(manifest) if manifest.number else None,
        Timeline(_("Custody"), custody(events)),
    ]


def particulars(manifest: Manifest) -> Facts:
    method = f"{manifest.method.code} {manifest.method.localised_name}"
    kept = kept_of_manifest(manifest)
    return Facts(
        "",
        [
            (_("Kind"), manifest.get_kind_display()),
            (_("Profile"), manifest.get_profile_display()),
            *((detail.label, manifest.details.get(detail.name, "")) for detail in manifest.form.details),
            *([(_("National number"), manifest.national_no)] if manifest.form.has_national_number else []),
            (_("Provincial number"), manifest.provincial_no),
            (_("Planned method"), method),
            (_("Declared"), kg(manifest.declared_kg)),
            (_("Accepted"), kg(manifest.received_kg)),
            (_("Drawn up"), stamp(manifest.recorded_at)),
            (_("Confirmation due"), due(manifest)),
            *_discrepancy(manifest),
            *([(_("Records"), " ".join(kept))] if kept else []),
            (_("Remarks"), manifest.remarks),
            *_stop(manifest),
        ],
    )


def _discrepancy(manifest: Manifest) -> list[tuple]:
    """Told to whom the law names, and seen by the consignor or not yet; who that was stands among the events."""
    if manifest.discrepancy_at is None:
        return []
    told = [stamp(manifest.discrepancy_at), _("not seen by the consignor yet")]
    if manifest.acknowledged_at:
        told[1:] = [_("seen by the consignor"), stamp(manifest.acknowledged_at)]
    return [(_("Discrepancy told"), format_html_join(" · ", "{}", ((part,) for part in told)))]


def _stop(manifest: Manifest) -> list[tuple]:
    if manifest.laid_over_at is None:
        return []
    return [(_("Stands at"), format_html("{} · {}", manifest.laid_over_place, stamp(manifest.laid_over_at)))]


def due(manifest: Manifest) -> str:
    """When the receiver must have confirmed (Order 23, Art. 18), and whether that was kept."""
    if manifest.due_at is None:
        return ""
    parts_told = [stamp(last_day(manifest.due_at))]
    if manifest.met_at is None and manifest.due_at < clock.now():
        parts_told.append(state_badge("overdue"))
    elif manifest.met_at is not None and manifest.met_at > manifest.due_at:
        parts_told.append(state_badge("overdue", _("Confirmed late")))
    if manifest.due_assumed:
        parts_told.append(_("(holidays of that year not known yet)"))
    return format_html_join(" ", "{}", ((part,) for part in parts_told))


def line_table(person, lines: list) -> Table:
    return Table(
        _("Lines"),
        [
            _("No."),
            _("Batch"),
            _("Waste code"),
            (_("Declared"), "number"),
            (_("Weighed"), "number"),
            (_("Accepted"), "number"),
            _("Opinion"),
            _("Reason"),
            _("Method"),
            _("Trace"),
        ],
        [
            (
                "",
                [
                    line.position,
                    batch_link(person, line.batch),
                    line.waste_code.code,
                    kg(line.declared_kg),
                    kg(line.weighed_kg),
                    kg(line.accepted_kg),
                    line.get_opinion_display() or "–",
                    " ".join(text for text in (_residue(line), line.reason, line.significant_difference) if text)
                    or "–",
                    line.method.code if line.method else "–",
                    trace_link(person, line.batch),
                ],
            )
            for line in lines
        ],
    )


def _residue(line: ManifestLine) -> str:
    return _("%(kg)s kg could not be emptied.") % {"kg": line.residue_kg} if line.residue_kg else ""


def batch_link(person, batch) -> str:
    """Linked where the official may open it; needs holder and generator loaded."""
    return link(batch, seen=sees(person, batch.holder.region_id, batch.generator.region_id))


def manifest_link(person, manifest: Manifest) -> str:
    return link(manifest, seen=sees(person, manifest.origin_region_id, manifest.destination_region_id))


def family(person, manifest: Manifest) -> Table | None:
    """The manifest this one carries on, and those that carry it on."""
    related = [(_("Continues"), manifest.parent)] if manifest.parent else []
    related += [(_("Carried on by"), child) for child in manifest.children.order_by("pk")]
    if not related:
        return None
    return Table(
        _("Linked manifests"),
        [_("Number"), _("Link"), _("State"), (_("Declared"), "number")],
        [("", [manifest_link(person, row), how, state_badge(row.state), kg(row.declared_kg)]) for how, row in related],
    )


def custody(events: list) -> list[dict]:
    """Each event with who signed, as whom and for whom, what was weighed and warned of, and its hash in short."""
    return [signed(event, entry) for event, entry in zip(events, told(events), strict=True)]


def signed(event, entry: dict) -> dict:
    party = PARTIES.get(event.party, event.party)
    return {
        **entry,
        "organisation": f"{party} · {event.on_behalf_of}",
        "place": " · ".join(part for part in (str(entry.get("place", "")), event.device) if part),
        "proof": f"{event.hash[:HASH_SHOWN]}…",
    }
