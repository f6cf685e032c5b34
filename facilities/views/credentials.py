"""A firm's contracts, insurance, permits, licences and approvals: what holds, what ends when, a way in for its own, and
copies of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.actions.end_paper import INSURERS, end_paper, may_end
from facilities.actions.enter_contract import confirm_contract, dispute_contract, enter_contract, may_answer
from facilities.actions.enter_insurance import enter_insurance
from facilities.asked import asked_for
from facilities.evidence.shown import files_of, files_of_all
from facilities.evidence.subjects import of, subject_named
from facilities.forms.firm import DayReasonForm
from facilities.forms.paper import AnswerForm, ContractForm, InsuranceForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import Approval, CarrierLicence, Contract, Facility, Insurance, Permit
from facilities.models.credential import Registered
from facilities.paging import page_of
from facilities.paper_words import facts_of, history_of
from facilities.roles import Role
from facilities.term_words import term_badge

SITE, PAIR = ("facility",), ("consignor", "consignee")
KINDS = {  # as the address names it: model, sites, word
    "contract": (Contract, PAIR, gettext_lazy("Contracts")),
    "insurance": (Insurance, SITE, gettext_lazy("Insurance")),
    "permit": (Permit, SITE, gettext_lazy("Operating permits")),
    "licence": (CarrierLicence, SITE, gettext_lazy("Transport licences")),
    "approval": (Approval, PAIR, gettext_lazy("Cross-province approvals")),
}
OWN = ("contract", "insurance")  # what the firm enters and ends itself
LONGEST_SEARCH = 60


@require_safe
@at_desk
def credentials(request: HttpRequest):
    """`?kind=` says which; the last entered first, what is over stays as history. `?q=` begins a number, or is part of
    a site's name."""
    standing = request.user.standing
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        kind = "contract" if standing.is_regulator or standing.handles_waste else "licence"
    asked = asked_for(request.GET, "q", LONGEST_SEARCH)
    page = page_of(_named(_rows(request.user, kind), kind, asked), request.GET)
    files = files_of_all(of(kind, [row.pk for row in page.rows])) if page.rows else {}
    context = {
        "kind": kind,
        "word": KINDS[kind][2],
        "kinds": [(key, word) for key, (_model, _sites, word) in KINDS.items()],
        "page": page,
        "asked": asked,
        "shown": [{"row": row, "term": term_badge(row), "files": files.get((kind, row.pk), [])} for row in page.rows],
        "may_contract": standing.has(Role.CLERK) and standing.handles_waste,
        "may_insure": bool(standing.enterprises_where(*INSURERS)),
    }
    return render(request, "facilities/credentials.html", context)


@require_safe
@at_desk
def credential(request: HttpRequest, kind: str, pk):
    row = _find(request, kind, pk)
    today = clock.today()
    runs = row.last_day >= today
    context = {
        "kind": kind,
        "row": row,
        "word": row._meta.verbose_name,
        "term": term_badge(row),
        "facts": facts_of(row),
        "items": list(row.items.order_by("pk")) if kind == "permit" else [],
        "history": history_of(row) if isinstance(row, Registered) else [],
        "is_registered": isinstance(row, Registered),
        "files": files_of(kind, row.pk),
        "may_attach": subject_named(kind).owner(request.user, row) is not None,
        "may_end": kind in OWN and runs and may_end(request.user, row),
        "may_answer": kind == "contract" and runs and not row.confirmed_on and may_answer(request.user, row),
    }
    return render(request, "facilities/credential.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def new_contract(request: HttpRequest):
    """`?consignor=` and `?consignee=` choose beforehand; `?next=` is the page to go on to."""
    sites = Facility.objects.where_person_is(request.user, Role.CLERK).open().order_by("name")
    receivers = Facility.objects.directory().exclude(is_collector=False, is_disposal_site=False).order_by("name")
    chosen = {name: request.GET[name] for name in PAIR if name in request.GET}
    form = ContractForm(data_of(request), sites=sites, receivers=receivers, initial=chosen)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = enter_contract(by=request.user, **form.particulars)
            messages.success(request, _("Entered. The receiver sees it and may confirm or dispute it."))
            return _onward(request) or redirect(address_of("contract", row))
    return render(request, "facilities/contract_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*INSURERS)
def new_insurance(request: HttpRequest):
    """`?next=` is the page to go on to."""
    sites = Facility.objects.where_person_is(request.user, *INSURERS).open().order_by("name")
    form = InsuranceForm(data_of(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = enter_insurance(by=request.user, **form.particulars)
            messages.success(request, _("Entered. It counts from its first day on."))
            return _onward(request) or redirect(address_of("insurance", row))
    return render(request, "facilities/insurance_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def end_credential(request: HttpRequest, kind: str, pk):
    """A contract or an insurance ends before its last day."""
    row = _find(request, kind, pk)
    if kind not in OWN or not may_end(request.user, row):
        raise PermissionDenied
    form = DayReasonForm(data_of(request), initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            end_paper(row, by=request.user, **form.particulars)
            messages.success(request, _("It ends early. What it held until then stays so."))
            return redirect(address_of(kind, row))
    context = {"form": form, "row": row, "kind": kind, "word": row._meta.verbose_name}
    return render(request, "facilities/credential_end.html", context, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def answer_contract(request: HttpRequest, pk):
    """What the receiver says of a contract that the other firm entered."""
    row = _find(request, "contract", pk)
    if not may_answer(request.user, row):
        raise PermissionDenied
    form = AnswerForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            if form.cleaned_data["answer"] == "confirm":
                confirm_contract(row, by=request.user)
                messages.success(request, _("Confirmed."))
            else:
                dispute_contract(row, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Disputed. It holds no load any more; the other firm reads your reason."))
            return redirect(address_of("contract", row))
    return render(request, "facilities/contract_answer.html", {"form": form, "row": row}, status=status_of(request))


def address_of(kind: str, row) -> str:
    return reverse("facilities:credential", args=[kind, row.pk])


def _rows(person, kind: str) -> QuerySet:
    model, sites, _word = KINDS[kind]
    # An approval is the authority's word about two firms: who sees its copies sees it.
    rows = subject_named(kind).seen(person) if model is Approval else model.objects.visible_to(person)
    return rows.select_related(*(f"{site}__enterprise" for site in sites))


def _named(rows: QuerySet, kind: str, asked: str) -> QuerySet:
    if not asked:
        return rows
    named = Q(number__istartswith=asked)
    for site in KINDS[kind][1]:
        named |= Q(**{f"{site}__name__icontains": asked})
    return rows.filter(named)


def _find(request: HttpRequest, kind: str, pk):
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(_rows(request.user, kind), pk=pk)


def _onward(request: HttpRequest) -> HttpResponse | None:
    """To an address of this site; what is none could be taken for the name of a page."""
    onward = request.GET.get("next", "")
    is_here = onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
    return HttpResponseRedirect(onward) if is_here else None
