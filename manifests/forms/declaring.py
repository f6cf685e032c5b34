"""Confirming a declaration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.models import DeclarationDraft


class ConfirmDeclaration(OnceForm):
    """The figures one has seen, by their digest. From the second version on, why it is corrected; for a period that is
    not owed, why it is declared all the same."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, corrects: bool, is_owed: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not corrects and is_owed:
            del self.fields["reason"]
        elif not corrects:
            self.fields["reason"].label = _("Why it is declared though it is not owed")


class Picks(forms.MultipleChoiceField):
    """Whatever was ticked; which of it is a draft still, the form says."""

    def valid_value(self, value) -> bool:
        return True


class ConfirmMany(forms.Form):
    """Drafts, each with the digest of the figures that were shown.

    What was drafted anew since is still the same draft; its digest then says so. What is no draft of theirs any more,
    because somebody else has confirmed it, is passed over; at least one must be left.
    """

    picks = Picks(
        label=_("Declarations"),
        error_messages={
            "required": _("Choose at least one."),
            "gone": _("What was ticked is not here any more. Look at the list again."),
        },
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, drafts: list[DeclarationDraft], **kwargs):
        super().__init__(*args, **kwargs)
        self._drafts = {str(draft.pk): draft for draft in drafts}
        self.gone = 0

    def clean_picks(self) -> list[str]:
        sent = self.cleaned_data["picks"]
        kept = [value for value in sent if ":" in value and value.partition(":")[0] in self._drafts]
        if not kept:
            raise forms.ValidationError(self.fields["picks"].error_messages["gone"], code="gone")
        self.gone = len(sent) - len(kept)
        return kept

    @staticmethod
    def value_of(draft: DeclarationDraft) -> str:
        return f"{draft.pk}:{draft.digest}"

    @property
    def picked(self) -> list[tuple[DeclarationDraft, str]]:
        """(draft, digest as seen), each draft once."""
        seen = dict(value.split(":", 1) for value in self.cleaned_data["picks"])
        return [(self._drafts[key], digest) for key, digest in seen.items()]
