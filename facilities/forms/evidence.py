"""Photographs and scans as forms ask for them: alone, or beside what somebody says or judges."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.actions.put_evidence import put_evidence
from facilities.errors import BadInput
from facilities.evidence.subjects import Subject
from facilities.forms.once import OnceForm, sentence
from facilities.models import Evidence

ACCEPTED = "image/jpeg,image/png,application/pdf"
MOST_FILES = 10


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what they are is found out when they are put here, so an empty one gets that far."""

    def __init__(self, **options):
        camera = {"capture": "environment"} if options.pop("camera", False) else {}
        widget = FilesInput({"accept": f"image/*,{ACCEPTED}", **camera})
        super().__init__(widget=widget, allow_empty_file=True, **options)

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(_("Choose a file."), code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(most)s files at a time."), code="too_many_files", params={"most": MOST_FILES}
            )
        return [super(FilesField, self).clean(file, initial) for file in files]


HELP = format_lazy(
    _("A photograph (JPEG, PNG) or a PDF, at most {most} MB each. It is kept exactly as it is."),
    most=settings.EVIDENCE_MOST_BYTES // 1024 // 1024,
)


class EvidenceForm(OnceForm):
    """Something to attach, and what it is."""

    file = FilesField(label=_("Photographs or scans"), help_text=HELP)
    kind = forms.ChoiceField(label=pgettext_lazy("evidence", "What it is"), choices=Evidence.Kind.choices)
    words = forms.CharField(
        label=pgettext_lazy("evidence", "What it shows"), max_length=200, required=False,
        help_text=_("A few words for whoever looks at it later."),
    )  # fmt: skip

    def __init__(self, *args, subject: Subject, **kwargs):
        super().__init__(*args, **kwargs)
        first, others = [], []
        for choice in Evidence.Kind.choices:
            (first if choice[0] in subject.kinds else others).append(choice)
        first.sort(key=lambda choice: subject.kinds.index(choice[0]))
        self.fields["kind"].choices = [*first, *others]

    def put(self, *, by, enterprise) -> list[Evidence]:
        """Every file, or none: an error of one is shown beside the field and nothing is kept by the caller."""
        said = self.cleaned_data
        what = {"by": by, "enterprise": enterprise, "kind": said["kind"], "words": said["words"]}
        put = []
        for file in said["file"]:
            try:
                put.append(put_evidence(**what, name=file.name or "", chunks=file.chunks()))
            except BadInput as refusal:
                raise BadInput(
                    _("%(file)s: %(said)s"),
                    figures={"file": file.name, "said": refusal.message},
                    code=refusal.code,
                    field=refusal.field,
                ) from refusal
        return put


class WithdrawForm(OnceForm):
    reason = forms.CharField(
        label=_("Why is it withdrawn?"), max_length=200, error_messages={"required": _("Give a reason.")}
    )


class WithEvidence(forms.Form):
    """Fields for a form that says something else and may bring photographs.

    A file cannot be put back into a form that is shown again. So a good one is put here at once, and the form carries
    its key: whoever mends another field does not have to take the photograph again.
    """

    photographs = FilesField(label=_("Photographs or scans"), help_text=HELP, required=False, camera=True)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def keep(self, *, by, enterprise: UUID, kind: str) -> None:
        """Put the files here; call it before `is_valid`. What is wrong with one stands beside the field afterwards."""
        self.by = by
        keys, problems = list(self._keys()), []
        for file in self.files.getlist("photographs")[: MOST_FILES + 1]:
            try:
                row = put_evidence(by=by, enterprise=enterprise, kind=kind, name=file.name or "", chunks=file.chunks())
            except BadInput as refusal:
                problems += [(file.name, reason) for reason in refusal.all]
            else:
                keys.append(row.pk)
        self.data = self.data.copy()
        self.data["kept"] = " ".join(dict.fromkeys(key.hex for key in keys[:MOST_FILES]))
        self.is_valid()
        for name, reason in problems:
            self.add_error("photographs", f"{name}: {sentence(reason).messages[0]}")

    def kept_files(self) -> list[Evidence]:
        """Those that were put here with this form before it was shown again, of the own firms alone: the form's keys
        are whatever somebody sends. After `keep` only."""
        keys = list(self._keys())
        if not keys:
            return []
        own = Evidence.objects.visible_to(self.by).filter(enterprise__in=self.by.standing.enterprise_ids)
        return list(own.standing().filter(pk__in=keys).order_by("pk"))

    @property
    def evidence(self) -> list[str]:
        """For the action."""
        return [str(key) for key in self._keys()]

    def _keys(self):
        for text in (self.data.get("kept") or "").split()[:MOST_FILES]:
            try:
                yield UUID(text)
            except ValueError:
                continue
