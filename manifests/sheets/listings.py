"""What this app lists as spreadsheets, narrowed as the pages narrow it."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.badges import badge_of
from facilities.sheets.listings import Cell, Listing
from facilities.sheets.own_listings import at_a_desk
from manifests.forms.batch_filter import BatchFilter
from manifests.forms.manifest_filter import ManifestFilter
from manifests.models import (
    Assessment,
    CustodyEvent,
    Deadline,
    Declaration,
    Flow,
    Manifest,
    PaperBlock,
    PaperNumber,
    WasteBatch,
)
from manifests.states import IN_STORE


def with_places(rows):
    return rows.select_related("stream", "waste_code", "holder", "generator", "area", "treated_by")


def with_clock(rows):
    running = Deadline.objects.filter(manifest=OuterRef("pk"), kind=Deadline.Kind.CLOSE)
    return rows.with_parties().annotate(closing_due=Subquery(running.values("due_at")[:1]))


def _batches(person, params):
    return with_places(BatchFilter(params, person=person).narrow(WasteBatch.objects.visible_to(person)))


def _stock(person, params):
    """What lies in stores; `?code=` and `?area=` narrow it."""
    rows = WasteBatch.objects.visible_to(person).filter(state__in=IN_STORE)
    if code := params.get("code", "").strip().upper()[:11].replace("\x00", ""):
        rows = rows.filter(waste_code__code=code)
    return with_places(rows)


def _manifests(person, params):
    return with_clock(ManifestFilter(params).narrow(Manifest.objects.visible_to(person), person))


def _events(person, _params):
    return CustodyEvent.objects.visible_to(person).select_related("manifest", "batch")


def _flows(person, _params):
    return Flow.objects.visible_to(person).select_related("origin_region", "method", "consignee")


def _declarations(person, _params):
    return Declaration.objects.visible_to(person).select_related("facility").defer("content")


def _assessments(person, _params):
    return Assessment.objects.visible_to(person).select_related("facility").defer("content")


def _papers(person, _params):
    blocks = PaperBlock.objects.visible_to(person).values("pk")
    return PaperNumber.objects.filter(block__in=blocks).select_related("block__facility", "manifest")


BATCH_CELLS = (
    Cell(_("Number"), lambda row: row.number, 18),
    Cell(_("State"), lambda row: badge_of(row.state).word),
    Cell(_("Waste"), lambda row: row.stream.alias, 24),
    Cell(_("Code"), lambda row: row.waste_code.code),
    Cell(_("weight (kg)"), lambda row: row.kg),
    Cell(_("held by"), lambda row: row.holder.name, 24),
    Cell(_("storage area"), lambda row: row.area, 20),
    Cell(_("held here since"), lambda row: row.held_since, 26),
    Cell(_("generator"), lambda row: row.generator.name, 24),
    Cell(_("generated"), lambda row: row.generated_at, 26),
    Cell(_("quantity as declared"), lambda row: row.original_quantity),
    Cell(_("unit as declared"), lambda row: row.original_unit),
    Cell(_("treated by"), lambda row: row.treated_by and row.treated_by.code),
    Cell(_("treated"), lambda row: row.treated_at, 26),
)
MANIFEST_CELLS = (
    Cell(_("Number"), str, 22),
    Cell(_("national number"), lambda row: row.national_no, 18),
    Cell(_("provincial number"), lambda row: row.provincial_no, 18),
    Cell(_("State"), lambda row: badge_of(row.state).word),
    Cell(_("frozen"), lambda row: row.frozen_at, 26),
    Cell(_("profile"), lambda row: row.get_profile_display()),
    Cell(_("consignor"), lambda row: row.consignor.name, 24),
    Cell(_("consignee"), lambda row: row.consignee.name, 24),
    Cell(_("carrier"), lambda row: row.carrier.name, 24),
    Cell(_("planned method"), lambda row: row.method.code),
    Cell(_("declared (kg)"), lambda row: row.declared_kg),
    Cell(_("accepted (kg)"), lambda row: row.received_kg),
    Cell(_("drawn up"), lambda row: row.recorded_at, 26),
    Cell(_("issued"), lambda row: row.issued_at, 26),
    Cell(_("departed"), lambda row: row.departed_at, 26),
    Cell(_("arrived"), lambda row: row.arrived_at, 26),
    Cell(_("received"), lambda row: row.received_at, 26),
    Cell(_("closed"), lambda row: row.closed_at, 26),
    Cell(_("Closing"), lambda row: row.closing_due, 26),
    Cell(_("remarks"), lambda row: row.remarks, 24),
)
BATCHES = Listing("batches", _("Batches"), BATCH_CELLS, _batches, at_a_desk)
STOCK = Listing("stock", _("Stock"), BATCH_CELLS, _stock, at_a_desk)
MANIFESTS = Listing("manifests", _("Manifests"), MANIFEST_CELLS, _manifests, at_a_desk)
EVENTS = Listing(
    "events",
    _("custody events"),
    (
        Cell(_("manifest"), lambda row: row.manifest and str(row.manifest), 22),
        Cell(_("batch"), lambda row: row.batch and row.batch.number, 18),
        Cell(_("action"), lambda row: row.action),
        Cell(_("signed by"), lambda row: row.person_name),
        Cell(_("for"), lambda row: row.on_behalf_of, 24),
        Cell(_("happened"), lambda row: row.happened_at, 26),
        Cell(_("recorded"), lambda row: row.recorded_at, 26),
        Cell(_("hash"), lambda row: row.hash, 66),
    ),
    _events,
    at_a_desk,
)
FLOWS = Listing(
    "flows",
    _("Flows"),
    (
        Cell(_("month"), lambda row: f"{row.month:%Y-%m}"),
        Cell(_("district of origin"), lambda row: row.origin_region.localised_name, 20),
        Cell(_("category"), lambda row: row.category),
        Cell(_("method"), lambda row: row.method.code),
        Cell(_("receiving site"), lambda row: row.consignee.name, 24),
        Cell(_("weight (kg)"), lambda row: row.kg),
        Cell(pgettext_lazy("flow", "manifest lines"), lambda row: row.line_count),
    ),
    _flows,
    lambda person: person.standing.is_regulator,
)
DECLARATIONS = Listing(
    "declarations",
    _("Declarations"),
    (
        Cell(_("receipt number"), lambda row: row.receipt_no, 24),
        Cell(_("Site"), lambda row: row.facility.name, 24),
        Cell(_("period"), lambda row: row.get_period_display()),
        Cell(_("first day"), lambda row: row.start),
        Cell(_("version"), lambda row: row.version),
        Cell(_("due"), lambda row: row.due_on),
        Cell(_("confirmed"), lambda row: row.confirmed_at, 26),
        Cell(_("confirmed by"), lambda row: row.confirmed_by_name),
        Cell(_("for"), lambda row: row.on_behalf_of, 24),
        Cell(_("voluntary"), lambda row: row.voluntary),
        Cell(_("reason of the correction"), lambda row: row.reason, 24),
    ),
    _declarations,
    at_a_desk,
)
ASSESSMENTS = Listing(
    "assessments",
    _("Self-checks"),
    (
        Cell(_("Number"), lambda row: row.number, 24),
        Cell(_("Site"), lambda row: row.facility.name, 24),
        Cell(_("first day"), lambda row: row.start),
        Cell(_("last day"), lambda row: row.last_day),
        Cell(pgettext_lazy("assessment", "result"), lambda row: row.get_grade_display()),
        Cell(pgettext_lazy("assessment", "share that fits"), lambda row: row.score),
        Cell(pgettext_lazy("assessment", "points that do not fit"), lambda row: row.failing),
        Cell(pgettext_lazy("assessment", "points judged"), lambda row: row.judged),
        Cell(pgettext_lazy("assessment", "by"), lambda row: row.made_by_name),
        Cell(pgettext_lazy("assessment", "kept"), lambda row: row.made_at, 26),
    ),
    _assessments,
    at_a_desk,
)
PAPERS = Listing(
    "papers",
    _("Numbers drawn for paper"),
    (
        Cell(_("number"), lambda row: row.number, 22),
        Cell(_("Site"), lambda row: row.block.facility.name, 24),
        Cell(_("drawn"), lambda row: row.block.recorded_at, 26),
        Cell(_("drawn by"), lambda row: row.block.person_name),
        Cell(_("manifest"), lambda row: row.manifest and str(row.manifest), 22),
        Cell(_("spoiled"), lambda row: row.spoiled_at, 26),
        Cell(_("declared by"), lambda row: row.spoiled_by),
        Cell(_("reason"), lambda row: row.spoiled_reason, 24),
    ),
    _papers,
    at_a_desk,
)
ALL = (BATCHES, STOCK, MANIFESTS, EVENTS, FLOWS, DECLARATIONS, ASSESSMENTS, PAPERS)
