"""What waits for treatment at a disposal site, oldest first, and the record of its end."""

from collections import Counter

from django.contrib import messages
from django.db.models import F, Q
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.asked import asked_for
from facilities.forms.refusals import shown_on
from facilities.guards import with_role
from facilities.models import DisposalMethod
from facilities.roles import Role
from manifests.actions.treat_together import treat_together
from manifests.forms.treating import TreatForm
from manifests.models import ManifestLine, WasteBatch
from manifests.narrative import findings_of
from manifests.states import BY_ACTION

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.RECEIVER)
def treatments(request):
    """Tick one or several, say the method, record it once."""
    person = request.user
    held = held_for_treatment(person)
    searched = asked_for(request.GET, "find")
    waiting = held.filter(state__in=BY_ACTION["batch", "treat"].sources)
    if searched:
        by_words = Q(stream__official_name__icontains=searched) | Q(waste_code__code__icontains=searched)
        waiting = waiting.filter(by_words | Q(generator__name__icontains=searched))
    batches = list(waiting.order_by("held_since", "pk")[: MOST_SHOWN + 1])
    more, batches = len(batches) > MOST_SHOWN, batches[:MOST_SHOWN]
    came = _manifests_of(batches)
    methods = list(DisposalMethod.objects.chinese())
    usual = Counter(line.method.code for line in came.values() if line.method).most_common(1)
    sent = request.POST.getlist("batches") if request.method == "POST" else []
    form = TreatForm(
        [(str(key), "") for key in {*(str(batch.pk) for batch in batches), *sent}],
        methods,
        request.POST if request.method == "POST" else None,
        initial={"method": usual[0][0] if usual else ""},
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            return _treat(request, held, form)
    now = clock.now()
    rows = [{"batch": batch, "line": came.get(batch.pk), "days": (now - batch.held_since).days} for batch in batches]
    return render(
        request,
        "manifests/treatments.html",
        {"form": form, "rows": rows, "more": more, "searched": searched},
        status=422 if request.method == "POST" else 200,
    )


def held_for_treatment(person):
    """Batches at disposal sites where the person works at the gate."""
    sites = person.standing.enterprises_where(Role.RECEIVER)
    rows = WasteBatch.objects.visible_to(person).filter(holder__is_disposal_site=True, holder__enterprise__in=sites)
    return rows.with_particulars()


def _treat(request, held, form: TreatForm):
    batches = list(held.filter(pk__in=form.cleaned_data["batches"]))
    outcomes = treat_together(batches, by=request.user, method=form.cleaned_data["method"], idempotency_key=form.key)
    done = ngettext("%(count)s batch is treated.", "%(count)s batches are treated.", len(outcomes))
    messages.success(request, done % {"count": len(outcomes)})
    for sentence in {finding.message for outcome in outcomes for finding in findings_of(outcome.event)}:
        messages.warning(request, sentence)
    return redirect("manifests:treatments")


def _manifests_of(batches: list[WasteBatch]) -> dict:
    """Batch id → the line it came in on; a batch that is a part of another came in on that one's line."""
    keys = [batch.pk for batch in batches]
    lines = (
        ManifestLine.objects.filter(Q(batch__in=keys) | Q(batch__links_down__child__in=keys))
        .select_related("manifest", "method")
        .annotate(part=F("batch__links_down__child"))
        .order_by("manifest_id")
    )
    found = {}
    for line in lines:
        for key in (line.batch_id, line.part):
            found[key] = line
    return found
