"""The steps of drawing up. Each is a page of its own; the later ones send the reader back where a choice is missing."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from facilities import clock
from facilities.asked import asked_for
from facilities.forms.refusals import shown_on
from facilities.models import DisposalMethod, Evidence, Facility
from manifests import offers
from manifests.custody import perform
from manifests.dry_run import NOT_DRAWN_UP, crew_not_named
from manifests.evidence_subjects import firm_of
from manifests.forms.drawing import Drawing, DrawUpForm, StockForms
from manifests.models import Container, Manifest
from manifests.offers import Offer, Receivers
from manifests.profiles import profile_over
from manifests.rules.exempting import Claim
from manifests.rules.load import Load, Part
from manifests.rules.register import BEFORE_ISSUE
from manifests.rules.verdicts import Outcome, Verdict, judge
from manifests.views.desk import Desk, Wanted
from manifests.views.mending import shown

MOST_SHOWN = 100  # batches on one page; older ones first, others are found by searching
MOST_REASONS = 30  # receivers that are not offered, of whom the page says why


def _context(desk: Desk, site: Facility, drawing: Drawing, load: list[Wanted] = ()) -> dict:
    return {
        "desk": desk,
        "site": site,
        "drawing": drawing,
        "load": load,
        "total_kg": sum(wanted.kg for wanted in load),
        "steps": [_("Waste"), _("Receiver"), _("Carrier"), _("Check")],
        "back": {step: desk.url + drawing.address(step=step) for step in ("stock", "receiver", "carrier")},
    }


def stock(request, desk: Desk, site: Facility, drawing: Drawing):
    """Tick what goes; what is posted moves into the address."""
    searched = asked_for(request.GET, "find")
    rows = desk.stock(site)
    if searched:
        by_words = Q(stream__alias__icontains=searched) | Q(waste_code__code__icontains=searched)
        shown = list(rows.filter(by_words | Q(number__icontains=searched))[: MOST_SHOWN + 1])
    else:
        shown = list(rows[: MOST_SHOWN + 1])
    more, shown = len(shown) > MOST_SHOWN, shown[:MOST_SHOWN]
    hidden = {key for key, _kg in drawing.picks} - {batch.pk for batch in shown}
    if hidden:
        shown = [*rows.filter(pk__in=hidden), *shown]
    serials = dict(
        Container.objects.full()
        .filter(batch__in=shown)
        .order_by()
        .values_list("batch")
        .annotate(serials=ArrayAgg("serial"))
    )
    forms = StockForms(shown, request.POST if request.method == "POST" else None, drawing.picks, serials)
    if request.method == "POST" and forms.is_valid():
        return redirect(desk.url + replace(drawing, picks=forms.picks, step="receiver").address())
    now = clock.now()
    for form in forms.forms:
        form.days = (now - form.batch.held_since).days
    return render(
        request,
        "manifests/draw_stock.html",
        _context(desk, site, drawing) | {"forms": forms, "searched": searched, "more": more},
        status=422 if request.method == "POST" else 200,
    )


def receiver(request, desk: Desk, site: Facility, drawing: Drawing, load: list[Wanted], error: str = ""):
    """Choose method and receiver among those whom the law lets take this load; say of the others why not."""
    receivers = Receivers(site, _kg_by_code(load), clock.today())
    methods = list(DisposalMethod.objects.chinese().filter(code__in=receivers.methods()))
    by_method = {method.code: receivers.offers(method.code) for method in methods}
    usual_receiver, usual_method = offers.usual_route([wanted.batch for wanted in load])
    method = _method(methods, by_method, drawing.method, usual_method)
    found = by_method.get(method, [])
    offered = [offer for offer in found if not offer.reasons]
    offered.sort(key=lambda offer: offer.facility.pk != usual_receiver)
    chosen = next((key for key in (drawing.consignee, str(usual_receiver)) if _of(offered, key)), "")
    drawing = replace(drawing, method=method)
    return render(
        request,
        "manifests/draw_receiver.html",
        _context(desk, site, drawing, load)
        | {
            "methods": [
                {
                    "method": row,
                    "count": sum(not offer.reasons for offer in by_method[row.code]),
                    "url": desk.url + drawing.address(step="receiver", method=row.code),
                }
                for row in methods
            ],
            "method": method,
            "offered": offered,
            "chosen": chosen or (str(offered[0].facility.pk) if len(offered) == 1 else ""),
            "usual": usual_receiver,
            "others": [offer for offer in found if offer.reasons][:MOST_REASONS],
            "hidden": replace(drawing, step="carrier").pairs("consignee"),
            "error": error,
        },
    )


def carrier(request, desk: Desk, site: Facility, drawing: Drawing, load: list[Wanted], error: str = ""):
    """Choose among the licensed and insured; the one who came last time is chosen already."""
    if _receiver_chosen(site, drawing, load) is None:
        return receiver(request, desk, site, drawing, load, _("Choose a receiver."))
    found = offers.carriers(clock.today())
    offered = [offer for offer in found if not offer.reasons]
    before = Manifest.objects.filter(consignor=site).order_by("-pk").values_list("carrier_id", flat=True).first()
    chosen = next((key for key in (drawing.carrier, str(before)) if _of(offered, key)), "")
    return render(
        request,
        "manifests/draw_carrier.html",
        _context(desk, site, drawing, load)
        | {
            "offered": offered,
            "chosen": chosen or (str(offered[0].facility.pk) if len(offered) == 1 else ""),
            "usual": before,
            "others": [offer for offer in found if offer.reasons][:MOST_REASONS],
            "hidden": replace(drawing, step="check").pairs("carrier"),
            "error": error,
        },
    )


def check(request, desk: Desk, site: Facility, drawing: Drawing, load: list[Wanted]):
    """All that is chosen, and what will be said when it is issued; with POST, the draft."""
    consignee = _receiver_chosen(site, drawing, load)
    if consignee is None:
        return receiver(request, desk, site, drawing, load, _("Choose a receiver."))
    haulier = _of([offer for offer in offers.carriers(clock.today()) if not offer.reasons], drawing.carrier)
    if haulier is None:
        return carrier(request, desk, site, drawing, load, _("Choose a carrier."))
    method = DisposalMethod.objects.chinese().get(code=drawing.method)
    files = request.FILES if request.method == "POST" else None
    form = DrawUpForm(request.POST or None, files, codes=list(_kg_by_code(load)), draft=desk.draft)
    if request.method == "POST" and files:
        owner = firm_of(desk.person, site.enterprise_id)
        form.keep(by=desk.person, enterprise=owner, kind=Evidence.Kind.EXEMPTION)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            manifest = _perform(desk, drawing, form)
            messages.success(request, _("The draft is saved. Its waste is set aside."))
            return redirect(manifest)
    claims = desk.draft.exemptions if desk.draft else []
    verdicts = _verdicts(site, load, (consignee, haulier.facility, method), claims)
    context = _context(desk, site, drawing, load)
    return render(
        request,
        "manifests/draw_check.html",
        context
        | {
            "form": form,
            "consignee": consignee,
            "carrier": haulier,
            "method": method,
            "profile": profile_over(_kg_by_code(load))[0],
            "blocked": any(verdict.outcome == Outcome.BLOCKS for verdict in verdicts),
            "verdicts": shown(verdicts, steps=context["back"]),
            "asked": [verdict.rule.id for verdict in verdicts],
        },
        status=422 if request.method == "POST" else 200,
    )


def _verdicts(site: Facility, load: list[Wanted], route: tuple, claims: list) -> list[Verdict]:
    """What issuing would say; that the waste is set aside and labelled alike is only known of a draft."""
    offer, carrier, method = route
    now = clock.today()
    parts = [
        Part(wanted.batch.waste_code, wanted.kg, wanted.batch.number, held_since=wanted.batch.held_since)
        for wanted in load
    ]
    asked = Load(site, offer.facility, carrier, method, now, parts, [Claim.from_record(claim) for claim in claims])
    asked.permits, asked.contract = offer.permits, offer.contract  # read with the whole directory
    rules = [rule for rule in BEFORE_ISSUE if rule.id not in NOT_DRAWN_UP]
    return [*judge(asked, rules), *crew_not_named()]


def again(request, desk: Desk, drawing: Drawing):
    """The waste is gone from the stock: by the first click of this very form, or by somebody else. The door knows."""
    form = DrawUpForm(request.POST, codes=[], draft=desk.draft)
    if form.is_valid():
        with shown_on(form):
            return redirect(_perform(desk, drawing, form))
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect(desk.url + drawing.address(step="stock", picks=()))


def _perform(desk: Desk, drawing: Drawing, form: DrawUpForm) -> Manifest:
    subject, action = (desk.draft, "revise") if desk.draft else (Manifest, "draw_up")
    data = drawing.data(form.cleaned_data["remarks"]) | {"exemptions": form.claims, "details": form.details}
    if form.claims and form.evidence:
        data["evidence"] = form.evidence
    return perform(subject, action, by=desk.person, data=data, idempotency_key=form.key).subject


def _method(methods: list[DisposalMethod], by_method: dict, asked: str, usual) -> str:
    """The method asked for; else the usual one; else the one that most receivers are offered for."""
    codes = [method.code for method in methods]
    if asked in codes:
        return asked
    usual_code = next((method.code for method in methods if method.pk == usual), "")
    most = max(codes, key=lambda code: sum(not offer.reasons for offer in by_method[code]), default="")
    return usual_code or most


def _receiver_chosen(site: Facility, drawing: Drawing, load: list[Wanted]) -> Offer | None:
    """The chosen receiver's offer if it is offered: an address may be old, or typed."""
    found = Receivers(site, _kg_by_code(load), clock.today()).offers(drawing.method)
    return _of([offer for offer in found if not offer.reasons], drawing.consignee)


def _of(offered: list[Offer], key: str) -> Offer | None:
    return next((offer for offer in offered if str(offer.facility.pk) == key), None)


def _kg_by_code(load: list[Wanted]) -> dict:
    return offers.load_of((wanted.batch, wanted.kg) for wanted in load)


AFTER_STOCK = {"receiver": receiver, "carrier": carrier, "check": check}
