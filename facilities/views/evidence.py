"""Photographs and scans: the firm's own, one with all that is known of it, its bytes, and adding one to something."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from facilities.actions.attach_evidence import attach_evidence
from facilities.actions.withdraw_evidence import may_withdraw, withdraw_evidence
from facilities.evidence.serving import guarded
from facilities.evidence.shown import files_of
from facilities.evidence.subjects import subject_named, uses_seen_by
from facilities.forms.evidence import EvidenceForm, WithdrawForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk
from facilities.models import Evidence, EvidenceContent
from facilities.paging import page_of


@require_safe
@at_desk
def evidence_list(request: HttpRequest):
    """The own firm's, the last first; `?kind=` narrows. Officials have theirs in the admin."""
    own = request.user.standing.desk_enterprise_ids
    rows = Evidence.objects.visible_to(request.user).filter(enterprise__in=own)
    kind = request.GET.get("kind", "")
    if kind in Evidence.Kind.values:
        rows = rows.filter(kind=kind)
    context = {"page": page_of(rows, request.GET), "kinds": Evidence.Kind.choices, "kind": kind}
    return render(request, "facilities/evidence_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk):
    """One, with what it belongs to. A POST withdraws it."""
    row = _found(request, pk)
    form = WithdrawForm(data_of(request))
    mine = may_withdraw(request.user, row)
    if request.method == "POST":
        if not mine:
            raise PermissionDenied
        if form.is_valid():
            with shown_on(form):
                withdraw_evidence(row, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("It is withdrawn. It stays readable, with your reason."))
                return redirect(row)
    uses = list(row.uses.filter(pk__in=uses_seen_by(request.user)).order_by("pk"))
    context = {
        "evidence": row,
        "uses": [(use, subject_named(use.subject)) for use in uses],
        "form": form if mine and row.withdrawn_at is None else None,
        "back_url": reverse("facilities:attach", args=[uses[0].subject, uses[0].subject_id]) if uses else "",
    }
    return render(request, "facilities/evidence.html", context, status=status_of(request))


@require_safe
def evidence_file(request: HttpRequest, pk):
    """The bytes as they came: a picture in the browser, a PDF as a download."""
    row = _found(request, pk)
    held = get_object_or_404(EvidenceContent.objects.only("content"), pk=row.pk)
    return _bytes(held.content, row.media_type, row.download_name, as_attachment=not row.is_image)


@require_safe
def evidence_small(request: HttpRequest, pk):
    """The small picture; 404 for what has none."""
    row = _found(request, pk)
    held = get_object_or_404(EvidenceContent.objects.only("small"), pk=row.pk)
    if held.small is None:
        raise Http404
    return _bytes(held.small, "image/jpeg", f"{row.sha256[:12]}-small.jpg", as_attachment=False)


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, subject: str, pk):
    """What is attached to one thing, and a form to add more. Open to whoever may read its papers."""
    what = subject_named(subject)
    if what is None:
        raise Http404
    row = get_object_or_404(what.seen(request.user), pk=pk)
    enterprise = what.owner(request.user, row)
    if request.method == "POST" and enterprise is None:
        raise PermissionDenied
    files = request.FILES if request.method == "POST" else None
    form = EvidenceForm(data_of(request), files, subject=what)
    if request.method == "POST" and form.is_valid():
        with shown_on(form), transaction.atomic():
            put = form.put(by=request.user, enterprise=enterprise)
            attach_evidence(
                by=request.user, subject=what, row=row, evidence=list(dict.fromkeys(put)), idempotency_key=form.key
            )
            said = ngettext("%(count)s file is attached.", "%(count)s files are attached.", len(put))
            messages.success(request, said % {"count": len(put)})
            return redirect("facilities:attach", subject, pk)
    return render(
        request,
        "facilities/evidence_attach.html",
        {
            "row": row,
            "subject": what,
            "back_url": what.page(request.user, row) or _own_list(request),
            "files": files_of(subject, row.pk),
            "form": form if enterprise is not None else None,
        },
        status=status_of(request),
    )


def _own_list(request: HttpRequest) -> str:
    """Empty for whoever has none."""
    return reverse("facilities:evidence_list") if request.user.standing.desk_enterprise_ids else ""


def _found(request: HttpRequest, pk) -> Evidence:
    rows = Evidence.objects.visible_to(request.user).select_related("enterprise", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)


def _bytes(content, media_type: str, name: str, *, as_attachment: bool) -> HttpResponse:
    response = guarded(HttpResponse(bytes(content), content_type=media_type))
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, name)
    return response
