"""A site's management plan of the year: what is planned, issued and left, and filing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.actions.file_plan import file_plan
from facilities.errors import NotPermitted, Refusal
from facilities.forms.plan import PlanFormSet
from facilities.forms.refusals import data_of, status_of
from facilities.guards import at_desk, require_role, with_role
from facilities.models import Facility, ManagementPlan, PlanLine, WasteStream
from facilities.roles import Role


@require_safe
@at_desk
def plans(request: HttpRequest):
    """The plans of a year of all own sites, this year's unless `?year=` says another."""
    year = _year(request.GET.get("year"))
    filed = (
        ManagementPlan.objects.visible_to(request.user)
        .filter(year=year)
        .prefetch_related(Prefetch("lines", PlanLine.objects.order_by("code")))
    )
    sites = (
        Facility.objects.visible_to(request.user)
        .filter(is_generator=True)
        .open()
        .prefetch_related(Prefetch("plans", filed, to_attr="plan_of_the_year"))
        .order_by("name")[:50]
    )
    may_file = request.user.standing.enterprises_where(Role.CLERK)
    shown = [
        {
            "site": site,
            "plan": site.plan_of_the_year[0] if site.plan_of_the_year else None,
            "lines": [_balance(line) for plan in site.plan_of_the_year for line in plan.lines.all()],
            "may_file": site.enterprise_id in may_file and year >= clock.today().year,
        }
        for site in sites
    ]
    this_year = clock.today().year
    return render(
        request,
        "facilities/plans.html",
        {"year": year, "years": [this_year - 1, this_year, this_year + 1], "shown": shown},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def file(request: HttpRequest, facility, year: int):
    """File or amend: a line for every waste of the site; a line left empty is not in the plan."""
    if year not in (clock.today().year, clock.today().year + 1):
        raise Http404
    site = get_object_or_404(Facility.objects.visible_to(request.user), pk=facility, is_generator=True)
    require_role(request.user, site.enterprise_id, Role.CLERK)
    plan = ManagementPlan.objects.visible_to(request.user).filter(facility=site, year=year).first()
    filed = {line.code: line for line in plan.lines.order_by("code")} if plan else {}
    wastes = _wastes(site, filed)
    formset = PlanFormSet(data_of(request), initial=[_initial(code, filed.get(code)) for code in wastes])
    if request.method == "POST" and formset.is_valid():
        try:
            plan = file_plan(
                by=request.user, facility=site, year=year, lines=[form.planned for form in formset.planned_forms]
            )
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            formset.show(refusal)
        else:
            messages.success(request, _("The plan is filed under number %(number)s.") % {"number": plan.filing_no})
            return redirect("facilities:plans")
    for form in formset:
        code = form["code"].value()
        form.names = "、".join(wastes.get(code, []))
        form.filed = filed.get(code)
    context = {"formset": formset, "site": site, "year": year, "plan": plan}
    return render(request, "facilities/plan_form.html", context, status=status_of(request))


def _year(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year


def _wastes(site: Facility, filed: dict) -> dict[str, list[str]]:
    """{code: what the site calls it}: the wastes that arise, and what the plan names already."""
    wastes: dict[str, list[str]] = {code: [] for code in filed}
    streams = WasteStream.objects.filter(facility=site, retired_on=None).order_by("waste_code__code", "alias")
    for code, alias in streams.values_list("waste_code__code", "alias"):
        wastes.setdefault(code, []).append(alias)
    return dict(sorted(wastes.items()))


def _initial(code: str, line: PlanLine | None) -> dict:
    if line is None:
        return {"code": code}
    # 100000.000 is exact and hard to read back; 100000 says the same.
    return {"code": code} | {
        name: f"{getattr(line, name).normalize():f}" for name in ("generated_kg", "transferred_kg")
    }


def _balance(line: PlanLine) -> dict:
    left = line.transferred_kg - line.issued_kg
    return {"line": line, "left": left, "is_short": line.transferred_kg > 0 and left * 10 <= line.transferred_kg}
