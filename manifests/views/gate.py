"""The gate: what is on its way here, what stands here, and the way from a number to the weighbridge."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import with_role
from facilities.roles import Role
from manifests.forms.gate import NATIONAL, FindForm
from manifests.models import Container, Manifest, ManifestLine, PaperNumber
from manifests.printed import MANIFEST, Printed
from manifests.states import JUDGED, ON_THE_ROAD, ManifestState

COMING = (*ON_THE_ROAD, ManifestState.ARRIVED)
MOST_SHOWN = 100
# The decoder of the scanner is WebAssembly; nothing else is loosened.
SCANNER_POLICY = {"script-src": ["'self'", "'wasm-unsafe-eval'"]}


def loads_for(person):
    """Manifests whose receiver is a gate of the person's."""
    gates = person.standing.enterprises_where(Role.RECEIVER)
    rows = Manifest.objects.visible_to(person).filter(consignee__enterprise__in=gates)
    return rows.filter(Q(consignee__is_collector=True) | Q(consignee__is_disposal_site=True)).with_parties()


@require_safe
@with_role(Role.RECEIVER)
def gate(request):
    """Scan or type a number, or take a load from the list."""
    return _page(request, FindForm())


@require_safe
@with_role(Role.RECEIVER)
def find(request):
    """From a number or a scanned code to the weighbridge page; what does not lead there says why."""
    form = FindForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = _behind(request.user, form.printed)
    if found is None and PaperNumber.objects.filter(pk=form.printed.text, manifest=None).exists():
        form.add_error("code", _("This sheet was printed ahead and is not entered yet. Its consignor enters it first."))
        return _page(request, form, status=404)
    if found is None and form.printed.kind == NATIONAL:
        form.add_error(
            "code", _("Nobody has entered this national number. If it was drawn up elsewhere, enter it first.")
        )
        return _page(request, form, status=404)
    if found is None:
        form.add_error("code", _("No load with this number is on its way to your gate. Compare it with the paper."))
        return _page(request, form, status=404)
    if found.consignee.enterprise_id not in request.user.standing.enterprises_where(Role.RECEIVER):
        form.add_error("code", _("This load goes to %(site)s, not to your gate.") % {"site": found.consignee.name})
        return _page(request, form, status=404)
    if found.state in COMING:
        return redirect("manifests:receive", found.pk)
    if found.state in (*JUDGED, ManifestState.CLOSED):
        messages.info(request, _("This load has been judged already."))
        return redirect("manifests:received", found.pk)
    form.add_error("code", _not_coming(found))
    return _page(request, form, status=409)


def _behind(person, printed: Printed) -> Manifest | None:
    """The manifest with this number; for a drum's code the one it travels under, or travelled under last."""
    rows = Manifest.objects.visible_to(person).with_parties()
    if printed.kind == NATIONAL:
        return rows.filter(national_no=printed.text).first()
    if printed.kind == MANIFEST:
        return rows.filter(number=printed.text).first()
    batches = Container.objects.filter(digital_id=printed.text).values("batch")
    # The second: what was left of a batch that was accepted in part.
    lines = ManifestLine.objects.filter(Q(batch__in=batches) | Q(batch__links_up__parent__in=batches))
    return rows.filter(pk__in=lines.values("manifest")).order_by("-pk").first()


def _not_coming(found: Manifest) -> str:
    if found.state == ManifestState.ISSUED:
        return _("This load has not left yet: the driver has not confirmed the departure.")
    return _("This manifest is “%(state)s”. Nothing may be received under it.") % {"state": found.get_state_display()}


def _page(request, form: FindForm, status: int = 200):
    loads = list(loads_for(request.user).filter(state__in=COMING).order_by("departed_at", "pk")[: MOST_SHOWN + 1])
    response = render(
        request,
        "manifests/gate.html",
        {
            "form": form,
            "at_gate": [load for load in loads if load.state == ManifestState.ARRIVED],
            "on_the_way": [load for load in loads if load.state in ON_THE_ROAD],
            "more": len(loads) > MOST_SHOWN,
            "takes_in": request.user.standing.receives,
        },
        status=status,
    )
    response.csp_update = SCANNER_POLICY
    return response
