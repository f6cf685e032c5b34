"""A treatment that yields new waste: method, products from the site's own streams, additives, burn-off."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.once import OnceForm, sentence
from facilities.models import StorageArea, WasteStream
from manifests.actions.yielding import MOST_PRODUCTS
from manifests.forms.batch import kilograms
from manifests.quantities import ZERO

FEWEST_ROWS = 2


def none_or_more(label, **options) -> forms.DecimalField:
    """Kilograms where nothing is an answer too."""
    return forms.DecimalField(
        label=label,
        max_digits=15,
        decimal_places=3,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "kg"}),
        **options,
    )


class ProductForm(forms.Form):
    """One product. A row that is left empty is none."""

    stream = forms.ModelChoiceField(
        label=_("Waste stream"), queryset=WasteStream.objects.none(), empty_label=_("Choose a waste")
    )
    kg = kilograms(_("Weight"))
    area = forms.ModelChoiceField(
        label=_("Store"), queryset=StorageArea.objects.none(), required=False, empty_label=_("Not yet")
    )
    container_count = forms.IntegerField(label=_("Number of containers"), min_value=0, max_value=999, required=False)
    container_litres = forms.DecimalField(
        label=_("Volume of one container"),
        max_digits=9,
        decimal_places=1,
        min_value=Decimal("0.1"),
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "L"}),
    )

    def __init__(self, *args, streams, areas, **kwargs):
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.fields["stream"].queryset = streams
        self.fields["stream"].label_from_instance = lambda stream: f"{stream.alias} · {stream.waste_code}"
        self.fields["area"].queryset = areas

    def clean(self):
        data = super().clean()
        if data.get("container_count") and "container_litres" in data and not data["container_litres"]:
            self.add_error("container_litres", _("Give the volume of one container."))
        return data

    @property
    def deed(self) -> dict:
        data = self.cleaned_data
        said = {"stream": str(data["stream"].pk), "kg": str(data["kg"])}
        if data["area"]:
            said["area"] = str(data["area"].pk)
        if data["container_count"]:
            said |= {
                "container_count": data["container_count"],
                "container_litres": str(data["container_litres"]),
            }
        return said


class TransformForm(OnceForm):
    """The whole of it; `products` are its rows, `batches` its inputs."""

    method = forms.ChoiceField(label=_("Method"))
    additives_kg = none_or_more(_("Additives"), help_text=_("Lime, cement and the like that went in."))
    burn_off_kg = none_or_more(
        _("Burn-off"), help_text=_("What left as gas, water or product: recorded, and no waste.")
    )

    def __init__(self, data=None, *, batches: list, methods: list, streams, areas, unfinished=None):
        """`methods`: choices; `unfinished`: what is filled in so far and not judged yet."""
        sent = unfinished if data is None else data
        super().__init__(data, initial=unfinished.dict() if unfinished else None)
        self.batches = batches
        self.fields["method"].choices = [("", _("Choose a method")), *methods]
        self.fields["method"].error_messages["required"] = _("Choose a method from the list.")
        count = min(_rows(sent), MOST_PRODUCTS)
        self.products = [
            ProductForm(
                data,
                prefix=f"product-{i}",
                initial={name: unfinished.get(f"product-{i}-{name}") for name in ProductForm.base_fields}
                if unfinished
                else None,
                streams=streams,
                areas=areas,
            )
            for i in range(count)
        ]
        self.forms = self.products  # as an error summary looks for them

    def is_valid(self) -> bool:
        # Every row is read, so that every row says what is wrong with it.
        rows_hold = not [row for row in self.products if not row.is_valid()]
        holds = super().is_valid()
        if holds and rows_hold and not self.named:
            self.add_error(None, _("Name at least one product."))
        return rows_hold and super().is_valid()

    @property
    def named(self) -> list[ProductForm]:
        return [row for row in self.products if row.has_changed()]

    @property
    def total_error_count(self) -> int:
        return sum(len(row.errors) for row in self.products if row.is_bound)

    @property
    def deed(self) -> dict:
        """What the action wants, performed on the first of the batches."""
        data = self.cleaned_data
        return {
            "batches": [str(batch.pk) for batch in self.batches[1:]],
            "method": data["method"],
            "products": [row.deed for row in self.named],
            "additives_kg": str(data["additives_kg"] or ZERO),
            "burn_off_kg": str(data["burn_off_kg"] or ZERO),
        }

    def show(self, refusal: Refusal) -> None:
        """What is about a product stands in its row, everything else as in any form."""
        named = self.named
        for reason in refusal.all:
            where = reason.field.strip("/").split("/")
            if len(where) == 3 and where[0] == "products" and where[1].isdigit() and int(where[1]) < len(named):
                row = named[int(where[1])]
                row.add_error(where[2] if where[2] in row.fields else None, sentence(reason))
            else:
                self.add_error(where[0] if where[0] in self.fields else None, sentence(reason))


def _rows(sent) -> int:
    """How many product rows were sent, and one more where that was asked for."""
    try:
        count = int(sent.get("rows", "")) if sent else FEWEST_ROWS
    except ValueError:
        count = FEWEST_ROWS
    return max(count + bool(sent and sent.get("do") == "add"), FEWEST_ROWS)
