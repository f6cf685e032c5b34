"""What another platform's manifest says, as the receiver's desk types it: five parts and a row for each waste."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.actions.note_outside import ADDRESS, CONTACT, PHONE, SITE_NAME
from facilities.errors import Refusal
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm, sentence
from facilities.models import Facility, Packaging, PhysicalState, Region
from manifests.actions.picking import MOST_LINES
from manifests.actions.reading_inbound import CARRIAGE, MOST_CONTAINERS, NAME, nested, place_named
from manifests.forms.batch import kilograms, moment
from manifests.forms.numbers import provincial_field

FEWEST_ROWS = 1


def text(label, longest: int, *, needed: bool = True, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=needed, **options)


def day(label, **options) -> DayField:
    return DayField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **options)


class WasteForm(forms.Form):
    """One waste of the paper. A row that is left empty is none."""

    code = text(
        _("Waste code"), 20, help_text=_("All digits, such as 900-249-08."), widget=forms.TextInput({"size": 14})
    )
    name = text(_("Waste name"), NAME, needed=False, help_text=_("Leave empty to take the catalogue's."))
    physical_state = forms.ChoiceField(label=_("Physical state"))
    packaging = forms.ChoiceField(label=_("Packaging"), required=False)
    containers = forms.IntegerField(
        label=_("Number of containers"), min_value=0, max_value=MOST_CONTAINERS, required=False
    )
    kg = kilograms(_("Declared"))
    approved_kg = kilograms(
        _("Approved in all"), required=False, help_text=_("Of the cross-province approval, when it is new here.")
    )
    left_kg = kilograms(
        _("Left of it before this load"), required=False, least=0, help_text=_("As the paper or the platform says.")
    )

    def __init__(self, *args, states, packagings, **kwargs):
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.fields["physical_state"].choices = [("", _("Choose one")), *states]
        self.fields["packaging"].choices = [("", "–"), *packagings]

    @property
    def said(self) -> dict:
        return {name: "" if value is None else str(value) for name, value in self.cleaned_data.items()}


class InboundForm(OnceForm):
    """The whole paper; `rows` are its wastes."""

    consignee = forms.ChoiceField(label=_("Your site"))
    national_no = text(
        _("National number"),
        40,
        help_text=_("The 14 digits on the paper: the year, the city the waste leaves from, and a serial of six."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    provincial_no = provincial_field()
    left_at = moment(_("Left there"), help_text=_("Actual departure, as the paper says."))
    method = forms.ChoiceField(label=_("Method"))
    remarks = text(_("Remarks"), 200, needed=False)

    consignor_name = text(_("Name"), SITE_NAME)
    consignor_no = text(_("Credit code"), 40, help_text=_("18 characters; the last one is checked."))
    province = forms.ChoiceField(
        label=_("Province"), required=False, help_text=_("Held against the place in the national number.")
    )
    consignor_address = text(_("Address"), ADDRESS)
    consignor_contact = text(_("Contact"), CONTACT, needed=False)
    consignor_phone = text(_("Phone"), PHONE, needed=False)

    carrier_name = text(_("Name"), SITE_NAME)
    carrier_no = text(_("Credit code"), 40)
    licence = text(_("Transport licence"), 60, needed=False)
    carrier_phone = text(_("Phone"), PHONE, needed=False)
    plate = text(_("Vehicle"), CARRIAGE["plate"])
    driver = text(_("Driver"), CARRIAGE["driver"])
    driver_phone = text(_("Driver's phone"), CARRIAGE["driver_phone"], needed=False)
    escort = text(_("Escort"), CARRIAGE["escort"], needed=False)

    approval_no = text(
        _("Number of the decision"), 60, needed=False, help_text=_("Of waste that comes from another province.")
    )
    approval_from = day(_("First day"), help_text=_("Only when this decision is new here."))
    approval_to = day(_("Last day"))

    parts = (
        (_("The manifest"), ("consignee", "national_no", "provincial_no", "left_at", "method", "remarks")),
        (
            _("Who handed it over"),
            ("consignor_name", "consignor_no", "province", "consignor_address", "consignor_contact", "consignor_phone"),
        ),
        (
            _("Who carries it"),
            ("carrier_name", "carrier_no", "licence", "carrier_phone", "plate", "driver", "driver_phone", "escort"),
        ),
        (_("Cross-province approval"), ("approval_no", "approval_from", "approval_to")),
    )

    def __init__(self, data=None, *, sites: list[Facility], methods: list, unfinished=None):
        """`unfinished`: what is filled in so far and not judged yet, while a row is added."""
        sent = unfinished if data is None else data
        super().__init__(data, initial=unfinished.dict() if unfinished else None)
        self.fields["consignee"].choices = [(str(site.pk), site.name) for site in sites]
        self.fields["method"].choices = [("", _("Choose a method")), *((row.code, str(row)) for row in methods)]
        provinces = Region.objects.filter(level=Region.Level.PROVINCE).order_by("code")
        self.fields["province"].choices = [("", "–"), *((row.code, row.localised_name) for row in provinces)]
        states = [(row.pk, str(row)) for row in PhysicalState.objects.all()]
        packagings = [(str(row.pk), str(row)) for row in Packaging.objects.all()]
        self.rows = [
            WasteForm(
                data,
                prefix=f"waste-{number}",
                initial={name: unfinished.get(f"waste-{number}-{name}") for name in WasteForm.base_fields}
                if unfinished
                else None,
                states=states,
                packagings=packagings,
            )
            for number in range(min(_count(sent), MOST_LINES))
        ]
        self.forms, self.non_form_errors = self.rows, []  # as an error summary looks for them

    @property
    def groups(self) -> list[tuple]:
        """Legend and fields of each part, as form_rows.html shows them."""
        return list(self.parts)

    def is_valid(self) -> bool:
        # Every row is read, so that every row says what is wrong with it.
        rows_hold = not [row for row in self.rows if not row.is_valid()]
        holds = super().is_valid()
        if holds and rows_hold and not self.named:
            self.add_error(None, _("Enter at least one waste."))
        return rows_hold and super().is_valid()

    @property
    def named(self) -> list[WasteForm]:
        return [row for row in self.rows if row.has_changed()]

    @property
    def total_error_count(self) -> int:
        return sum(len(row.errors) for row in self.rows if row.is_bound)

    @property
    def deed(self) -> dict:
        """What the action `transfer_in` wants."""
        return nested(self.cleaned_data, [row.said for row in self.named])

    def show(self, refusal: Refusal) -> None:
        """What is about a waste stands in its row, everything else beside its field."""
        named = self.named
        for reason in refusal.all:
            where = reason.field.strip("/").split("/")
            if where[0] == "lines" and len(where) > 1 and where[1].isdigit() and int(where[1]) < len(named):
                row, name = named[int(where[1])], where[-1]
                row.add_error(name if name in row.fields else None, sentence(reason))
                continue
            name = place_named(reason.field)
            self.add_error(name if name in self.fields else None, sentence(reason))


def _count(sent) -> int:
    """How many rows were sent, and one more where that was asked for."""
    try:
        count = int(sent.get("rows", "")) if sent else FEWEST_ROWS
    except ValueError:
        count = FEWEST_ROWS
    return max(count + bool(sent and sent.get("do") == "add"), FEWEST_ROWS)
