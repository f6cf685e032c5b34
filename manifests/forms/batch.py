"""What a clerk or keeper says when waste arises, is stored, moved, split or treated."""

from decimal import Decimal

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.forms.day import MomentField
from facilities.forms.once import OnceForm
from facilities.models import StorageArea
from facilities.templatetags.quantities import grouped
from manifests.actions.declare_into_store import WEIGHT_MISSING, WEIGHTS, Counted
from manifests.actions.drawn_codes import LONGEST
from manifests.models import Container
from manifests.quantities import GRAM

UNITS = [
    ("kg", _("kilograms")),
    ("t", _("tonnes")),
    ("L", _("litres")),
    ("m3", _("cubic metres")),
    ("piece", _("pieces")),
]
MOMENT = "%Y-%m-%dT%H:%M"


def kilograms(label, *, least=GRAM, **options) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=15,
        decimal_places=3,
        min_value=least,
        widget=forms.NumberInput(attrs={"data-unit": "kg"}),
        **options,
    )


def moment(label, **options) -> MomentField:
    """Date and time in the reader's zone; now by default."""
    return MomentField(
        label=label,
        initial=lambda: localtime(clock.now()).strftime(MOMENT),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        **options,
    )


def drawn_codes() -> forms.CharField:
    """Labels that were printed ahead and are on the drums."""
    return forms.CharField(
        label=_("Labels that are on the containers already"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only for labels printed ahead: scan their codes or type their serials, such as 1-12, 15."),
    )


def packed(data: dict) -> dict:
    """Count, volume and labels of equal containers, as the actions read them; nothing where there are none."""
    count, codes = data["container_count"], data.get("label_codes")
    if not count and not codes:
        return {}
    counted = {"container_count": count} if count else {}
    labelled = {"label_codes": codes} if codes else {}
    return counted | labelled | {"container_litres": str(data["container_litres"])}


class DeclareForm(OnceForm):
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=15, decimal_places=3, min_value=GRAM)
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS, initial="kg")
    kg_per_unit = forms.DecimalField(
        label=_("Kilograms in one of it"),
        max_digits=15,
        decimal_places=6,
        min_value=Decimal("0.000001"),
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "kg"}),
        help_text=_("For litres, cubic metres and pieces: what one weighs."),
    )
    container_count = forms.IntegerField(
        label=_("Number of containers"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=_("Each gets its own label."),
    )
    container_litres = forms.DecimalField(
        label=_("Volume of one container"),
        max_digits=9,
        decimal_places=1,
        min_value=Decimal("0.1"),
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "L"}),
        help_text=_("It decides the size of the label."),
    )
    label_codes = drawn_codes()
    area = forms.ModelChoiceField(
        label=_("Put it straight into a store"),
        queryset=StorageArea.objects.none(),
        required=False,
        empty_label=_("Not yet"),
    )
    happened_at = moment(_("When it arose"))

    groups = [
        (_("How much"), ["quantity", "unit", "kg_per_unit"]),
        (_("Containers"), ["container_count", "container_litres", "label_codes"]),
        (_("Where and when"), ["area", "happened_at"]),
    ]

    def __init__(self, *args, areas, has_codes: bool = True, **kwargs):
        """`has_codes`: whether containers of this waste bear digital codes, which may have been drawn ahead."""
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas
        if not has_codes:
            del self.fields["label_codes"]

    def clean(self):
        data = super().clean()
        has_containers = data.get("container_count") or data.get("label_codes")
        if has_containers and "container_litres" in data and not data["container_litres"]:
            self.add_error("container_litres", _("Give the volume of one container."))
        if "unit" in data and data["unit"] not in WEIGHTS and "kg_per_unit" in data and not data["kg_per_unit"]:
            self.add_error("kg_per_unit", WEIGHT_MISSING)
        return data

    @property
    def counted(self) -> Counted:
        data = self.cleaned_data
        return Counted(data["quantity"], data["unit"], data["kg_per_unit"])

    @property
    def containers(self) -> dict:
        return packed(self.cleaned_data)


class IntoAreaForm(OnceForm):
    """Into which store: for storing and for moving."""

    area = forms.ModelChoiceField(label=_("Store"), queryset=StorageArea.objects.none(), empty_label=None)

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    @property
    def deed(self) -> dict:
        return {"area": str(self.cleaned_data["area"].pk)}


class SplitForm(OnceForm):
    """The first part: ticked containers, or a weight. A batch without containers asks for the weight only."""

    containers = forms.MultipleChoiceField(
        label=_("Containers that go with the first part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The part weighs what they hold. They keep their codes and labels."),
    )
    kg = kilograms(_("Weight of the first part"), required=False, help_text=_("The second part is the rest."))

    def __init__(self, *args, containers: list[Container], **kwargs):
        super().__init__(*args, **kwargs)
        # A second click names some that are here no more; the door knows them by its key.
        sent = self.data.getlist("containers") if self.is_bound else []
        known = {str(row.pk): _told(row) for row in containers}
        self.fields["containers"].choices = list((dict.fromkeys(sent, "") | known).items())
        if not containers and not sent:
            del self.fields["containers"]
            self.fields["kg"].required = True
            return
        self.fields["kg"].label = _("Or by weight")
        self.fields["kg"].help_text = _(
            "All containers stay with the second part, which is the rest. Their labels then say more than they hold:"
            " repack it, so that they agree."
        )

    def clean(self):
        data = super().clean()
        if "containers" in self.fields and not self.errors and not data["containers"] and not data["kg"]:
            self.add_error("containers", _("Choose containers or give a weight."))
        return data

    @property
    def deed(self) -> dict:
        kg, chosen = self.cleaned_data["kg"], self.cleaned_data.get("containers")
        return ({"containers": chosen} if chosen else {}) | ({"kg": str(kg)} if kg else {})


def _told(row: Container) -> str:
    """One container as a keeper knows it: its serial, the last digits of its code, its weight."""
    code = f"…{row.digital_id[-11:-3]} {row.digital_id[-3:]}" if row.digital_id else ""
    return " · ".join(filter(None, [f"{row.serial}", code, f"{grouped(row.litres)} L", f"{grouped(row.kg)} kg"]))


class PackingForm(OnceForm):
    """Into how many new containers all of a batch goes."""

    container_count = forms.IntegerField(label=_("Number of containers"), min_value=1, max_value=999, required=False)
    container_litres = forms.DecimalField(
        label=_("Volume of one container"),
        max_digits=9,
        decimal_places=1,
        min_value=Decimal("0.1"),
        widget=forms.NumberInput(attrs={"data-unit": "L"}),
        help_text=_("It decides the size of the label."),
    )
    label_codes = drawn_codes()

    def __init__(self, *args, has_codes: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_codes:
            del self.fields["label_codes"]

    def clean(self):
        data = super().clean()
        if not self.errors and not data["container_count"] and not data.get("label_codes"):
            self.add_error("container_count", _("Say into how many containers it goes."))
        return data

    @property
    def deed(self) -> dict:
        return packed(self.cleaned_data)


class TreatForm(OnceForm):
    method = forms.ChoiceField(label=_("Method"))
    kg = kilograms(_("How much of it"), required=False, help_text=_("Leave empty for all of it."))
    happened_at = moment(_("When"))

    def __init__(self, *args, methods: list, divisible: bool, **kwargs):
        """`methods`: choices; `divisible`: whether a part of the batch may be treated (it must be in a store)."""
        super().__init__(*args, **kwargs)
        # Nothing is chosen beforehand: what is recorded here is the proof of how the waste ended.
        self.fields["method"].choices = [("", _("Choose a method")), *methods]
        if not divisible:
            del self.fields["kg"]
