"""What the register asks about a firm and its sites."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.models import Industry, Region

DUTIES = ["is_generator", "is_collector", "is_transporter", "is_disposal_site"]
SITE = [
    *("address", "industry", "longitude", "latitude", "contact_name", "contact_phone", "emergency_phone"),
    "operating_since",
]
FIRM = ["name", "registered_address", "legal_representative", "legal_representative_phone"]


def day_input(**attributes) -> forms.DateInput:
    return forms.DateInput({"type": "date", **attributes}, format="%Y-%m-%d")


class ReasonForm(OnceForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))

    @property
    def particulars(self) -> dict:
        """The checked fields as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class DayReasonForm(ReasonForm):
    day = DayField(label=_("From this day on"), widget=day_input())

    field_order = ["day", "reason"]


class SiteFields(OnceForm):
    """Where a site is, what is done there, and whom to call."""

    region = forms.ModelChoiceField(label=_("District"), queryset=Region.objects.none(), empty_label=None)
    address = forms.CharField(label=_("Address"), max_length=200)
    is_generator = forms.BooleanField(label=_("Waste arises there"), required=False)
    is_collector = forms.BooleanField(label=_("Collects other firms' waste and sends it on"), required=False)
    is_transporter = forms.BooleanField(label=_("Carries waste for others"), required=False)
    is_disposal_site = forms.BooleanField(label=_("Uses or disposes of waste"), required=False)
    industry = forms.ModelChoiceField(
        label=_("Industry"),
        queryset=Industry.objects.all(),
        required=False,
        widget=forms.TextInput({"maxlength": 4}),
        help_text=_("The digits of GB/T 4754-2017, such as 3360. Empty if not known."),
    )
    longitude = forms.DecimalField(label=_("Longitude"), max_digits=9, decimal_places=6, required=False)
    latitude = forms.DecimalField(label=_("Latitude"), max_digits=8, decimal_places=6, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=60)
    contact_phone = forms.CharField(label=_("Phone"), max_length=30)
    emergency_phone = forms.CharField(label=_("Emergency phone"), max_length=30, required=False)
    operating_since = DayField(
        label=_("In operation since"),
        required=False,
        widget=day_input(),
        help_text=_("Its management class in the first years rests on this day."),
    )

    SITE_GROUPS = [
        (_("What is done there"), DUTIES),
        (_("Where it is"), ["region", "address", "longitude", "latitude"]),
        (_("About the site"), ["industry", "operating_since", "contact_name", "contact_phone", "emergency_phone"]),
    ]

    def __init__(self, *args, person=None, **kwargs):
        """`person`: who registers; offered are the districts in their charge. None: the district is known."""
        super().__init__(*args, **kwargs)
        if person is None:
            del self.fields["region"]
        else:
            _offer_regions(self.fields["region"], person)

    @property
    def site(self) -> dict:
        """The site's fields as the actions take them."""
        names = [*SITE, *DUTIES, *(["region"] if "region" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names}


def _offer_regions(field: forms.ModelChoiceField, person) -> None:
    rows = Region.objects.filter(level=Region.Level.COUNTY)
    if not person.standing.region_prefixes:  # the superuser's choice of all counties is too long for a list
        field.queryset = rows
        field.widget = forms.TextInput({"inputmode": "numeric", "maxlength": 6})
        field.help_text = _("The six digits of the district, such as 320412.")
        return
    keys = [
        key
        for key in rows.values_list("pk", flat=True)
        if any(key.startswith(prefix) for prefix in person.standing.region_prefixes)
    ]
    field.queryset = rows.filter(pk__in=keys)


class FirmForm(SiteFields):
    name = forms.CharField(label=_("Name of the firm"), max_length=120)
    registration_no = forms.CharField(
        label=_("Unified social credit code"),
        max_length=32,
        help_text=_("18 characters, as on its business licence. The last one is checked (GB 32100)."),
    )
    registered_address = forms.CharField(label=_("Registered address"), max_length=200, required=False)
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=60, required=False)
    legal_representative_phone = forms.CharField(label=_("Legal representative's phone"), max_length=30, required=False)
    site_name = forms.CharField(
        label=_("Name of the first site"), max_length=120, required=False, help_text=_("Empty for the firm's name.")
    )
    groups = [
        (_("The firm"), ["name", "registration_no", *FIRM[1:]]),
        (_("Its first site"), ["site_name"]),
        *SiteFields.SITE_GROUPS,
    ]

    @property
    def firm(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*FIRM, "registration_no")}


class NewSiteForm(SiteFields):
    registration_no = forms.CharField(
        label=_("Unified social credit code of the firm"),
        max_length=32,
        help_text=_("The firm is registered already, here or in another district."),
    )
    name = forms.CharField(label=_("Name of the site"), max_length=120)
    groups = [(_("Whose site"), ["registration_no", "name"]), *SiteFields.SITE_GROUPS]


class ReviseSiteForm(SiteFields, ReasonForm):
    name = forms.CharField(label=_("Name of the site"), max_length=120)
    groups = [(_("The site"), ["name"]), *SiteFields.SITE_GROUPS, (_("Why"), ["reason"])]


class ReviseFirmForm(ReasonForm):
    name = forms.CharField(label=_("Name of the firm"), max_length=120)
    registered_address = forms.CharField(label=_("Registered address"), max_length=200, required=False)
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=60, required=False)
    legal_representative_phone = forms.CharField(label=_("Legal representative's phone"), max_length=30, required=False)
    groups = [(_("The firm"), FIRM), (_("Why"), ["reason"])]


class ManagerForm(OnceForm):
    name = forms.CharField(label=_("Name of the person"), max_length=60)
    username = forms.CharField(
        label=_("Account"), max_length=150, help_text=_("Letters, digits and @ . + - _ only; used to sign in.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
