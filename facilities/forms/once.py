"""Forms that act: a key against the second click, and refusals shown beside the field they are about."""

from uuid import uuid4

from django import forms

from facilities.errors import Refusal


class OnceForm(forms.Form):
    """A form whose second submission changes nothing: its key travels to the custody door."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid4().hex

    def suit(self, record) -> None:
        """Leave out what makes no sense for this record; forms that ask everybody the same leave it as it is."""

    @property
    def key(self) -> str | None:
        return self.cleaned_data.get("idempotency_key") or None

    @property
    def told(self) -> dict:
        """What the action is sent: everything but the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}

    def show(self, refusal: Refusal) -> None:
        """Put every reason of a refusal beside its field; what is about no single field goes on top."""
        for reason in refusal.all:
            name = reason.field.strip("/").split("/")[0]
            self.add_error(name if name in self.fields else None, sentence(reason))


def sentence(refusal: Refusal) -> forms.ValidationError:
    """The refusal's sentence with its law, as a form shows it."""
    text = f"{refusal.message}（{refusal.law}）" if refusal.law else str(refusal.message)
    return forms.ValidationError(text, code=refusal.code)
