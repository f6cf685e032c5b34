"""File the draft of a site's management plan, or of a change to it (HJ 1259-2022; Order 23 of 2022, Art. 14)."""

from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.actions.begin_plan import check_year, draft_of
from facilities.duties import PlanTable
from facilities.errors import Refusal
from facilities.happened import happened
from facilities.models import Facility, ManagementPlan, PlanLine, PlanVersion, Region
from facilities.planning.checks import Remark, check
from facilities.planning.content import ZERO, Content, content_of, digest_of, sums_by_code
from facilities.planning.prefill import clear
from facilities.roles import Role

LAW = _("Order 23 of 2022, Art. 14")


def file_plan(*, by, facility: Facility, year: int, note: str = "") -> PlanVersion:
    """Freeze the draft as the plan's next version; what is issued so far stays counted.

    Filed after the last day of its rule is late and filed all the same (`is_filed_late`). Raises NotPermitted,
    `no_draft`, `nothing_changed`, `note_missing` (a change says what it is), and every remark that blocks with its
    place, such as `planned_below_issued` and `line_in_use`.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    check_year(year)
    with transaction.atomic():
        plan = draft_of(facility, year)
        lines = list(plan.lines.select_for_update().order_by("code"))
        content = content_of(plan)
        blocking = [remark for remark in remarks_on(plan, content, lines) if remark.blocks]
        if blocking:
            raise Refusal.of([_refusal(remark) for remark in blocking])
        version = _version(plan, content, by, note.strip())
        _number(plan)
        version.receipt_no = receipt_no(plan, version.number)
        version.save()
        put_in_force(plan, content, lines)
        clear(plan)
    return version


def remarks_on(plan: ManagementPlan, content: Content, lines: list[PlanLine]) -> list[Remark]:
    """What there is to say of a draft before it is filed."""
    held = happened(plan.facility_id, plan.year).held
    return check(plan.facility, content, lines, held)


def receipt_no(plan: ManagementPlan, number: int) -> str:
    return f"{plan.filing_no}-{number:02d}"


def _version(plan: ManagementPlan, content: Content, by, note: str) -> PlanVersion:
    digest = digest_of(content)
    last = plan.versions.order_by("-number").first()
    if last and last.digest == digest:
        raise Refusal(_("Nothing was changed since the version in force."), code="nothing_changed")
    if plan.filed_on and not note:
        raise Refusal(_("Say what was changed, and why."), code="note_missing", field="/note")
    return PlanVersion(
        plan=plan,
        number=last.number + 1 if last else 1,
        management_class=plan.facility.management_class,
        filed_at=clock.now(),
        filed_by=by,
        note=note,
        content=content,
        digest=digest,
    )


def _number(plan: ManagementPlan) -> None:
    """The first filing gives the plan its number and its day; later ones keep both."""
    if plan.filed_on is None:
        plan.filing_no, plan.filed_on = filing_number(plan.facility, plan.year), clock.today()
    plan.draft_since = None
    plan.save()


def filing_number(facility: Facility, year: int) -> str:
    """Our own: P, the year, the district's code, a serial (P2026-320412-0007). Call inside a transaction."""
    region = Region.objects.select_for_update(no_key=True).get(pk=facility.region_id)
    prefix = f"P{year}-{region.pk}-"
    last = (
        ManagementPlan.objects.filter(filing_no__regex=rf"^{prefix}\d+$")
        .order_by(Length("filing_no").desc(), "-filing_no")
        .values_list("filing_no", flat=True)
        .first()
    )
    serial = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{serial:04d}"


def amounts_of(content: Content) -> dict[str, tuple[Decimal, Decimal]]:
    """{code: (planned generation, planned transfer)}: what manifests are issued against (kg)."""
    generated, transferred = (sums_by_code(content, table) for table in (PlanTable.GENERATION, PlanTable.TRANSFER))
    codes = sorted({*generated, *transferred})
    return {code: (generated.get(code, ZERO), transferred.get(code, ZERO)) for code in codes}


def put_in_force(plan: ManagementPlan, content: Content, lines: list[PlanLine]) -> None:
    """Bring the lines by code in step with what was filed; a line that manifests count against stays."""
    amounts = amounts_of(content)
    filed = {line.code: line for line in lines}
    PlanLine.objects.filter(pk__in=[line.pk for code, line in filed.items() if code not in amounts]).delete()
    changed, new = [], []
    for code, (generated, transferred) in amounts.items():
        row = filed.get(code) or PlanLine(plan=plan, code=code)
        row.generated_kg, row.transferred_kg = generated, transferred
        (changed if code in filed else new).append(row)
    if changed:
        PlanLine.objects.bulk_update(changed, ["generated_kg", "transferred_kg"])
    if new:
        PlanLine.objects.bulk_create(new)


def _refusal(remark: Remark) -> Refusal:
    return Refusal(remark.message, code=remark.code, field=remark.pointer, law=LAW)
