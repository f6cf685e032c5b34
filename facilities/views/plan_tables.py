"""One table of a plan's draft, as a form."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.actions.file_plan import remarks_on
from facilities.actions.write_plan import BASICS, MODELS, write_basics, write_table, write_units
from facilities.duties import PlanTable, duties_of
from facilities.forms.plan import BasicsForm
from facilities.forms.plan_rows import FORMSETS, stream_label
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import with_role
from facilities.models import Contract, DisposalMethod, Facility, ManagementPlan, Packaging, StorageArea, WasteStream
from facilities.planning.checks import own_codes
from facilities.planning.content import UNIT_FIELDS, content_of
from facilities.planning.seen import changed_since, table_now
from facilities.planning.tables import BY_SLUG, TABLES
from facilities.roles import Role
from facilities.views.plans import own_site


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def table(request: HttpRequest, facility, year: int, slug: str):
    """Show or take one table. What the table lacks for filing is said beside its lines, and may be left for later."""
    site, plan = own_site(request, facility, year)
    kind = BY_SLUG.get(slug)
    if kind not in duties_of(site.management_class).plan_tables:
        raise Http404
    if plan is None or plan.draft_since is None:
        return redirect("facilities:file_plan", site.pk, year)
    asked = _basics(request, site) if kind == PlanTable.BASICS else _rows(request, plan, kind)
    if request.method == "POST" and asked.is_valid():
        with shown_on(asked):
            _write(request, site, year, kind, asked)
            messages.success(request, _("Saved."))
            return redirect("facilities:file_plan", site.pk, year)
    is_sent = request.method == "POST"
    remarks = {} if is_sent else _remarks(plan, kind)
    for i, form in enumerate(getattr(asked, "forms", ())):
        form.remarks = remarks.get(i, [])
    context = {
        "site": site,
        "year": year,
        "number": kind.value,
        "table": TABLES[kind],
        "form": asked if kind == PlanTable.BASICS else None,
        "formset": None if kind == PlanTable.BASICS else asked,
        "remarks": remarks.get(None, []),
        "seen": table_now(plan, kind),
        "changes": changed_since(plan, kind, request.POST.get("seen", "")) if is_sent else [],
    }
    return render(request, "facilities/plan_table.html", context, status=status_of(request))


def _write(request: HttpRequest, site: Facility, year: int, kind: PlanTable, asked) -> None:
    where = {"by": request.user, "facility": site, "year": year, "seen": request.POST.get("seen", "")}
    if kind == PlanTable.BASICS:
        write_basics(**where, **asked.particulars)
    elif kind == PlanTable.PRODUCTION:
        write_units(**where, rows=[form.row for form in asked.kept])
    else:
        write_table(**where, table=kind, rows=[form.row for form in asked.kept])


def _remarks(plan: ManagementPlan, kind: PlanTable) -> dict[int | None, list]:
    """{row: messages}; None is about the whole table."""
    found: dict[int | None, list] = {}
    for remark in remarks_on(plan, content_of(plan), list(plan.lines.all())):
        if remark.table == kind:
            found.setdefault(remark.row, []).append(remark)
    return found


def _basics(request: HttpRequest, site: Facility) -> BasicsForm:
    initial = {name: getattr(site.enterprise, name) for name in BASICS["enterprise"]}
    return BasicsForm(data_of(request), initial=initial | {name: getattr(site, name) for name in BASICS["site"]})


def _rows(request: HttpRequest, plan: ManagementPlan, kind: PlanTable):
    """The formset over the draft's rows."""
    site = plan.facility
    if kind == PlanTable.PRODUCTION:
        initial = list(site.production_units.filter(closed_on=None).order_by("code").values(*UNIT_FIELDS))
        options: dict = {}
    else:
        names = list(FORMSETS[kind].form.base_fields)
        related = [name for name in names if MODELS[kind]._meta.get_field(name).is_relation]
        drafted = MODELS[kind].objects.filter(plan=plan).select_related(*related)
        initial = [{name: getattr(row, name) for name in names} for row in drafted]
        options = _options(site, kind, initial)
    return FORMSETS[kind](data_of(request), initial=initial, form_kwargs={"options": options})


def _options(site: Facility, kind: PlanTable, initial: list[dict]) -> dict:
    """What each choice of the table offers: the site's own rows, and whatever the draft names already."""
    streams = WasteStream.objects.filter(facility=site).select_related("waste_code").order_by("waste_code__code")
    named = {row["stream"].pk for row in initial if row.get("stream")}
    streams = [stream for stream in streams if stream.retired_on is None or stream.pk in named]
    options: dict = {"stream": streams, "stream_label": stream_label}
    if kind in (PlanTable.OWN_TREATMENT, PlanTable.TRANSFER):
        options["method"] = list(DisposalMethod.objects.chinese())
    if kind == PlanTable.GENERATION:
        options["unit"] = list(site.production_units.order_by("code"))
    if kind == PlanTable.STORAGE:
        options["area"] = list(StorageArea.objects.filter(facility=site).order_by("code"))
        options["packaging"] = list(Packaging.objects.all())
    if kind == PlanTable.TRANSFER:
        options["receiver"] = _receivers(site, streams, initial)
        names = {stream.waste_code.code: stream.alias for stream in streams}
        codes = {code for code in own_codes(site) if "-" in code} | {row["code"] for row in initial}
        options["code"] = [(code, f"{code} {names.get(code, '')}".strip()) for code in sorted(codes)]
    return options


def _receivers(site: Facility, streams: list, initial: list[dict]) -> list[Facility]:
    """Whom the site has a contract with, its wastes' usual receivers, and whom the draft names."""
    keys = set(Contract.objects.filter(consignor=site).values_list("consignee", flat=True))
    keys |= {stream.default_consignee_id for stream in streams if stream.default_consignee_id}
    keys |= {row["receiver"].pk for row in initial if row["receiver"]}
    return list(Facility.objects.filter(pk__in=keys).order_by("name"))
