"""A stop on the way and a change of vehicle: the driver's few taps, and the desk's forms."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from manifests.models import Manifest
from transport.fleet import Choosable
from transport.forms.signing import PlacedForm, RecordForm
from transport.words import STOPS


class StopForm(PlacedForm):
    """The driver says why by the button pressed; where it stands is filled in already and may be corrected."""

    reason = forms.ChoiceField(choices=list(STOPS.items()))
    place = forms.CharField(label=_("Where the load stands"), max_length=200, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, manifest: Manifest, **kwargs):
        super().__init__(*args, **kwargs)
        self.manifest = manifest
        self.fields["place"].initial = self._on_the_way()

    def _on_the_way(self) -> str:
        return gettext("On the way to %(site)s") % {"site": self.manifest.consignee.name}

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("reason") == "other" and not cleaned.get("note"):
            self.add_error("note", _("Give a reason."))
        return cleaned

    @property
    def details(self) -> dict:
        """What the action `lay_over` is sent: before a closed gate the load stands at the receiver's."""
        said = self.cleaned_data
        reason, note, place = said["reason"], said["note"], said["place"]
        details = {"reason": str(STOPS[reason]), "place": place or self._on_the_way(), "note": note}
        if reason == "other":
            details |= {"reason": note, "note": ""}
        if reason == "gate_closed":
            details |= {"facility": str(self.manifest.consignee_id), "place": _unless(place, self._on_the_way())}
        return details


def _unless(text: str, default: str) -> str:
    return "" if text == default else text


class LayOverForm(RecordForm):
    """The desk records a stop: at a site that both know, or anywhere."""

    facility = forms.ChoiceField(label=_("At a known site"), required=False)
    place = forms.CharField(
        label=_("Where the load stands"), max_length=200, required=False, help_text=_("For example a service area.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    field_order = ["facility", "place", "reason", "happened_at", "note"]

    def __init__(self, *args, manifest: Manifest, **kwargs):
        super().__init__(*args, **kwargs)
        sites = {site.pk: site.name for site in (manifest.consignee, manifest.carrier)}
        self.fields["facility"].choices = [
            ("", gettext("Elsewhere")),
            *((str(key), name) for key, name in sites.items()),
        ]


class ChangeVehicleForm(RecordForm):
    """Vehicle and crew of the carrier's own. On the road a lapsed paper is told, and does not hold the load up."""

    vehicle = forms.ChoiceField(label=_("Vehicle"))
    driver = forms.ChoiceField(label=_("Driver"))
    escort = forms.ChoiceField(label=_("Escort"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    field_order = ["vehicle", "driver", "escort", "reason", "happened_at", "note"]

    def __init__(self, *args, vehicles: Choosable, drivers: Choosable, escorts: Choosable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = ""
        self.fields["vehicle"].choices = [("", "—"), *_labelled(vehicles)]
        self.fields["driver"].choices = [("", "—"), *_labelled(drivers)]
        self.fields["escort"].choices = [("", gettext("No escort")), *_labelled(escorts)]


def _labelled(choosable: Choosable) -> list[tuple[str, str]]:
    """Those whose papers are good first; the others say why theirs are not."""
    offered = [(str(row.pk), str(row)) for row in choosable.offered]
    return offered + [(str(row.pk), f"{row} · {reason}") for row, reason in choosable.others]
