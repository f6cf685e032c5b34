"""Which site something is about: asked only where there is a choice."""

from django import forms
from django.db.models import QuerySet


def ask_site(form: forms.Form, sites: QuerySet | None) -> None:
    """Offer `sites` in the form's field `facility`; one site alone is taken, None means that it is known already."""
    if sites is None:
        del form.fields["facility"]
        return
    field = form.fields["facility"]
    field.queryset = sites
    first = list(sites[:2])
    if len(first) == 1:
        field.widget = forms.HiddenInput()
        field.initial = first[0].pk
