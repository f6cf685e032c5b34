"""Plan a trip, change its crew, add loads: views list what may be chosen, actions judge what is chosen."""

from datetime import date

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.templatetags.quantities import grouped
from manifests.states import ON_THE_ROAD
from transport.fleet import Choosable
from transport.forms.choices import CheckboxSelectMultiple, RadioSelect


class DayForm(forms.Form):
    """On which day the trip drives: papers are judged on it."""

    day = DayField(label=_("Day of the trip"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    manifest = forms.Field(widget=forms.MultipleHiddenInput, required=False)  # what was ticked before


class CrewForm(OnceForm):
    """Vehicle, driver and perhaps an escort, of those whose papers are good on the day."""

    vehicle = forms.ChoiceField(label=_("Vehicle"), widget=RadioSelect)
    driver = forms.ChoiceField(label=_("Driver"), widget=forms.RadioSelect)
    escort = forms.ChoiceField(label=_("Escort"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, vehicles: Choosable, drivers: Choosable, escorts: Choosable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vehicle"].choices = [(str(row.pk), _vehicle_label(row)) for row in vehicles.offered]
        self.fields["vehicle"].widget.figures = {
            str(row.pk): {"data-max-kg": str(row.max_kg)} for row in vehicles.offered
        }
        self.fields["driver"].choices = [(str(row.pk), _member_label(row)) for row in drivers.offered]
        self.fields["escort"].choices = [("", gettext("No escort"))] + [
            (str(row.pk), _member_label(row)) for row in escorts.offered
        ]
        # More vehicles than a screen holds are chosen from a list that can be typed into.
        for name in ("vehicle", "driver", "escort"):
            if len(self.fields[name].choices) > 12:
                field = self.fields[name]
                field.widget = forms.Select(choices=[("", pgettext("choice", "Choose")), *field.choices])


class TripForm(CrewForm):
    planned_for = DayField(widget=forms.HiddenInput)
    manifests = forms.MultipleChoiceField(label=_("Load"), widget=CheckboxSelectMultiple, required=False)

    def __init__(self, *args, loads, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self.fields["manifests"], loads)

    @property
    def day(self) -> date:
        return self.cleaned_data["planned_for"]


class LoadForm(OnceForm):
    """Put more manifests on a trip."""

    manifests = forms.MultipleChoiceField(label=_("Load"), widget=CheckboxSelectMultiple)

    def __init__(self, *args, loads, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self.fields["manifests"], loads)


def _offer(field: forms.MultipleChoiceField, loads) -> None:
    field.choices = [(str(load.pk), _load_label(load)) for load in loads]
    field.widget.figures = {str(load.pk): {"data-kg": str(load.declared_kg)} for load in loads}


def _vehicle_label(row) -> str:
    return gettext("%(plate)s · up to %(kg)s kg · papers until %(day)s") % {
        "plate": row.plate,
        "kg": grouped(row.max_kg),
        "day": row.valid_to.isoformat(),
    }


def _member_label(row) -> str:
    return gettext("%(name)s · papers until %(day)s") % {"name": row.name, "day": row.valid_to.isoformat()}


def _load_label(load) -> str:
    figures = {
        "number": load,
        "kg": grouped(load.declared_kg),
        "consignor": load.consignor,
        "consignee": load.consignee,
    }
    if load.state in ON_THE_ROAD:
        return gettext("%(number)s · %(kg)s kg · on the road, changes trucks · to %(consignee)s") % figures
    return gettext("%(number)s · %(kg)s kg · %(consignor)s → %(consignee)s") % figures
