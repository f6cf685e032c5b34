"""Print many documents at one go: choose, wait, fetch."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.errors import Refusal
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk
from facilities.paging import page_of
from facilities.sheets.listings import listing_named
from manifests.actions.cancel_print import cancel_print
from manifests.actions.request_print import request_print
from manifests.forms.printing import PrintForm
from manifests.label_history import any_printed
from manifests.models import PrintRun
from manifests.printing.places import TYPES, file_name, file_of, pieces_of
from manifests.printing.sources import SOURCES, is_all_visible
from manifests.printing.words import reason

# What may be ticked, and the lists whose filters may choose, the first being the one at the desk.
CHOOSING = {
    PrintRun.Subject.MANIFESTS: ("manifest", ("manifests", "admin-manifests")),
    PrintRun.Subject.LABELS: ("batch", ("batches",)),
}
ABOUT = ("list", "before", "after")  # parameters of the address that narrow nothing


def print_box(name: str, key: UUID, label: str) -> SafeString:
    """A row's box to tick in a list; it belongs to the form of components/prints.html."""
    told = _("Print %(number)s") % {"number": label}
    return format_html(
        '<input type="checkbox" name="{}" value="{}" form="print-ticked" aria-label="{}">', name, key, told
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_print(request: HttpRequest, subject: str):
    """How many there are and what they are printed as. `?manifest=` or `?batch=`, repeated, are those ticked in a list;
    without any, everything that the list shows with the other parameters, `?list=` being its name. Of labels only
    those of waste that the own site holds."""
    keys, elsewhere = _chosen(request, subject)
    again = subject == PrintRun.Subject.LABELS and any_printed(SOURCES[subject].rows(request.user).filter(pk__in=keys))
    form = PrintForm(data_of(request), again=again)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            kind = form.cleaned_data["form"]
            run, _repeated = request_print(
                by=request.user, subject=subject, keys=keys, form=kind, asked=form.asked, idempotency_key=form.key
            )
            return redirect("manifests:print_run", run.pk)
    most = settings.PRINT_MOST
    context = {
        "form": form,
        "subject": subject,
        "count": len(keys),
        "elsewhere": elsewhere,
        "most": most,
        "is_too_many": len(keys) > most,
        "running": PrintRun.objects.visible_to(request.user).working().first(),
        "back": "manifests:manifests" if subject == PrintRun.Subject.MANIFESTS else "manifests:batches",
    }
    return render(request, "manifests/print_new.html", context, status=status_of(request))


def _chosen(request: HttpRequest, subject: str) -> tuple[list[UUID], int]:
    """At most one more than may be printed, newest first or as ticked; and how many of those ticked are seen, yet not
    for this person to print: labels of waste that lies elsewhere."""
    name, lists = CHOOSING[subject]
    most = settings.PRINT_MOST + 1
    own = SOURCES[subject].rows(request.user)
    if name in request.GET:
        ticked = [key for text in request.GET.getlist(name)[:most] if (key := _key(text))]
        seen = own.model.objects.visible_to(request.user).filter(pk__in=ticked)
        others = set(seen.exclude(pk__in=own.values("pk")).values_list("pk", flat=True))
        return [key for key in ticked if key not in others], len(others)
    listing = listing_named(request.GET.get("list", lists[0]))
    if listing is None or listing.name not in lists:
        raise Http404
    if not listing.may(request.user):
        raise PermissionDenied
    params = request.GET.copy()
    for about in ABOUT:
        params.pop(about, None)
    rows = listing.rows(request.user, params).filter(pk__in=own.values("pk")).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:most]), 0


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@at_desk
def prints(request: HttpRequest):
    """The person's own print runs, the last first."""
    page = page_of(PrintRun.objects.visible_to(request.user).told(), request.GET)
    is_working = any(row.is_working for row in page.rows)
    return render(request, "manifests/prints.html", {"page": page, "is_working": is_working})


@require_safe
@at_desk
def print_run(request: HttpRequest, pk):
    """One print run: how far it is, the file once it is printed, and what had to be left out."""
    run = _found(request, pk)
    left = [{"name": row["name"] or row["key"], "reason": reason(row["code"])} for row in run.left_out]
    return render(request, "manifests/print_run.html", {"run": run, "left_out": left})


@require_safe
@at_desk
def print_progress(request: HttpRequest, pk):
    """How far it is, for the page's script."""
    run = _found(request, pk)
    return JsonResponse({"state": run.state, "is_working": run.is_working, "done": run.done, "total": run.total})


@require_POST
@at_desk
def cancel(request: HttpRequest, pk):
    run = _found(request, pk)
    try:
        cancel_print(run)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("manifests:print_run", run.pk)


@require_safe
@at_desk
def print_file(request: HttpRequest, pk) -> HttpResponse:
    """The file, for whoever asked for it, as long as they still see everything in it."""
    run = _found(request, pk)
    if run.state != PrintRun.State.PRINTED or not file_of(run).exists():
        raise Http404
    if not is_all_visible(run, request.user):
        messages.error(request, _("Something in this file is not yours to see any more. Print what is, anew."))
        return redirect("manifests:print_run", run.pk)
    response = StreamingHttpResponse(pieces_of(run), content_type=TYPES[run.form])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(run)}"'
    response.headers["Content-Length"] = str(file_of(run).stat().st_size)
    return response


def _found(request: HttpRequest, pk) -> PrintRun:
    return get_object_or_404(PrintRun.objects.visible_to(request.user).told(), pk=pk)
