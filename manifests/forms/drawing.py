"""A manifest being drawn up: everything chosen so far stands in the address, so that the back button is safe."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.evidence import WithEvidence
from facilities.forms.once import OnceForm, sentence
from facilities.models import Exemption, WasteCode
from manifests.actions.claiming import MOST as MOST_CLAIMS
from manifests.actions.picking import MOST_LINES
from manifests.models import WasteBatch
from manifests.profiles import PROFILES, Detail, profile_over
from manifests.quantities import NotAQuantity, kilograms
from manifests.rules.belonging import check_that_they_mix
from manifests.rules.exempting import names
from manifests.serials import NotSerials, read_serials, write_serials

STEPS = ("stock", "receiver", "carrier", "check")
WHOLE = ""  # the whole batch, in `picks`
DRUMS = "n"  # before serials of containers, in `picks`: n1-12.15
LONGEST_PICK = 120


@dataclass(frozen=True)
class Drawing:
    """Where the clerk stands: site, picked batches (id → kg as typed, "" for all, serials of the containers that go
    after an "n"), method, receiver, carrier."""

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
            "lines": [{"batch": str(key), **_part(text)} for key, text in self.picks],
            "remarks": remarks,
        }


def _read_pick(text: str) -> tuple[UUID, str] | None:
    key, _tilde, kg = text.partition("~")
    return (UUID(key), kg[:LONGEST_PICK]) if _is_key(key) else None


def _part(text: str) -> dict:
    """Of one pick: containers or kilograms, as an action's line takes them."""
    serials = serials_of(text)
    return {"kg": text} if serials is None else {"containers": serials or [text]}


def serials_of(text: str) -> list[int] | None:
    """The containers that a pick names; none where it cannot be read, None where it names no containers."""
    if not text.startswith(DRUMS):
        return None
    try:
        return read_serials(text.removeprefix(DRUMS))
    except NotSerials:
        return []


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

    drums = forms.CharField(
        label=_("or container numbers"),
        required=False,
        max_length=5 * LONGEST_PICK,  # as typed; what stands in the address is shorter
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "1-12, 15"}),
    )

    def __init__(self, batch: WasteBatch, *args, serials: Iterable[int] = (), **kwargs):
        """`serials`: those of the batch's containers; without any only weights are asked for."""
        super().__init__(*args, prefix=batch.pk.hex, **kwargs)
        self.batch, self.serials = batch, sorted(serials)
        self.fields["take"].label = batch.number
        if not self.serials:
            del self.fields["drums"]

    @property
    def runs(self) -> str:
        """The containers there are to choose from."""
        return write_serials(self.serials)

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

    def clean_drums(self) -> str:
        text = self.cleaned_data["drums"].strip()
        if not text:
            return WHOLE
        try:
            chosen = read_serials(text)
        except NotSerials:
            chosen = []
        if not chosen or not set(chosen) <= set(self.serials):
            raise forms.ValidationError(
                _("Give numbers of containers such as 1-12, 15. There are %(runs)s."),
                code="container_unknown",
                params={"runs": self.runs},
            )
        short = DRUMS + write_serials(chosen, ".")
        if len(short) > LONGEST_PICK:
            raise forms.ValidationError(_("Too many gaps. Split the batch first, on its own page."), code="too_long")
        return WHOLE if chosen == self.serials else short

    def clean(self):
        data = super().clean()
        if data.get("kg") and data.get("drums"):
            self.add_error("drums", _("Choose containers or give a weight, not both."))
        return data

    @property
    def pick(self) -> str:
        return self.cleaned_data.get("drums") or self.cleaned_data["kg"]

    @property
    def is_taken(self) -> bool:
        """Ticked, or a part named: who names one wants it."""
        named = [self[name].value() or "" for name in ("kg", "drums") if name in self.fields]
        return bool(self.cleaned_data.get("take") or any(text.strip() for text in named))


def _short(kg: Decimal) -> str:
    text = f"{kg:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_picked(batch: WasteBatch, chosen: dict[UUID, str]) -> dict:
    """What the boxes of a batch show when the clerk comes back to them."""
    text = chosen.get(batch.pk, WHOLE)
    serials = serials_of(text)
    part = {"kg": text} if serials is None else {"drums": write_serials(serials)}
    return {"take": batch.pk in chosen, **part}


class StockForms:
    """The stock as one form a batch, with what is wrong about the choice as a whole."""

    def __init__(self, batches: list[WasteBatch], data=None, picks=(), serials: dict | None = None):
        """`serials`: batch id → serials of its containers."""
        chosen = dict(picks)
        self.forms = [
            PickForm(batch, data, initial=_as_picked(batch, chosen), serials=(serials or {}).get(batch.pk, ()))
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
        if rows_hold:
            try:
                check_that_they_mix(form.batch.waste_code for form in self.forms if form.is_taken)
            except Refusal as refusal:
                self.non_form_errors.append(str(refusal.message))
        return rows_hold and not self.non_form_errors

    @property
    def picks(self) -> tuple[tuple[UUID, str], ...]:
        return tuple((form.batch.pk, form.pick) for form in self.forms if form.is_taken)

    @property
    def total_error_count(self) -> int:
        return len(self.non_form_errors) + sum(len(form.errors) for form in self.forms if form.is_bound)


class DrawUpForm(WithEvidence, OnceForm):
    """The last look: what the wastes' profile asks for, remarks, exemptions where the list names one of them.

    The first exemption is asked for openly, the others behind it: hardly a load has two.
    """

    remarks = forms.CharField(label=_("Remarks"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}))
    exemption = forms.ChoiceField(
        label=_("Exemption claimed"),
        required=False,
        help_text=_("Only where its condition holds; the waste stays hazardous at every other stage."),
    )
    exemption_note = forms.CharField(
        label=_("Why its condition holds"), max_length=200, required=False, help_text=_("Kept with the signature.")
    )

    def __init__(self, data=None, files=None, *, codes: list[WasteCode], draft=None):
        """`codes`: the wastes of the load, none where they are gone; `draft`: the manifest that is being changed."""
        held = draft.exemptions if draft is not None else []
        super().__init__(data, files, initial={"remarks": draft.remarks if draft is not None else ""})
        asked = [profile_over(codes)[0]] if codes else PROFILES
        self.own = {f"detail_{detail.name}": detail for profile in asked for detail in profile.details}
        said = draft.details if draft is not None else {}
        for name, detail in self.own.items():
            self.fields[name] = _own_field(detail, said.get(detail.name, ""))
        self.order_fields([*self.own, "remarks"])
        rows = [row for row in Exemption.objects.order_by("serial", "pk") if _concerns(row, codes)] if codes else []
        self.pairs: list[tuple[str, str]] = []
        if not rows and data is None:
            for name in ("exemption", "exemption_note", "photographs", "kept"):
                del self.fields[name]
            return
        self.fields["photographs"].label = _("Statement that the condition holds")
        choices = [("", _("none"))] + [
            (str(row.pk), f"{row.serial} {row.name[:30]}（{row.stage}）{row.condition[:60]}") for row in rows
        ]
        self._ask_for_claims(choices, held, min(max(len(rows), 1), MOST_CLAIMS))

    def _ask_for_claims(self, choices: list, held: list[dict], count: int) -> None:
        for i in range(count):
            name, note = (f"{field}{f'_{i + 1}' if i else ''}" for field in ("exemption", "exemption_note"))
            if i:
                numbered = {"number": i + 1}
                self.fields[name] = forms.ChoiceField(
                    label=_("Exemption claimed (%(number)s)") % numbered, required=False
                )
                self.fields[note] = forms.CharField(
                    label=_("Why its condition holds (%(number)s)") % numbered, max_length=200, required=False
                )
            self.fields[name].choices = choices
            self.pairs.append((name, note))
            if i < len(held):
                self.initial |= {name: str(held[i]["exemption"]), note: held[i]["note"]}

    def clean(self):
        data = super().clean()
        for name, note in self.pairs:
            if data.get(name) and not data.get(note):
                self.add_error(note, _("Say why the condition of the exemption holds."))
        return data

    @property
    def openly(self) -> list[forms.BoundField]:
        """What everybody is asked."""
        behind = {name for pair in self.pairs[1:] for name in pair}
        return [field for field in self.visible_fields() if field.name not in behind]

    @property
    def further(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The second exemption and those after it, each with its note."""
        return [(self[name], self[note]) for name, note in self.pairs[1:]]

    @property
    def is_further(self) -> bool:
        """Whether one of them is filled in."""
        return any(field.value() or field.errors for pair in self.further for field in pair)

    @property
    def details(self) -> dict[str, str]:
        """What the profile asks for, as far as it was filled in; the action reads it."""
        said = {detail.name: self.cleaned_data.get(name, "").strip() for name, detail in self.own.items()}
        return {name: value for name, value in said.items() if value}

    def show(self, refusal: Refusal) -> None:
        for reason in refusal.all:
            name = reason.field.strip("/").replace("details/", "detail_").split("/")[0]
            match reason.field.strip("/").split("/"):
                case ["exemptions", number, what] if number.isdigit() and int(number) < len(self._claimed):
                    chosen, note = self._claimed[int(number)]
                    name = note if what == "note" else chosen
                case ["evidence", *_rest]:
                    name = "photographs"
            self.add_error(name if name in self.fields else None, sentence(reason))

    @property
    def claims(self) -> list[dict]:
        """As the action reads them."""
        said = self.cleaned_data
        return [{"exemption": said[name], "note": said[note]} for name, note in self._claimed]

    @property
    def _claimed(self) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs if self.cleaned_data.get(pair[0])]


def _own_field(detail: Detail, initial: str) -> forms.CharField:
    numeric = {} if detail.reads == "text" else {"inputmode": "decimal"}
    return forms.CharField(
        label=detail.label,
        initial=initial,
        required=False,
        max_length=detail.longest,
        widget=forms.TextInput(numeric),
        help_text=_("Needed before it is issued.") if detail.needed_at else "",
    )


def _concerns(row: Exemption, codes: list[WasteCode]) -> bool:
    return any(code.hazardous and names(row.code_text, code.code) for code in codes)
