"""Batches for officials: what lies where, how old it is, what it came from and what became of it."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table, Timeline
from facilities.enumerating import enumerated
from facilities.models import WasteCode
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.admin.batch_ledger import ledger
from manifests.admin.fate_section import trace_button, where_it_went
from manifests.admin.label_print import why
from manifests.admin.manifest_sections import batch_link, manifest_link, signed
from manifests.admin.words import BATCH_STEPS
from manifests.clocks.storage import with_terms
from manifests.flows import codes_of
from manifests.label_history import history_of
from manifests.models import BatchLink, WasteBatch
from manifests.models.stateful import STATE_NAMES
from manifests.states import BatchState
from manifests.whereabouts import fate_of_batch

OPEN = "open"


class BatchFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Number begins with"), required=False, max_length=20)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=choices((OPEN, gettext_lazy("all open")), *((state.value, STATE_NAMES[state]) for state in BatchState)),
    )
    watch = forms.ChoiceField(
        label=gettext_lazy("Attention"),
        required=False,
        choices=choices(("too_long", gettext_lazy("stored over its day limit"))),
    )
    district = DistrictField(label=gettext_lazy("Held in district"), with_elsewhere=True)
    holder = forms.CharField(label=gettext_lazy("Holder's name begins with"), required=False, max_length=60)
    code = forms.CharField(label=gettext_lazy("Waste code or category"), required=False, max_length=11)

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(number__startswith=asked["q"].strip().upper())
        if asked["state"]:
            rows = rows.open() if asked["state"] == OPEN else rows.filter(state=asked["state"])
        if asked["watch"]:
            rows = stored_too_long(rows)
        if asked["district"]:
            rows = rows.filter(in_district(asked["district"], "holder__region", self.person.standing))
        if asked["holder"]:
            rows = rows.filter(holder__name__startswith=asked["holder"].strip())
        if asked["code"]:
            text = asked["code"].strip().upper()
            codes = WasteCode.objects.filter(codes_of(text)) if len(text) <= 4 else WasteCode.objects.filter(code=text)
            rows = rows.filter(waste_code__in=codes.values("pk"))
        return rows


def stored_too_long(rows):
    """Batches in a store for longer than they may be: by law, or by the store's own limit where that is shorter."""
    return with_terms(rows, clock.today()).filter(leaves_by__lte=clock.now())


@admin.register(WasteBatch)
class BatchAdmin(ReadOnlyAdmin):
    listing = "admin-batches"
    filters = BatchFilters
    list_display = (
        "number",
        "state_shown",
        "code",
        "weight",
        "holder_shown",
        "generator_shown",
        "generated",
        "since",
    )
    list_select_related = ("waste_code", "holder", "generator", "area")
    empty_text = gettext_lazy("No batch fits these filters.")

    def get_queryset(self, request):
        return with_terms(super().get_queryset(request), clock.today())

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row):
        badges = [state_badge(row.state)]
        if row.leaves_by and row.leaves_by <= clock.now():
            badges.append(state_badge("overdue", _("Over its day limit")))
        return format_html_join(" ", "{}", ((badge,) for badge in badges))

    @admin.display(description=gettext_lazy("waste code"))
    def code(self, row):
        return row.waste_code.code

    @admin.display(description=gettext_lazy("weight"))
    def weight(self, row):
        return kg(row.kg)

    @admin.display(description=gettext_lazy("held by"))
    def holder_shown(self, row):
        return f"{row.holder} · {row.area}" if row.area else row.holder

    @admin.display(description=gettext_lazy("generator"))
    def generator_shown(self, row):
        return row.generator

    @admin.display(description=gettext_lazy("generated"))
    def generated(self, row):
        return stamp(row.generated_at)

    @admin.display(description=gettext_lazy("held here since"))
    def since(self, row):
        return stamp(row.held_since)

    def detail_queryset(self, request):
        return WasteBatch.objects.visible_to(request.user).with_particulars().select_related("treated_by")

    def head(self, request, record) -> Head:
        return Head(
            title=record.number,
            lead=f"{record.waste_code.code} {record.stream.official_name}",
            state=record.state,
            code=True,
            actions=[trace_button(record)],
        )

    def sections(self, request, record) -> list:
        """Eight statements: fate, its names, family, manifests, containers, prints, ledger, events."""
        return [
            particulars(record),
            where_it_went(fate_of_batch(record)),
            family(request.user, record),
            manifests(request.user, record),
            containers(record),
            printed(record, request.user),
            ledger(request.user, record),
            custody(record),
        ]


def particulars(record: WasteBatch) -> Facts:
    treated = f"{record.treated_by.code} {record.treated_by.localised_name}" if record.treated_by else ""
    return Facts(
        "",
        [
            (_("Weight"), kg(record.kg)),
            (_("Generated by"), record.generator.name),
            (_("Held by"), record.holder.name),
            (_("Storage area"), record.area or ""),
            (_("Generated"), stamp(record.generated_at)),
            (_("Held here since"), stamp(record.held_since)),
            (_("Hazards"), enumerated(record.stream.hazards)),
            (_("Physical state"), record.stream.physical_state),
            (_("Treated by"), treated),
            (_("Treated"), stamp(record.treated_at) if record.treated_at else ""),
        ],
    )


def family(person, record: WasteBatch) -> Table | None:
    links = BatchLink.objects.filter(parent=record) | BatchLink.objects.filter(child=record)
    lines = []
    for edge in links.select_related(
        "parent__holder", "parent__generator", "child__holder", "child__generator"
    ).order_by("pk"):
        is_up = edge.child_id == record.pk
        relative = edge.parent if is_up else edge.child
        how = _("came out of") if is_up else _("went into")
        lines.append(("", [batch_link(person, relative), how, kg(edge.kg), state_badge(relative.state)]))
    if not lines:
        return None
    return Table(_("Family"), [_("Batch"), _("Link"), (_("Weight"), "number"), _("State")], lines)


def manifests(person, record: WasteBatch) -> Table:
    lines = record.lines.select_related("manifest__consignor", "manifest__consignee").order_by("pk")
    return Table(
        _("Manifests"),
        [_("Number"), _("State"), _("From"), _("To"), (_("Declared"), "number"), (_("Accepted"), "number")],
        [
            (
                "",
                [
                    manifest_link(person, line.manifest),
                    state_badge(line.manifest.state),
                    line.manifest.consignor,
                    line.manifest.consignee,
                    kg(line.declared_kg),
                    kg(line.accepted_kg),
                ],
            )
            for line in lines
        ],
        empty=_("It was on no manifest yet."),
    )


def containers(record: WasteBatch) -> Table | None:
    rows = list(record.containers.order_by("serial"))
    if not rows:
        return None
    return Table(
        _("Containers"),
        [_("Digital identification code"), (_("Volume (L)"), "number"), (_("Weight"), "number"), _("Emptied")],
        [
            (
                "",
                [row.digital_id or row.serial, row.litres, kg(row.kg), stamp(row.emptied_at) if row.emptied_at else ""],
            )
            for row in rows
        ],
    )


def printed(record: WasteBatch, person) -> Table | None:
    """The prints of its containers' labels; a link to those of the person's own districts."""
    codes = record.containers.exclude(digital_id=None).values("digital_id")
    lines = [
        (
            reverse("admin:manifests_labelprint_change", args=[row.pk]) if row.is_seen else "",
            [stamp(row.recorded_at), row.person_name or "–", row.here, row.again or "–", why(row, row.run_state)],
        )
        for row in history_of(codes, person)
    ]
    if not lines:
        return None
    heads = [_("Printed"), _("Printed by"), (_("Labels"), "number"), (_("Of them again"), "number"), _("Why again")]
    return Table(_("Labels printed"), heads, lines)


def custody(record: WasteBatch) -> Timeline:
    return Timeline(_("Custody"), [signed(event, step(event)) for event in record.events.order_by("sequence")])


def step(event) -> dict:
    """One event of a batch as the timeline wants it."""
    said = event.particulars
    names = ("manifest", "area", "into", "parent", "notice", "country", "receiver", "reason")
    notes = [said.get(name, "") for name in names]
    return {
        "title": BATCH_STEPS.get(event.action, event.action),
        "state": event.new_state,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "actor": event.person_name,
        "note": " · ".join(note for note in notes if isinstance(note, str) and note),
    }
