"""Bring a spreadsheet: its template, the upload, what was found in it, and what became of it."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.actions.retry_sheet import retry_sheet
from facilities.actions.stop_sheet import stop_sheet
from facilities.actions.take_sheet import MAY_TAKE, take_sheet
from facilities.actions.undo_sheet import MAY_UNDO, undo_sheet
from facilities.actions.upload_sheet import upload_sheet
from facilities.errors import NotPermitted, Refusal
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.forms.sheet import UploadForm
from facilities.guards import require_role, with_role
from facilities.models import SheetImport, SheetRow
from facilities.paging import page_of
from facilities.roles import Role
from facilities.sheets.kinds import Kind, kind_named, kinds_for
from facilities.sheets.marked import MARKED, is_there, write_marked
from facilities.sheets.problems import sentence
from facilities.sheets.template import write_template
from facilities.sheets.writing import TYPES

IMPORTERS = (Role.CLERK, Role.RECEIVER, Role.DISPATCHER)
MOST_SHOWN = 100
State = SheetImport.State


@require_safe
@with_role(*IMPORTERS)
def imports(request: HttpRequest):
    """What was brought so far, the last first, and what can be brought."""
    rows = SheetImport.objects.visible_to(request.user).select_related("facility", "person")
    page = page_of(rows, request.GET)
    for row in page.rows:
        row.kind_label = kind_named(row.kind).label
    return render(request, "facilities/imports.html", {"page": page, "kinds": kinds_for(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*IMPORTERS)
def new_import(request: HttpRequest, kind: str):
    """`?site=` is not needed: with one site it is taken."""
    what = _kind(request, kind)
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(data_of(request), files, sites=what.sites_of(request.user).order_by("name"))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with shown_on(form):
            sheet = upload_sheet(
                by=request.user,
                kind=what,
                facility=form.cleaned_data["facility"],
                name=file.name or "",
                chunks=file.chunks(),
            )
            return redirect("facilities:import", sheet.pk)
    return render(request, "facilities/import_new.html", {"form": form, "kind": what}, status=status_of(request))


@require_safe
@with_role(*IMPORTERS)
def template(request: HttpRequest, kind: str):
    """The empty sheet for one of the person's sites; `?facility=` names it where there are several."""
    what = _kind(request, kind)
    sites = what.sites_of(request.user).order_by("name")
    site = sites.first()
    if asked := request.GET.get("facility"):
        site = next((row for row in sites if str(row.pk) == asked), None)
    if site is None:
        raise Http404
    book = BytesIO()
    write_template(book, what, site, request.user)
    return _attached(book, f"liandan-{what.name}.xlsx")


@require_safe
@with_role(*IMPORTERS)
def sheet(request: HttpRequest, pk):
    """One import: its progress, its counts, what is wrong, and what may be done now. `?show=` is a state of rows."""
    found = _found(request, pk)
    kind = kind_named(found.kind)
    may_write = found.facility.enterprise_id in kind.enterprises(request.user.standing)
    shown = request.GET.get("show", "")
    if shown not in SheetRow.State.values:
        shown = _first_shown(found)
    rows = list(found.rows.filter(state=shown).order_by("line")[: MOST_SHOWN + 1])
    labels = {column.key: column.label for column in kind.all_columns}
    for row in rows:
        row.said = [(labels.get(problem["column"], ""), sentence(problem)) for problem in row.errors]
    may_take = may_write and found.state in MAY_TAKE and found.good_count
    return render(
        request,
        "facilities/import.html",
        {
            "sheet": found,
            "kind": kind,
            "problems": [sentence(problem) for problem in found.problems],
            "stats": _stats(found, shown),
            "rows": rows[:MOST_SHOWN],
            "has_more": len(rows) > MOST_SHOWN,
            "shown": shown,
            "may_take": may_take,
            "may_tick": may_take and shown == SheetRow.State.GOOD,
            "may_stop": may_write and found.state in (State.CHECKING, State.TAKING) and not found.stop_asked,
            "may_undo": may_write and found.state in MAY_UNDO and found.taken_count,
            "has_file": is_there(found),
            "may_retry": may_write and found.state == State.FAILED,
            "failed_in": State(found.failed_in).label if found.failed_in else "",
            "progress": _progress(found),
            "back": reverse(kind.back),
        },
    )


@require_safe
@with_role(*IMPORTERS)
def progress(request: HttpRequest, pk):
    """How far it is, for the page's script."""
    return JsonResponse(_progress(_found(request, pk)))


@require_safe
@with_role(*IMPORTERS)
def marked(request: HttpRequest, pk):
    """The file as it came, with what is wrong written into it; a long one is written by a job."""
    found = _found(request, pk)
    if not is_there(found):
        raise Http404
    if found.row_count > MARKED.at_once:
        return redirect(f"{reverse('facilities:export', args=[MARKED.name, 'xlsx'])}?import={found.pk}")
    book = BytesIO()
    try:
        write_marked(book, found)
    except Refusal as refusal:
        raise Http404 from refusal
    return _attached(book, f"{MARKED.named(found)}.xlsx")


@require_POST
@with_role(*IMPORTERS)
def take(request: HttpRequest, pk):
    """Import all good rows, or with `only=ticked` those in `line`."""
    found = _own(request, pk)
    lines = None
    if request.POST.get("only") == "ticked":
        lines = [int(line) for line in request.POST.getlist("line")[:MOST_SHOWN] if line.isascii() and line.isdigit()]
        lines = [line for line in lines if line < 2**31]
    return _done(request, found, lambda: take_sheet(found, by=request.user, lines=lines))


@require_POST
@with_role(*IMPORTERS)
def stop(request: HttpRequest, pk):
    found = _own(request, pk)
    return _done(request, found, lambda: stop_sheet(found, by=request.user))


@require_POST
@with_role(*IMPORTERS)
def undo(request: HttpRequest, pk):
    found = _own(request, pk)
    return _done(request, found, lambda: undo_sheet(found, by=request.user))


@require_POST
@with_role(*IMPORTERS)
def retry(request: HttpRequest, pk):
    """Try again what was given up."""
    found = _own(request, pk)
    return _done(request, found, lambda: retry_sheet(found, by=request.user))


def _kind(request: HttpRequest, name: str) -> Kind:
    """The kind; 404 for none, 403 where the person's role does not import it."""
    kind = kind_named(name)
    if kind is None:
        raise Http404
    if not kind.enterprises(request.user.standing):
        raise PermissionDenied
    return kind


def _found(request: HttpRequest, pk) -> SheetImport:
    rows = SheetImport.objects.visible_to(request.user).select_related("facility", "person")
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk) -> SheetImport:
    found = _found(request, pk)
    require_role(request.user, found.facility.enterprise_id, *kind_named(found.kind).roles)
    return found


def _done(request: HttpRequest, found: SheetImport, act) -> HttpResponse:
    try:
        act()
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        for reason in refusal.all:
            messages.error(request, reason.message)
    return redirect("facilities:import", found.pk)


def _first_shown(found: SheetImport) -> str:
    """What a person wants to see first: what went wrong, else what may be imported, else what was."""
    for state, count in (
        (SheetRow.State.KEPT, found.kept_count),
        (SheetRow.State.FAILED, found.failed_count),
        (SheetRow.State.BAD, found.bad_count),
        (SheetRow.State.GOOD, found.good_count),
        (SheetRow.State.KNOWN, found.known_count),
        (SheetRow.State.TAKEN, found.taken_count),
    ):
        if count:
            return state
    return SheetRow.State.UNDONE


def _stats(found: SheetImport, shown: str) -> list[dict]:
    words = {state.value: state.label for state in SheetRow.State}
    counts = {
        SheetRow.State.GOOD: (found.good_count, "good"),
        SheetRow.State.BAD: (found.bad_count, "bad"),
        SheetRow.State.KNOWN: (found.known_count, ""),
        SheetRow.State.TAKEN: (found.taken_count, "good"),
        SheetRow.State.FAILED: (found.failed_count, "bad"),
        SheetRow.State.UNDONE: (found.undone_count, ""),
        SheetRow.State.KEPT: (found.kept_count, "warn"),
    }
    return [
        {"label": words[state], "figure": f"{count:,}", "tone": tone, "url": f"?show={state}"}
        for state, (count, tone) in counts.items()
        if count or state in (SheetRow.State.GOOD, SheetRow.State.BAD)
    ]


def _progress(found: SheetImport) -> dict:
    """done of total; 0 of 0 while nobody knows how long the file is."""
    done, total = found.row_count, 0
    if found.state in (State.TAKING, State.UNDOING):
        total = found.chosen_count
        rest = {State.TAKING: found.rows.filter(state=SheetRow.State.CHOSEN)}.get(
            found.state, found.rows.filter(state=SheetRow.State.TAKEN)
        )
        done = max(total - rest.count(), 0)
    return {"state": found.state, "is_working": found.is_working, "done": done, "total": total}


def _attached(book: BytesIO, name: str) -> FileResponse:
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=name, content_type=TYPES["xlsx"])
