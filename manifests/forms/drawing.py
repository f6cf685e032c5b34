"""A manifest being drawn up: everything chosen so far stands in the address, so that the back button is safe."""

from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.actions.picking import MOST_LINES
from manifests.models import WasteBatch
from manifests.quantities import NotAQuantity, kilograms

STEPS = ("stock", "receiver", "carrier", "check")
WHOLE = ""  # the whole batch, in `picks`


@dataclass(frozen=True)
class Drawing:
    """Where the clerk stands: site, picked batches (id → kg as typed, "" for all), method, receiver, carrier."""

    step: str = "stock"
    site: str = ""
    picks: tuple[tuple[UUID, str], ...] = ()
    method: str = ""
    consignee: str = ""
    carrier: str = ""

    @classmethod
    def read(cls, params) -> "Drawing":
        """From an address; what cannot be read is left out and asked for again."""
        step = params.get("step", "")
        chosen = {name: params.get(name, "") for name in ("site", "consignee", "carrier")}
        return cls(
            step=step if step in STEPS else STEPS[0],
            picks=tuple(dict(filter(None, map(_read_pick, params.getlist("line")))).items()),
            method=params.get("method", "")[:4],
            **{name: value if _is_key(value) else "" for name, value in chosen.items()},
        )

    def pairs(self, *leave_out: str) -> list[tuple[str, str]]:
        """(name, value) of all that is chosen: an address's query, or a form's hidden fields."""
        pairs = [("step", self.step), ("site", self.site)]
        # Short, because fifty lines must fit into one address.
        pairs += [("line", f"{key.hex}~{kg}" if kg else key.hex) for key, kg in self.picks]
        pairs += [("method", self.method), ("consignee", self.consignee), ("carrier", self.carrier)]
        return [(name, value) for name, value in pairs if value and name not in leave_out]

    def address(self, **changes) -> str:
        return f"?{urlencode(replace(self, **changes).pairs())}"

    def data(self, remarks: str) -> dict:
        """What the actions `draw_up` and `revise` want."""
        return {
            "consignor": self.site,
            "consignee": self.consignee,
            "carrier": self.carrier,
            "method": self.method,
            "lines": [{"batch": str(key), "kg": kg} for key, kg in self.picks],
            "remarks": remarks,
        }


def _read_pick(text: str) -> tuple[UUID, str] | None:
    key, _tilde, kg = text.partition("~")
    return (UUID(key), kg[:20]) if _is_key(key) else None


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class PickForm(forms.Form):
    """One batch of the stock: take it, all or a part."""

    take = forms.BooleanField(required=False)
    kg = forms.CharField(
        label=_("Only a part"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "data-unit": "kg", "autocomplete": "off"}),
    )

    def __init__(self, batch: WasteBatch, *args, **kwargs):
        super().__init__(*args, prefix=batch.pk.hex, **kwargs)
        self.batch = batch
        self.fields["take"].label = batch.number

    def clean_kg(self) -> str:
        text = self.cleaned_data["kg"].strip()
        if not text:
            return WHOLE
        try:
            kg = kilograms(text)
        except NotAQuantity:
            raise forms.ValidationError(
                _("Give a weight in kilograms above 0, with at most 3 decimals."), code="kg_invalid"
            ) from None
        if kg > self.batch.kg:
            raise forms.ValidationError(_("The batch holds less than that."), code="stock_overdrawn")
        return WHOLE if kg == self.batch.kg else _short(kg)

    @property
    def is_taken(self) -> bool:
        """Ticked, or a weight typed: who types one wants it."""
        return bool(self.cleaned_data.get("take") or (self["kg"].value() or "").strip())


def _short(kg: Decimal) -> str:
    text = f"{kg:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class StockForms:
    """The stock as one form a batch, with what is wrong about the choice as a whole."""

    def __init__(self, batches: list[WasteBatch], data=None, picks=()):
        chosen = dict(picks)
        self.forms = [
            PickForm(batch, data, initial={"take": batch.pk in chosen, "kg": chosen.get(batch.pk, "")})
            for batch in batches
        ]
        self.non_form_errors = ErrorList()

    def is_valid(self) -> bool:
        # Every row is read, so that every row says what is wrong with it.
        rows_hold = not [form for form in self.forms if not form.is_valid()]
        if rows_hold and not self.picks:
            self.non_form_errors.append(_("Choose at least one batch."))
        if rows_hold and len(self.picks) > MOST_LINES:
            self.non_form_errors.append(_("A manifest has at most 50 lines."))
        return rows_hold and not self.non_form_errors

    @property
    def picks(self) -> tuple[tuple[UUID, str], ...]:
        return tuple((form.batch.pk, form.cleaned_data["kg"]) for form in self.forms if form.is_taken)

    @property
    def total_error_count(self) -> int:
        return len(self.non_form_errors) + sum(len(form.errors) for form in self.forms if form.is_bound)


class DrawUpForm(OnceForm):
    """The last look: remarks, and the key against the second click."""

    remarks = forms.CharField(label=_("Remarks"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}))
