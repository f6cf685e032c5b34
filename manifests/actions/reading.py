"""Read what an action was sent: ids into rows the person may see, text into exact kilograms, all with clear errors."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from facilities.compiled import compiled
from facilities.errors import BadInput
from facilities.models import DisposalMethod, Facility
from manifests.quantities import ZERO, NotAQuantity, kilograms


def read_kg(value, field: str) -> Decimal:
    """Exact kilograms > 0 with at most three decimals, or a BadInput at `field` (a JSON Pointer)."""
    try:
        return kilograms(value)
    except NotAQuantity:
        raise BadInput(
            _("Give a weight in kilograms above 0, with at most 3 decimals."),
            code="kg_invalid",
            field=field,
            value=value,
        ) from None


def read_counted_kg(value, field: str) -> Decimal:
    """Exact kilograms of which there may be none left, or a BadInput at `field`."""
    try:
        return kilograms(value, least=ZERO)
    except NotAQuantity:
        raise BadInput(
            _("Give a weight in kilograms, 0 or more, with at most 3 decimals."),
            code="kg_invalid",
            field=field,
            value=value,
        ) from None


def read_row(rows, value, field: str, **extra):
    """The one row of `rows` with this id; unseen and unknown look the same. `rows` may also be a compiled question."""
    key = getattr(value, "pk", value)
    try:
        key = key if isinstance(key, UUID) else UUID(str(key))
        if callable(rows):
            found = next(iter(rows(key)), None)
        else:
            # By key: the usual order may join what nobody asked for.
            found = rows.filter(pk=key, **extra).order_by("pk").first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field=field, value=key)
    return found


def read_keys(values, field: str) -> set[UUID]:
    """The ids of a list of ids or rows, each once; whether they are there is for the caller to see."""
    keys = [getattr(value, "pk", value) for value in values] if isinstance(values, list | tuple | set) else [None]
    try:
        return {key if isinstance(key, UUID) else UUID(str(key)) for key in keys}
    except ValueError:
        raise BadInput(_("Choose batches from the list."), code="unknown_choice", field=field) from None


def read_method(value, field: str) -> DisposalMethod:
    """A Chinese manifest's method by its code (R9, D10, C1, Y10)."""
    if isinstance(value, DisposalMethod):
        return value
    method = next(iter(_methods(str(value))), None)
    if method is None:
        raise BadInput(_("Choose a method from the list."), code="method_unknown", field=field, value=value)
    return method


@compiled
def _methods(code):
    return DisposalMethod.objects.chinese().filter(code=code).order_by("pk")[:1]


def read_text(value, field: str, longest: int = 200) -> str:
    text = str(value or "").strip()
    if len(text) > longest:
        told = _("Use at most %(longest)s characters.")
        raise BadInput(told, figures={"longest": longest}, code="too_long", field=field)
    if "\x00" in text:
        raise BadInput(_("The text holds a character that cannot be stored."), code="text_invalid", field=field)
    return text


def read_needed(data: dict, name: str, longest: int) -> str:
    """A text that may not be blank."""
    text = read_text(data.get(name), f"/{name}", longest)
    if not text:
        raise BadInput(_("Fill this in."), code="required", field=f"/{name}")
    return text


@dataclass(frozen=True)
class Stop:
    """Where a load stands on its way, in words; `facility_id` where it is a site that we know, "" elsewhere."""

    words: str
    facility_id: str = ""


def read_stop(data: dict) -> Stop:
    """`facility`, an id of the directory, or `place` in words; with both, the words tell where on the site."""
    words = read_text(data.get("place"), "/place")
    if data.get("facility"):
        site = read_row(Facility.objects.directory(), data["facility"], "/facility")
        where = " · ".join(part for part in (site.name, site.address, words) if part)
        return Stop(where[:200], str(site.pk))
    if not words:
        raise BadInput(_("Say where the load stands."), code="required", field="/place")
    return Stop(words)


def read_reason(data: dict) -> str:
    reason = read_text(data.get("reason"), "/reason")
    if not reason:
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    return reason
