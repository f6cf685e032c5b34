"""Issue a manifest: the pre-departure checks, then the number. From here on its first part is frozen."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, JSONObject, Substr
from django.utils.timezone import localdate

from facilities.compiled import compiled
from facilities.deadlines import due_after
from facilities.models import Evidence, EvidenceUse
from manifests.actions.back_filling import back_fill_particulars, keep_back_fill, read_back_fill
from manifests.actions.particulars import line_particulars, party_particulars
from manifests.actions.taking import take
from manifests.actions.weighing import read_weighing, weighing_particulars
from manifests.custody.deed import Deed
from manifests.models import Container, ManifestLine
from manifests.models.series import next_manifest_serial
from manifests.national_numbers import take_national_no
from manifests.numbers import manifest_number
from manifests.rules.exempting import Claim
from manifests.rules.finding import Finding
from manifests.rules.load import Load, Part
from manifests.rules.verdicts import judge, told
from manifests.states import BatchState
from manifests.verbs import Action, action


@compiled
def _lines(manifest):
    rows = ManifestLine.objects.filter(manifest_id=manifest).order_by("position")
    return rows.select_related(
        "waste_code", "batch__stream__physical_state", "batch__stream__packaging", "batch__generator"
    )


@compiled
def _labelled_lines(manifest):
    full = Container.objects.full().filter(batch=OuterRef("batch")).order_by().values("batch")
    said = JSONObject(
        count=Count("pk"),
        kg=Cast(Sum("kg"), CharField()),
        codes=ArrayAgg(Substr("digital_id", 19, 8), distinct=True),  # of the 37 characters the waste's own
    )
    return _lines.question(manifest).annotate(labels=Subquery(full.annotate(said=said).values("said")))


def load_lines(manifest) -> list[ManifestLine]:
    """The lines with all that a document needs, in one statement; they stay with the manifest for whoever answers."""
    return _keep(manifest, _lines(manifest.pk))


def labelled_lines(manifest) -> list[ManifestLine]:
    """The same, each with what the labels of its batch's containers add up to as `labels`, still in one statement."""
    return _keep(manifest, _labelled_lines(manifest.pk))


def _keep(manifest, lines: list[ManifestLine]) -> list[ManifestLine]:
    manifest.keep("lines", lines)
    return lines


def kg_by_code(lines: list[ManifestLine]) -> dict:
    totals: dict = {}
    for line in lines:
        totals[line.waste_code] = totals.get(line.waste_code, Decimal(0)) + line.declared_kg
    return totals


def load_of(manifest, lines: list[ManifestLine], moment: datetime) -> Load:
    """What the rules are asked about when it leaves at this moment; `lines` come from `labelled_lines`."""
    return Load(
        manifest.consignor,
        manifest.consignee,
        manifest.carrier,
        manifest.method,
        localdate(moment),
        [_part(line) for line in lines],
        [Claim.from_record(record) for record in manifest.exemptions],
        manifest.details,
        moment,
    )


def _part(line: ManifestLine) -> Part:
    batch, labels = line.batch, line.labels
    return Part(
        line.waste_code,
        line.declared_kg,
        batch=batch.number,
        held_since=batch.held_since,
        is_set_aside=batch.state == BatchState.ALLOTTED,
        containers=line.container_count,
        labels=labels and {**labels, "kg": Decimal(labels["kg"])},
    )


@action("manifest", "issue")
class Issue(Action):
    """Asks every rule of manifests/rules/register.py that stands before departure.

    What is issued now is judged now, whatever time it is said to have happened at. Data: optional `weighing`, what the
    consignor's weighbridge said, see `weighing.read_weighing`. Of what left on paper: `back_fill`, see `back_filling`.
    Then it is judged by the paper's time; all of this is told and nothing of it blocks.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        deed.facts["back_fill"] = read_back_fill(deed)
        deed.facts["weighing"] = read_weighing(deed.data.get("weighing"), "/weighing")
        lines = deed.facts["lines"] = labelled_lines(manifest)
        load = deed.facts["load"] = load_of(manifest, lines, _moment(deed))
        verdicts = deed.facts["verdicts"] = judge(load)
        yield from told(verdicts)

    def apply(self, deed: Deed) -> None:
        manifest, lines, load = deed.subject, deed.facts["lines"], deed.facts["load"]
        year = load.day.year
        use = take(deed, load)
        entered, paper = deed.facts["back_fill"], deed.facts.get("paper")
        number = paper.number if paper else manifest_number(manifest.origin_region_id, year, next_manifest_serial())
        outer = outer_numbers(deed, year)
        deed.set(number=number, issued_at=load.moment, **outer)
        if entered is not None:
            keep_back_fill(deed, entered)
        permits = {line.item.permit.number for line in load.permits} if load.profile.asks("permit") else set()
        deed.particulars = {
            "number": manifest.number,
            **outer,
            "consignor": party_particulars(manifest.consignor),
            "carrier": party_particulars(manifest.carrier),
            "consignee": {**party_particulars(manifest.consignee), "permits": sorted(permits)},
            "method": {"code": manifest.method.code, "name": manifest.method.name},
            "lines": [line_particulars(line) for line in lines],
            "kg": manifest.declared_kg,
            "remarks": manifest.remarks,
            "parent": manifest.parent.number if manifest.parent_id else "",
            **use,
            "profile": manifest.profile,
            "details": manifest.details,
            "exemptions": manifest.exemptions,
            **weighing_particulars(deed.facts["weighing"]),
        }
        if manifest.form.prints_stay:
            deed.particulars["stay"] = longest_stay(manifest, lines)
        if manifest.exemptions:
            deed.evidence = list(dict.fromkeys([*deed.evidence, *_statements_of(manifest)]))
        if entered is not None:
            deed.particulars["back_fill"] = back_fill_particulars(entered, manifest.kind)


def _moment(deed: Deed) -> datetime:
    """When it is issued: now, or when the paper was."""
    return deed.happened_at if deed.facts["back_fill"] is not None else deed.recorded_at


def _statements_of(manifest) -> list[str]:
    """Digests of what shows that the claimed exemptions hold: signed with part 1."""
    uses = EvidenceUse.objects.filter(subject="manifest", subject_id=manifest.pk, evidence__withdrawn_at=None)
    rows = uses.filter(evidence__kind=Evidence.Kind.EXEMPTION).order_by("pk")
    return list(rows.values_list("evidence__sha256", flat=True))


def outer_numbers(deed: Deed, year: int) -> dict[str, str]:
    """The nation's and the province's number: as the paper says, else the nation's from a block that was granted.

    Where the paper says nothing and no block has any left, the place stays empty.
    """
    manifest = deed.subject
    said: dict[str, str] = deed.facts.get("outer_numbers", {})
    national = said.get("national_no", "")
    if not national and manifest.form.has_national_number:
        national = take_national_no(manifest.origin_region_id, year)
    return {"national_no": national, "provincial_no": said.get("provincial_no", "")}


def longest_stay(manifest, lines: list[ManifestLine]) -> dict:
    """Since when the oldest of the load lies here, and until when it may: the clock that its profile prints."""
    since = min(line.batch.held_since for line in lines)
    (due,) = due_after(since, manifest.consignor.region_id, manifest.form.stay_at(manifest.consignor).clock)
    return {"since": since, "until": due.due_at}
