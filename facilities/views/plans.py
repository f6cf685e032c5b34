"""A site's management plan of the year: what is planned, issued and left; writing a draft and filing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.actions.begin_plan import begin_plan, drop_draft
from facilities.actions.file_plan import file_plan, remarks_on
from facilities.deadlines import is_filed_late, plan_due
from facilities.duties import PlanTable, duties_of
from facilities.errors import NotPermitted, Refusal
from facilities.forms.plan import FilingForm
from facilities.forms.refusals import data_of, status_of
from facilities.guards import at_desk, require_role, with_role
from facilities.models import Facility, ManagementPlan, PlanLine, PlanVersion
from facilities.planning.checks import own_codes
from facilities.planning.content import ZERO, Content, content_of, rows_of, sums_by_code
from facilities.planning.tables import TABLES, slug_of
from facilities.roles import Role


@require_safe
@at_desk
def plans(request: HttpRequest):
    """The plans of a year of all own sites, this year's unless `?year=` says another."""
    year = _year(request.GET.get("year"))
    latest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    kept = (
        ManagementPlan.objects.visible_to(request.user)
        .filter(year=year)
        .annotate(version=Subquery(latest.values("pk")[:1]), version_number=Subquery(latest.values("number")[:1]))
        .prefetch_related(Prefetch("lines", PlanLine.objects.order_by("code")))
    )
    sites = (
        Facility.objects.visible_to(request.user)
        .filter(is_generator=True)
        .open()
        .prefetch_related(Prefetch("plans", kept, to_attr="plan_of_the_year"))
        .order_by("name")[:50]
    )
    may_file = request.user.standing.enterprises_where(Role.CLERK)
    this_year = clock.today().year
    is_open = year in (this_year, this_year + 1)
    shown = [_shown(site, year, may_write=is_open and site.enterprise_id in may_file) for site in sites]
    years = [this_year - 1, this_year, this_year + 1]
    due = {plan_due(year, row["site"].region_id) for row in shown} or {plan_due(year)}
    return render(
        request,
        "facilities/plans.html",
        {"year": year, "years": years, "shown": shown, "due": due.pop() if len(due) == 1 else None},
    )


def _shown(site: Facility, year: int, *, may_write: bool) -> dict:
    plan = site.plan_of_the_year[0] if site.plan_of_the_year else None
    if plan:
        plan.facility = site
    is_filed = plan is not None and plan.filed_on is not None
    return {
        "site": site,
        "due": plan_due(year, site.region_id),
        "is_late": is_filed and is_filed_late(plan),
        "plan": plan if is_filed else None,
        "has_draft": plan is not None and plan.draft_since is not None,
        "lines": [_balance(line) for line in plan.lines.all()] if is_filed else [],
        "may_file": may_write,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def file(request: HttpRequest, facility, year: int):
    """The draft, table by table, with what it lacks; begin it, file it, or drop it (`do`)."""
    site, plan = own_site(request, facility, year)
    form = FilingForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _do(request, site, year, form.cleaned_data["note"])
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            # What is said of single lines stands beside them below.
            form.show(Refusal.of([reason for reason in refusal.all if reason.field in ("", "/note")] or [_gaps()]))
    form.fields["note"].required = bool(plan and plan.filed_on)  # as shown; the action asks for it of a filing only
    context = {"site": site, "year": year, "plan": plan, "form": form, "due": plan_due(year, site.region_id)}
    if plan and plan.draft_since:
        context |= _draft(plan)
    else:
        context["has_wastes"] = bool(own_codes(site))
    return render(request, "facilities/plan_draft.html", context, status=status_of(request))


def _do(request: HttpRequest, site: Facility, year: int, note: str):
    """Carry out what was asked and lead on."""
    match request.POST.get("do"):
        case "begin":
            begin_plan(by=request.user, facility=site, year=year)
        case "drop":
            drop_draft(by=request.user, facility=site, year=year)
            messages.success(request, _("The draft is thrown away."))
            return redirect("facilities:plans")
        case "file":
            version = file_plan(by=request.user, facility=site, year=year, note=note)
            messages.success(request, _("The plan is filed. Its receipt: %(number)s.") % {"number": version.receipt_no})
            return redirect("facilities:plan_version", version.pk)
        case _:
            raise Refusal(_("Say what to do with the plan."), code="required")
    return redirect("facilities:file_plan", site.pk, year)


def _gaps() -> Refusal:
    return Refusal(_("The plan cannot be filed yet. What is missing stands beside each table."), code="incomplete")


def own_site(request: HttpRequest, facility, year: int) -> tuple[Facility, ManagementPlan | None]:
    """The site and its plan, for a clerk of its enterprise and for this year or the next; 404 or 403 otherwise."""
    if year not in (clock.today().year, clock.today().year + 1):
        raise Http404
    sites = Facility.objects.visible_to(request.user).select_related("enterprise", "region", "industry")
    site = get_object_or_404(sites, pk=facility, is_generator=True)
    require_role(request.user, site.enterprise_id, Role.CLERK)
    plan = ManagementPlan.objects.visible_to(request.user).filter(facility=site, year=year).first()
    if plan:
        plan.facility = site
    return site, plan


def _draft(plan: ManagementPlan) -> dict:
    """The draft's tables with their sums and remarks."""
    content = content_of(plan)
    remarks = remarks_on(plan, content, list(plan.lines.all()))
    tables = []
    for table in duties_of(plan.facility.management_class).plan_tables:
        said = [remark for remark in remarks if remark.table == table]
        tables.append(
            {
                "number": table.value,
                "slug": slug_of(table),
                "heading": TABLES[table].heading,
                "lead": TABLES[table].lead,
                "count": len(rows_of(content, table)) if table != PlanTable.BASICS else None,
                "kg": _sum(content, table),
                "gaps": [(place(remark, content), remark.message) for remark in said if remark.blocks],
                "hints": [(place(remark, content), remark.message) for remark in said if not remark.blocks],
            }
        )
    return {"tables": tables, "blocked": any(remark.blocks for remark in remarks)}


def place(remark, content: Content) -> str:
    """Which line a remark is about, by its code and name."""
    if remark.row is None:
        return ""
    row = rows_of(content, remark.table)[remark.row]
    return " ".join(str(row[name]) for name in ("code", "alias", "receiver_name") if row.get(name))


def _sum(content: Content, table: PlanTable):
    has_kg = any(column.key == "kg" for column in TABLES[table].columns)
    return sum(sums_by_code(content, table).values(), ZERO) if has_kg else None


def _year(text: str | None) -> int:
    is_year = text and text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and clock.FIRST_YEAR <= int(text) <= clock.LAST_YEAR else clock.today().year


def _balance(line: PlanLine) -> dict:
    left = line.transferred_kg - line.issued_kg
    return {"line": line, "left": left, "is_short": line.transferred_kg > 0 and left * 10 <= line.transferred_kg}
