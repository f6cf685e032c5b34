"""The weighbridge's form: one judgement a line, all problems at once, nothing typed lost."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.evidence import WithEvidence
from facilities.forms.once import OnceForm, sentence
from facilities.models import DisposalMethod
from manifests.forms.batch import moment
from manifests.forms.weighing import NAMES, WEIGHT, WeighingFields
from manifests.misfits import Misfit
from manifests.models import Manifest, ManifestLine

Opinion = ManifestLine.Opinion


class _SaidByTheAction:
    """A field that must be filled in or not by the line's opinion: left empty, the action says so and not the form."""

    def validate(self, value):
        if value not in self.empty_values:
            super().validate(value)


class _Text(_SaidByTheAction, forms.CharField):
    pass


class _Choice(_SaidByTheAction, forms.ChoiceField):
    pass


class JudgeForm(WeighingFields):
    """One line of the load as the weighbridge and the gate see it."""

    use_required_attribute = False

    weighed_kg = _Text(label=_("Weighed"), max_length=20, widget=forms.TextInput(WEIGHT))
    opinion = _Choice(
        label=_("Opinion"),
        choices=[
            (Opinion.ACCEPT, _("Accept")),
            (Opinion.PART, _("Accept in part")),
            (Opinion.REFUSE, _("Refuse")),
        ],
        widget=forms.RadioSelect,
        initial=Opinion.ACCEPT,
    )
    accepted_kg = _Text(label=_("Accepted part"), max_length=20, widget=forms.TextInput(WEIGHT))
    residue_kg = _Text(
        label=_("Stays in the tank or drum"),
        max_length=20,
        widget=forms.TextInput(WEIGHT),
        help_text=_("What was weighed less this is accepted. It goes on under the next manifest."),
    )
    reason = _Text(label=_("Reason"), max_length=200)
    method = _Choice(label=_("Method"))
    significant_difference = forms.CharField(
        label=_("Significant difference"),
        required=False,
        max_length=200,
        help_text=_("Only if kind, packaging or amount differ much from the manifest: say how."),
    )
    misfits = forms.MultipleChoiceField(
        label=_("What does not fit the manifest"),
        choices=Misfit.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, line: ManifestLine, methods: list[DisposalMethod], planned: str, data=None, *, scale: str = ""):
        super().__init__(data, prefix=f"line-{line.position}", initial={"scale": scale})
        self.line = line
        if methods:
            self.fields["method"].choices = [(method.code, str(method)) for method in methods]
            self.fields["method"].initial = planned
        else:
            del self.fields["method"]

    @property
    def tells_difference(self) -> bool:
        """True when something is said about a difference, so that the page shows it."""
        said = self["significant_difference"]
        return bool(said.value() or said.errors or self["misfits"].value() or self["misfits"].errors)

    @property
    def leaves_residue(self) -> bool:
        """True when something is said about a residue, so that the page shows it."""
        return bool(self["residue_kg"].value() or self["residue_kg"].errors)

    @property
    def judgement(self) -> dict:
        own = {name: value for name, value in self.cleaned_data.items() if name not in NAMES}
        said = {"line": str(self.line.pk), **own}
        if self.weighing:
            said["weighing"] = self.weighing
        if said["opinion"] == Opinion.ACCEPT:
            said["accepted_kg"] = ""  # hidden on the page: weighed less residue
        else:
            said["residue_kg"] = ""
        return said


class ReceivingForm(WithEvidence, WeighingFields, OnceForm):
    """All lines of a load. Reads like a form set in the error summary: `forms`, `total_error_count`."""

    def __init__(
        self,
        manifest: Manifest,
        lines: list[ManifestLine],
        methods: list[DisposalMethod],
        data=None,
        files=None,
        *,
        scale: str = "",
    ):
        """`scale` is what the gate called its scale last; it is proposed again."""
        super().__init__(data, files, initial={"scale": scale})
        self.fields["photographs"].label = _("Photographs of what you found")
        # What comes back to the generator is not treated there: no method to state.
        methods = [] if manifest.goes_home else methods
        self.forms = [JudgeForm(line, methods, manifest.method.code, data, scale=scale) for line in lines]
        if len(lines) == 1:  # several may go over the scale as one load; of one line its own weighing is the load's
            for name in NAMES:
                del self.fields[name]
        self.non_form_errors: list = []
        if manifest.is_back_filled:
            self.fields["happened_at"] = moment(_("Received"), help_text=_("As on the paper."))

    def is_valid(self) -> bool:
        rows_hold = not [form for form in self.forms if not form.is_valid()]
        return super().is_valid() and rows_hold

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.forms if form.is_bound)

    @property
    def judgements(self) -> dict:
        said: dict = {"lines": [form.judgement for form in self.forms]}
        if self.evidence:
            said["evidence"] = self.evidence
        return {**said, "weighing": self.weighing} if self.weighing else said

    @property
    def scale_said(self) -> str:
        """What the scale was called, for the next load; empty where nothing was said."""
        return next((form.weighing["scale"] for form in (*self.forms, self) if form.weighing.get("scale")), "")

    def show(self, refusal: Refusal) -> None:
        """Each reason beside its line's field (`/lines/0/weighed_kg`); the others on top."""
        for reason in refusal.all:
            form, name = self._place(reason.field)
            form.add_error(name, sentence(reason))

    def _place(self, pointer: str) -> tuple[forms.Form, str | None]:
        match pointer.strip("/").split("/"):
            case ["evidence"]:
                return self, "photographs"
            case ["weighing", name]:
                return self, name if name in self.fields else None
            case ["lines", index, *_more, name] if index.isdigit() and int(index) < len(self.forms):
                form = self.forms[int(index)]
                return form, name if name in form.fields else None
            case _:
                return self, None
