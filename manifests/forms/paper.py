"""Numbers printed ahead for blank manifests, sheets that are spoiled, and what left on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.evidence import WithEvidence
from facilities.forms.once import OnceForm, sentence
from facilities.models import Facility
from manifests.actions.back_filling import KINDS, MOST_PAGES
from manifests.actions.draw_paper import MOST
from manifests.forms.batch import moment
from manifests.forms.numbers import SLOTS, national_field, provincial_field
from manifests.models import Manifest


class DrawPaperForm(OnceForm):
    facility = forms.ChoiceField(label=_("Site"))
    count = forms.IntegerField(label=_("Blank manifests"), min_value=1, max_value=MOST, initial=10)

    def __init__(self, *args, sites: list[Facility], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facility"].choices = [(str(site.pk), site.name) for site in sites]


class SpoilForm(OnceForm):
    """Ticked numbers and why they can no longer be used."""

    numbers = forms.MultipleChoiceField(
        label=_("Spoiled or lost sheets"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one number.")},
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, error_messages={"required": _("Give a reason.")})

    def __init__(self, *args, numbers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["numbers"].choices = numbers


class FromPaperForm(WithEvidence, OnceForm):
    """What the paper says of a load that has left already."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, Manifest.Kind(kind).label) for kind in KINDS])
    paper_number = forms.CharField(
        label=_("Number on the paper"),
        max_length=40,
        help_text=_("A number printed ahead here becomes this manifest's own; any other is kept beside it."),
    )
    issued_by = forms.CharField(
        label=_("Who issued that number"),
        max_length=80,
        required=False,
        help_text=_("Only for a paper that was not printed here: the province, platform or firm named on it."),
    )
    page = forms.IntegerField(
        label=_("Page of the paper"), min_value=1, max_value=MOST_PAGES, initial=1, required=False,
        help_text=_("One paper is entered once. A second page of the same number is 2."),
    )  # fmt: skip
    national_no = national_field()
    provincial_no = provincial_field()
    reason = forms.CharField(label=_("Why was it on paper?"), max_length=200, widget=forms.Textarea({"rows": 2}))
    left_at = moment(_("Handed over"))
    transfer_ended_at = moment(
        _("Arrived"), help_text=_("The law's 10 working days to enter it run from here. Late is recorded, not refused.")
    )

    @property
    def back_fill(self) -> dict:
        names = ("kind", "paper_number", "issued_by", "page", "reason", "transfer_ended_at", *SLOTS)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def suit(self, record: Manifest) -> None:
        self.fields["photographs"].label = _("Photograph of the paper")
        if not record.form.has_national_number:
            del self.fields["national_no"]

    def show(self, refusal: Refusal) -> None:
        for reason in refusal.all:
            name = reason.field.removeprefix("/back_fill").strip("/")
            name = {"happened_at": "left_at", "evidence": "photographs"}.get(name, name)
            self.add_error(name if name in self.fields else None, sentence(reason))
