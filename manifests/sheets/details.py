"""Columns of what only some profiles ask for (docs/profiles.md): a sludge's water content, a building site, pieces."""

from collections.abc import Iterable, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import WasteCode
from facilities.sheets.cells import plain
from facilities.sheets.kinds import Column
from manifests.actions.detailing import read_detail
from manifests.profiles import DETAILS, PROFILES, Detail, profile_over


def _reader(detail: Detail):
    return lambda cell, _known: read_detail(detail, plain(cell), "")


def _hint(detail: Detail):
    """For which kind of waste it is, and whether its manifests may not leave without it."""
    (profile,) = (profile for profile in PROFILES if detail in profile.details)
    if detail.needed_at:
        return format_lazy(_("Of {profile} only, where its manifest is not issued without it."), profile=profile.title)
    return format_lazy(_("Of {profile} only."), profile=profile.title)


EXAMPLES = {"water_percent": "78.5", "pieces": "12"}
COLUMNS = tuple(
    Column(
        detail.name,
        detail.label,
        _reader(detail),
        hint=_hint(detail),
        example=EXAMPLES.get(detail.name, ""),
        is_number=detail.reads != "text",
    )
    for detail in DETAILS.values()
)


def judge_details(values: Mapping, codes: Iterable[WasteCode]) -> Iterable[BadInput]:
    """What is filled in belongs to the profile of the row's wastes: elsewhere it would stand on no paper."""
    codes = list(codes)
    if not codes:
        return
    profile, _all_of_it = profile_over(codes)
    own = {detail.name for detail in profile.details}
    for name in DETAILS:
        if name in values and name not in own:
            told = _("A manifest for %(profile)s has no such field.")
            yield BadInput(told, figures={"profile": profile.title}, code="detail_unknown", field=f"/{name}")


def details_in(values: Mapping) -> dict[str, str]:
    """What the action wants as `details`."""
    return {name: values[name] for name in DETAILS if values.get(name)}
