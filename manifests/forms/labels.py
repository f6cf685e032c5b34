"""Which labels are printed, on what paper, and why again; and blocks of label codes drawn ahead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.models import WasteStream
from manifests.actions.draw_codes import MOST
from manifests.actions.print_labels import Asked
from manifests.forms.again import AgainForm
from manifests.label_layouts import EXACT, NARROWEST, WIDEST
from manifests.models import BlockSerial, WasteBatch
from manifests.serials import NotSerials, read_serials

ROLL = "roll"
BATCH = "batch-"  # before the key of a batch whose waste is no stream of one's own
LAYOUTS = [
    (EXACT.code, _("Label printer, one label a page of its own size")),
    (ROLL, _("Label printer, on a wider roll")),
    ("a4", _("A4 sheets, to cut: two labels of 100 mm on one, of others one")),
    ("a3", _("A3 sheets, to cut: six of 100 mm, two of 150 mm or 200 mm")),
]


class PrintForm(AgainForm):
    """`serials`: those that can be printed of one batch or block, None where several batches are printed whole."""

    containers = forms.CharField(
        label=_("Which ones"),
        required=False,
        max_length=2000,
        help_text=_("Their numbers, such as 1-12, 15. Empty for all."),
    )
    layout = forms.ChoiceField(
        label=_("Paper"),
        choices=LAYOUTS,
        initial=EXACT.code,
        widget=forms.RadioSelect,
        help_text=_("Labels keep the size that the law gives them: print at 100 %, without fitting to the page."),
    )
    roll_mm = forms.IntegerField(
        label=_("Width of the roll"),
        min_value=NARROWEST,
        max_value=WIDEST,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "mm"}),
        help_text=_("For a wider roll only."),
    )
    start = forms.IntegerField(
        label=_("Begin at place"),
        min_value=1,
        max_value=12,
        initial=1,
        required=False,
        help_text=_("For a sheet of which some labels are used already, counted row by row from the top left."),
    )
    field_order = ("containers", "layout", "roll_mm", "start", "reason", "note")

    def __init__(self, *args, serials: dict[int, str] | None, again: bool, **kwargs):
        super().__init__(*args, again=again, **kwargs)
        self.serials = serials
        if serials is None:
            del self.fields["containers"]

    def clean_containers(self) -> list[str]:
        """The digital codes of the chosen serials; of all where none are named."""
        text = self.cleaned_data["containers"]
        try:
            chosen = read_serials(text)
        except NotSerials:
            raise forms.ValidationError(_("Write the numbers like 1-12, 15."), code="serials_invalid") from None
        if unknown := [serial for serial in chosen if serial not in self.serials]:
            raise forms.ValidationError(
                _("There is no label %(serial)s to print.") % {"serial": unknown[0]}, code="unknown_choice"
            )
        return [self.serials[serial] for serial in chosen or self.serials]

    def clean(self):
        data = super().clean()
        if data.get("layout") == ROLL and "roll_mm" in data and not data["roll_mm"]:
            self.add_error("roll_mm", _("Give the width of the roll."))
        return data

    @property
    def asked(self) -> Asked:
        data = self.cleaned_data
        layout = f"{ROLL}-{data['roll_mm']}" if data["layout"] == ROLL else data["layout"]
        return Asked(layout, data["start"] or 1, data.get("reason", ""), data.get("note", ""))


class DrawCodesForm(OnceForm):
    stream = forms.ChoiceField(label=_("Waste"))
    day = DayField(
        label=_("For the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which the drums will be filled. It is part of the code."),
    )
    count = forms.IntegerField(label=_("Number of labels"), min_value=1, max_value=MOST, initial=10)
    litres = forms.DecimalField(
        label=_("Volume of one container"),
        max_digits=9,
        decimal_places=1,
        min_value=0.1,
        widget=forms.NumberInput(attrs={"data-unit": "L"}),
        help_text=_("It decides the size of the label."),
    )

    def __init__(self, *args, streams: list[WasteStream], held: list[WasteBatch], **kwargs):
        """`streams`: the own wastes; `held`: a batch for each waste that arose elsewhere and lies at an own site."""
        super().__init__(*args, **kwargs)
        several = len({*(stream.facility_id for stream in streams), *(batch.holder_id for batch in held)}) > 1

        def told(waste, code, site) -> str:
            return f"{waste} · {code}" + (f" · {site}" if several else "")

        own = [(str(row.pk), told(row, row.waste_code, row.facility)) for row in streams]
        others = [(f"{BATCH}{row.pk}", told(row.stream, row.waste_code, row.holder)) for row in held]
        self.fields["stream"].choices = [*own, (_("Arose elsewhere, to be repacked here"), others)] if others else own
        self.fields["day"].initial = clock.today

    @property
    def waste(self) -> dict:
        """What the codes are for, as the action takes it."""
        chosen = self.cleaned_data["stream"]
        return {"batch": chosen.removeprefix(BATCH)} if chosen.startswith(BATCH) else {"stream": chosen}


class VoidCodesForm(OnceForm):
    """Ticked codes and why they can no longer be used."""

    codes = forms.MultipleChoiceField(
        label=_("Labels that can no longer be used"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one code.")},
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, error_messages={"required": _("Give a reason.")})

    def __init__(self, *args, unused: list[BlockSerial], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(row.pk, f"{row.serial:03d}") for row in unused]
