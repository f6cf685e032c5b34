"""What a list of manifests can be narrowed by."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities import clock
from facilities.badges import badge_of
from facilities.forms.day import DayField
from manifests.models import ManifestLine
from manifests.numbers import NATIONAL_NUMBER, NotANumber, read_manifest_number
from manifests.profiles import CHOICES
from manifests.states import ManifestState

OUT, IN, CARRIED = "out", "in", "carried"
OPEN, OVERDUE, UNSEEN = "open", "overdue", "unseen"
FULL_LENGTH = 16  # characters of a whole number; a shorter text is taken as a part of one


def _states() -> list[tuple]:
    return [
        ("", _("All")),
        (OPEN, pgettext_lazy("state", "Open")),
        (OVERDUE, badge_of(OVERDUE).word),
        (UNSEEN, badge_of(UNSEEN).word),
        *[(state.value, badge_of(state).word) for state in ManifestState],
    ]


class ManifestFilter(forms.Form):
    """Every field is optional; what cannot be read is said beside its field and narrows nothing."""

    number = forms.CharField(label=_("Number"), required=False, max_length=40)
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("All")), (OUT, _("Outgoing")), (IN, _("Incoming")), (CARRIED, _("Carried"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=_states)
    profile = forms.ChoiceField(label=_("Kind of waste"), required=False, choices=[("", _("All")), *CHOICES])
    party = forms.CharField(label=_("Other party"), required=False, max_length=60)
    code = forms.CharField(label=_("Waste code or category"), required=False, max_length=11)
    since = DayField(label=pgettext_lazy("date", "From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = DayField(label=pgettext_lazy("date", "To"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_number(self) -> str:
        """The number itself, or a part of one: spaces, hyphens and case are forgiven, a wrong digit is not."""
        text = "".join(self.cleaned_data["number"].split()).replace("-", "").upper()
        if len(text) < FULL_LENGTH or NATIONAL_NUMBER.fullmatch(text):
            return text
        try:
            return read_manifest_number(text)
        except NotANumber:
            raise forms.ValidationError(_("There is no such number: a character is wrong.")) from None

    def narrow(self, rows: QuerySet, person) -> QuerySet:
        """`rows` of manifests, narrowed by what was asked."""
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else {}
        if number := asked.get("number"):
            rows = rows.filter(Q(number__contains=number) | Q(national_no=number) | Q(provincial_no=number))
        rows = _towards(rows, asked.get("direction"), person)
        rows = _in_state(rows, asked.get("state"))
        if profile := asked.get("profile"):
            rows = rows.filter(profile=profile)
        if party := asked.get("party", "").strip():
            rows = rows.filter(_named("consignor", party) | _named("consignee", party) | _named("carrier", party))
        if code := asked.get("code", "").strip().upper():
            lines = ManifestLine.objects.filter(manifest=OuterRef("pk"))
            by_code = Q(waste_code__code__startswith=code) | Q(waste_code__category__code=code)
            rows = rows.filter(Exists(lines.filter(by_code)))
        # Drawn up is the day a manifest has from its first moment on.
        if since := asked.get("since"):
            rows = rows.filter(recorded_at__gte=_midnight(since))
        if until := asked.get("until"):
            rows = rows.filter(recorded_at__lt=_midnight(until, days=1))
        return rows


def _named(path: str, text: str) -> Q:
    return Q(**{f"{path}__name__icontains": text}) | Q(**{f"{path}__enterprise__name__icontains": text})


def _towards(rows: QuerySet, direction: str | None, person) -> QuerySet:
    path = {OUT: "consignor", IN: "consignee", CARRIED: "carrier"}.get(direction)
    if path is None:
        return rows
    return rows.filter(**{f"{path}__enterprise__in": person.standing.desk_enterprise_ids})


def _in_state(rows: QuerySet, state: str | None) -> QuerySet:
    if state == OPEN:
        return rows.open()
    if state == OVERDUE:
        return rows.overdue(clock.now())
    if state == UNSEEN:
        return rows.unseen()
    return rows.filter(state=state) if state else rows


def _midnight(day: date, days: int = 0) -> datetime:
    return make_aware(datetime.combine(day, time.min)) + timedelta(days=days)
