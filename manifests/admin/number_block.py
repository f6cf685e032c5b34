"""Blocks of national numbers and masks of provinces' numbers: entered by officials in charge of all of the place."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.set_limit import may_set
from facilities.admin.facts import link, list_url, page_url
from facilities.admin.filters import ListFilters, choices, day_input
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.models import Region
from facilities.templatetags.quantities import stamp, state_badge
from manifests.actions.enter_block import enter_block, give_back
from manifests.actions.set_number_mask import set_number_mask
from manifests.models import Manifest, NumberBlock, NumberMask
from manifests.numbers import NATIONAL_SERIALS

SHOWN = 20
LEFT, USED_UP = "left", "used_up"
Level = Region.Level


def places_of(person, level: str) -> list[Region]:
    """The regions of a level for all of which the official is in charge, by code."""
    found = []
    for prefix in person.standing.region_prefixes:
        rows = Region.objects.filter(code__startswith=prefix, level=level).order_by("code")
        found += [row for row in rows if may_set(person, row)]
    return found


def may_enter(person, digits: int) -> bool:
    """Whether the official is in charge of a place whose prefix has so many digits, or of a wider one."""
    return any(len(prefix) <= digits for prefix in person.standing.region_prefixes)


class PlaceForm(OnceForm):
    """A form about one of the official's own places."""

    level = ""
    region = forms.ChoiceField()

    def __init__(self, data, *, person, **kwargs):
        super().__init__(data, **kwargs)
        self.places = {row.pk: row for row in places_of(person, self.level)}
        self.fields["region"].choices = [(row.pk, f"{row.prefix} {row.localised_name}") for row in self.places.values()]

    @property
    def asked(self) -> dict:
        """What the action takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return said | {"region": self.places[said["region"]]}


class BlockForm(PlaceForm):
    level = Level.PREFECTURE
    region = forms.ChoiceField(label=gettext_lazy("Shipping city"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    first = forms.IntegerField(
        label=gettext_lazy("First serial"),
        min_value=1,
        max_value=NATIONAL_SERIALS - 1,
        help_text=gettext_lazy("The last six digits of the first number."),
    )
    last = forms.IntegerField(label=gettext_lazy("Last serial"), min_value=1, max_value=NATIONAL_SERIALS - 1)
    granted_by = forms.CharField(label=gettext_lazy("Granted by"), max_length=120)
    document = forms.CharField(label=gettext_lazy("Document number"), max_length=80)
    granted_on = DayField(label=gettext_lazy("Granted on"), widget=day_input())


class MaskForm(PlaceForm):
    level = Level.PROVINCE
    region = forms.ChoiceField(label=gettext_lazy("Province"))
    mask = forms.CharField(
        label=gettext_lazy("Mask"),
        max_length=40,
        help_text=gettext_lazy("# stands for a digit, @ for a letter, everything else for itself: JS########."),
    )
    valid_from = DayField(
        label=gettext_lazy("First day"), widget=day_input(), help_text=gettext_lazy("Tomorrow at the earliest.")
    )
    document = forms.CharField(label=gettext_lazy("Document number"), max_length=80)


class Entered(ReadOnlyAdmin):
    """Records that officials in charge of the whole place add on a page that asks; nobody changes them."""

    form_class: type[PlaceForm]
    digits = 4
    title = question = text = submit = done = ""

    def enter(self, by, **asked):
        raise NotImplementedError

    def has_add_permission(self, request) -> bool:
        return may_enter(request.user, self.digits)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.form_class(data_of(request), person=request.user, initial=self.first_look())
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                row = self.enter(request.user, **form.asked)
                messages.success(request, self.done)
                return redirect(page_url(row))
        context = {
            "head": Head(title=self.title),
            "original": None,
            "form": form,
            "question": self.question,
            "text": self.text,
            "submit": self.submit,
            "cancel_url": "../",
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)

    def first_look(self) -> dict:
        return {}


class BlockFilters(ListFilters):
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        required=False,
        choices=choices((LEFT, gettext_lazy("numbers left")), (USED_UP, gettext_lazy("used up"))),
    )

    def narrow(self, rows):
        match self.cleaned_data["standing"]:
            case "left":
                return rows.filter(next_no__lte=F("last_no"))
            case "used_up":
                return rows.filter(next_no__gt=F("last_no"))
        return rows


@admin.register(NumberBlock)
class NumberBlockAdmin(Entered):
    filters = BlockFilters
    form_class = BlockForm
    list_display = ("numbers", "city", "used_shown", "left_shown", "standing", "granted")
    list_select_related = ("region",)
    empty_text = gettext_lazy(
        "No block was granted, so no national number is given out. What the nation gives is recorded on the manifest."
    )
    title = gettext_lazy("A block of national numbers")
    question = gettext_lazy("Enter this block?")
    text = gettext_lazy(
        "From now on manifests from this city take their national number from it when they are issued."
        " Enter only what the nation has granted to this platform."
    )
    submit = gettext_lazy("Enter the block")
    done = gettext_lazy("The block is entered.")

    def enter(self, by, **asked):
        return enter_block(by=by, **asked)

    def first_look(self) -> dict:
        return {"year": clock.today().year, "first": 1}

    @admin.display(description=gettext_lazy("numbers"))
    def numbers(self, row):
        return format_html('<span class="code">{}</span>', row)

    @admin.display(description=gettext_lazy("shipping city"))
    def city(self, row):
        return row.region.localised_name

    @admin.display(description=gettext_lazy("used"))
    def used_shown(self, row):
        return f"{row.used:,}"

    @admin.display(description=gettext_lazy("left"))
    def left_shown(self, row):
        return f"{row.left:,}"

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, row):
        return standing_badge(row)

    @admin.display(description=gettext_lazy("granted by"))
    def granted(self, row):
        return format_html("{} · {} · {}", row.granted_by, row.document, row.granted_on)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("region", "entered_by")

    def head(self, request, record) -> Head:
        acts = []
        if record.left and may_set(request.user, record.region):
            url = reverse("admin:manifests_numberblock_give_back", args=[record.pk])
            acts = [{"url": url, "label": _("Give back what is left"), "kind": "danger"}]
        return Head(title=str(record), lead=record.region.localised_name, code=True, actions=acts)

    def sections(self, request, record) -> list:
        return [facts(record), given_out(request.user, record)]

    def get_urls(self):
        act = self.admin_site.admin_view(self.give_back_view)
        return [path("<uuid:pk>/give_back/", act, name="manifests_numberblock_give_back"), *super().get_urls()]

    def give_back_view(self, request, pk):
        record = self.fetch(request, str(pk))
        if not record.left or not may_set(request.user, record.region):
            raise PermissionDenied
        form = OnceForm(data_of(request))
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                count = give_back(by=request.user, block=record)
                messages.success(request, _("%(count)s numbers are given back.") % {"count": f"{count:,}"})
                return redirect(page_url(record) if record.used else list_url(NumberBlock))
        context = {
            "head": Head(title=str(record), lead=record.region.localised_name, code=True),
            "original": record,
            "ready": True,
            "form": form,
            "sections": [facts(record)],
            "question": _("Give back what is left of this block?"),
            "text": _("No number of it is given out any more. Those that stand on manifests stay."),
            "submit": _("Give back what is left"),
            "kind": "danger",
            "cancel_url": page_url(record),
        }
        return self.page(request, "admin/confirm.html", context)


def standing_badge(row: NumberBlock) -> str:
    if not row.left:
        return state_badge("expired", _("given back") if row.given_back else _("used up"))
    return state_badge("valid", _("numbers left"))


def facts(record: NumberBlock) -> Facts:
    return Facts(
        "",
        [
            (_("Standing"), standing_badge(record)),
            (_("Left"), f"{record.left:,}"),
            (_("Used"), f"{record.used:,}"),
            (_("Granted"), f"{record.granted:,}"),
            (_("Given back"), f"{record.given_back:,}" if record.given_back else "–"),
            (_("Next number"), format_html('<span class="code">{}</span>', record.next_no) if record.left else "–"),
            (_("Granted by"), record.granted_by),
            (_("Document number"), record.document),
            (_("Granted on"), stamp(record.granted_on)),
            (_("Entered by"), record.entered_by),
            (_("Entered"), stamp(record.entered_at)),
        ],
    )


def given_out(person, record: NumberBlock) -> Table:
    """The last manifests that got a number of it, as far as the official sees them."""
    used = (f"{record.first_no:014d}", f"{max(record.next_no - 1, record.first_no):014d}")
    rows = Manifest.objects.visible_to(person).filter(national_no__range=used).select_related("consignor")
    return Table(
        _("Given out last"),
        [_("National number"), _("Manifest"), _("From"), _("Issued")],
        [
            ("", [row.national_no, link(row), row.consignor, stamp(row.issued_at)])
            for row in rows.order_by("-national_no")[:SHOWN]
        ],
        empty=_("No number has been given out yet."),
    )


@admin.register(NumberMask)
class NumberMaskAdmin(Entered):
    form_class = MaskForm
    digits = 2
    list_display = ("mask", "province", "valid_from", "valid_to", "document")
    list_select_related = ("region",)
    empty_text = gettext_lazy("No mask is entered, so a province's number may be any text.")
    title = gettext_lazy("How a province spells its numbers")
    question = gettext_lazy("Enter this mask?")
    text = gettext_lazy("Provincial numbers of manifests issued from its first day on must be spelt so.")
    submit = gettext_lazy("Enter the mask")
    done = gettext_lazy("The mask is entered.")

    def enter(self, by, **asked):
        return set_number_mask(by=by, **asked)

    @admin.display(description=gettext_lazy("province"))
    def province(self, row):
        return row.region.localised_name

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("region", "entered_by")

    def head(self, request, record) -> Head:
        return Head(title=record.mask, lead=record.region.localised_name, code=True)

    def sections(self, request, record) -> list:
        rows = [
            (_("First day"), stamp(record.valid_from)),
            (_("Last day"), stamp(record.valid_to) if record.valid_to else "–"),
            (_("Document number"), record.document),
            (_("Entered by"), record.entered_by),
            (_("Entered"), stamp(record.entered_at)),
        ]
        return [Facts("", rows)]
