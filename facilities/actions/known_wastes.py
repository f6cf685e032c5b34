"""Are these the codes of wastes, and of methods, that a catalogue knows?"""

import re

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import CatalogueEdition, DisposalMethod, WasteCategory, WasteCode

MOST = 100  # of one line
LOOKS = re.compile(r"[0-9A-Z-]{2,11}")
SOLID = re.compile(r"([0-9]{3}-[0-9]{3}-)?S(W)?[0-9]{2}")  # general solid waste, known by its form


def check_wastes(codes: list[str], field: str, *, hazardous_only: bool = False) -> list[Refusal]:
    """A problem for each that is neither a code of any edition nor a category such as HW08; one if there are none."""
    if not codes or len(codes) > MOST:
        return [
            BadInput(_("Give 1 to %(most)s waste codes or categories.") % {"most": MOST}, code="required", field=field)
        ]
    likely = [code for code in codes if LOOKS.fullmatch(code)]
    categories, rows = WasteCategory.objects.filter(code__in=likely), WasteCode.objects.filter(code__in=likely)
    if hazardous_only:
        categories = categories.filter(edition__system=CatalogueEdition.System.HAZARDOUS)
        rows = rows.filter(edition__system=CatalogueEdition.System.HAZARDOUS)
    solid = set() if hazardous_only else {code for code in codes if SOLID.fullmatch(code)}
    known = {*solid, *categories.values_list("code", flat=True), *rows.values_list("code", flat=True)}
    return [
        BadInput(_("No catalogue knows %(code)s.") % {"code": code[:20]}, code="code_unknown", field=field, value=code)
        for code in codes
        if code not in known
    ]


def check_methods(methods: list[str], field: str) -> list[Refusal]:
    """A problem for each that is no method of the Chinese manifest."""
    if not methods or len(methods) > MOST:
        return [BadInput(_("Give at least one method, such as R9 or D10."), code="required", field=field)]
    likely = [code for code in methods if LOOKS.fullmatch(code)]
    known = set(DisposalMethod.objects.chinese().filter(code__in=likely).values_list("code", flat=True))
    return [
        BadInput(
            _("There is no method %(code)s.") % {"code": code[:20]}, code="method_unknown", field=field, value=code
        )
        for code in methods
        if code not in known
    ]
