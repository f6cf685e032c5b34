"""Issue a manifest: the pre-departure checks, then the number. From here on its first part is frozen."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import CharField, Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, JSONObject, Substr
from django.utils.timezone import localdate

from facilities.compiled import compiled
from facilities.deadlines import due_after
from facilities.models import Approval, Evidence, EvidenceUse, PermitUsage, PlanLine
from manifests.actions.back_filling import back_fill_particulars, keep_back_fill, read_back_fill
from manifests.actions.particulars import line_particulars, party_particulars
from manifests.custody.deed import Deed
from manifests.models import Container, ManifestLine
from manifests.models.series import next_manifest_serial
from manifests.national_numbers import take_national_no
from manifests.numbers import manifest_number
from manifests.rules import permit
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


def load_of(manifest, lines: list[ManifestLine], day: date) -> Load:
    """What the rules are asked about; `lines` come from `labelled_lines`."""
    return Load(
        manifest.consignor,
        manifest.consignee,
        manifest.carrier,
        manifest.method,
        day,
        [_part(line) for line in lines],
        [Claim.from_record(record) for record in manifest.exemptions],
        manifest.details,
    )


def _part(line: ManifestLine) -> Part:
    batch, labels = line.batch, line.labels
    return Part(
        line.waste_code,
        line.declared_kg,
        batch=batch.number,
        held_since=localdate(batch.held_since),
        is_set_aside=batch.state == BatchState.ALLOTTED,
        containers=line.container_count,
        labels=labels and {**labels, "kg": Decimal(labels["kg"])},
    )


@action("manifest", "issue")
class Issue(Action):
    """No data. Asks every rule of manifests/rules/register.py that stands before departure.

    Of what left on paper: `back_fill`, see `back_filling`. Then all of this is told and nothing of it blocks.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest, day = deed.subject, localdate(deed.happened_at)
        deed.facts["back_fill"] = read_back_fill(deed)
        lines = deed.facts["lines"] = labelled_lines(manifest)
        load = load_of(manifest, lines, day)
        verdicts = deed.facts["verdicts"] = judge(load)
        deed.facts["by_code"] = load.by_code
        deed.facts |= counted_by(load)
        yield from told(verdicts)

    def apply(self, deed: Deed) -> None:
        manifest, lines = deed.subject, deed.facts["lines"]
        day = localdate(deed.happened_at)
        commit_use(deed)
        entered, paper = deed.facts["back_fill"], deed.facts.get("paper")
        number = paper.number if paper else manifest_number(manifest.origin_region_id, day.year, next_manifest_serial())
        outer = outer_numbers(deed, day.year)
        deed.set(number=number, issued_at=deed.happened_at, **outer)
        if entered is not None:
            keep_back_fill(deed, entered)
        permits = {line.item.permit.number for line in deed.facts.get("permits", [])}
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
            "permit_use": deed.facts.get("permit_use", []),
            "profile": manifest.profile,
            "details": manifest.details,
            "exemptions": manifest.exemptions,
        }
        if manifest.form.prints_stay:
            deed.particulars["stay"] = longest_stay(manifest, lines)
        if manifest.exemptions:
            deed.evidence = list(dict.fromkeys([*deed.evidence, *_statements_of(manifest)]))
        if entered is not None:
            deed.particulars["back_fill"] = back_fill_particulars(entered, manifest.kind)


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


def counted_by(load: Load) -> dict:
    """What the load is counted against, as far as its profile asks for it; read with the rules already."""
    found: dict = {}
    if load.profile.asks("plan"):
        found["plan"] = load.plan
    if load.profile.asks("permit"):
        found |= {"permits": load.permits, "exempt": permit.exempt_from_permit(load)}
    if load.profile.asks("approval") and load.leaves_province:
        found["approvals"] = load.approvals
    return found


def commit_use(deed: Deed) -> None:
    """Count the manifest against plan, permit and approval: running sums in the same transaction (kg)."""
    day = localdate(deed.happened_at)
    by_code = deed.facts["by_code"]
    planned = deed.facts.get("plan") or {}
    for code, kg in sorted(by_code.items(), key=lambda item: item[0].code):
        if code.code in planned:
            PlanLine.objects.filter(pk=planned[code.code].pk).update(issued_kg=F("issued_kg") + kg)
    use = []
    counted = {code: kg for code, kg in by_code.items() if code not in deed.facts.get("exempt", ())}
    for code, kg in sorted(counted.items(), key=lambda item: item[0].code):
        line = permit.covering(deed.facts.get("permits", []), code, deed.subject.method.code)
        if line is not None:
            use.append({"item": str(line.item.pk), "year": day.year, "code": code.code, "kg": kg})
    add_permit_use([(row["item"], row["year"], row["kg"], Decimal(0)) for row in use])
    deed.facts["permit_use"] = use
    for code, approval in sorted((deed.facts.get("approvals") or {}).items()):
        kg = sum((kg for found, kg in by_code.items() if found.code == code), Decimal(0))
        if kg:
            Approval.objects.filter(pk=approval.pk).update(used_kg=F("used_kg") + kg)


def add_permit_use(rows: list[tuple]) -> None:
    """Add (permit item id, year, committed kg, received kg) to the year's use, in one statement and a fixed order.

    The first use of a year is made first and added to second: a check constraint would refuse a negative row to insert.
    """
    merged: dict[tuple, list[Decimal]] = {}
    for item, year, committed, received in rows:
        total = merged.setdefault((str(item), year), [Decimal(0), Decimal(0)])
        total[0] += committed
        total[1] += received
    if not merged:
        return
    found = _add(merged)
    missing = {key: total for key, total in merged.items() if key not in found}
    if missing:
        opened = [PermitUsage(item_id=item, year=year) for item, year in sorted(missing)]
        PermitUsage.objects.bulk_create(opened, ignore_conflicts=True)
        _add(missing)


def _add(merged: dict[tuple, list[Decimal]]) -> set[tuple]:
    """Add to the rows that are there; says which these were."""
    values = [(*key, *total) for key, total in sorted(merged.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE facilities_permitusage AS use SET committed_kg = use.committed_kg + more.committed,"  # noqa: S608 - placeholders
            " received_kg = use.received_kg + more.received FROM (VALUES "
            + ", ".join(["(%s::uuid, %s::int, %s::numeric, %s::numeric)"] * len(values))
            + ") AS more (item, year, committed, received) WHERE use.item_id = more.item AND use.year = more.year"
            " RETURNING use.item_id::text, use.year",
            [part for row in values for part in row],
        )
        return set(cursor.fetchall())
