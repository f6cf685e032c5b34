"""Import waste streams: what a site's wastes are, one a row."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.open_stream import LONGEST_NAME, open_stream
from facilities.actions.retire_stream import retire_stream
from facilities.catalogue.search import CHINESE_SYSTEMS
from facilities.catalogue.solid_waste import ANY_INDUSTRY, EDITION, FORM, MALFORMED
from facilities.errors import BadInput, Refusal
from facilities.models import (
    CatalogueEdition,
    DisposalMethod,
    Facility,
    Hazard,
    Industry,
    Packaging,
    PhysicalState,
    SolidWasteRange,
    WasteCode,
    WasteStream,
)
from facilities.roles import Role
from facilities.sheets.cells import one_of, plain, text
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import both_names


def waste_code(cell: Any, known: dict) -> str:
    """A code of the editions in force; a general solid one also by its form, which is made when it is imported."""
    code = unicodedata.normalize("NFKC", plain(cell)).strip().upper()
    if code in known["codes"]:
        return code
    if "S" not in code:
        raise BadInput(
            _("The catalogue has no such code. Search by a word, or type all digits, such as 900-249-08."),
            code="code_unknown",
            value=code,
        )
    fits = FORM.fullmatch(code)
    if not fits or fits[2] == "000":
        raise BadInput(MALFORMED, code="solid_waste_code_malformed", value=code)
    if known["solid_table_is_loaded"]:
        raise BadInput(_("The solid waste catalogue has no such code."), code="solid_waste_code_unlisted", value=code)
    if not any(span.holds(fits[3]) for span in known["solid_ranges"]):
        raise BadInput(_("The solid waste catalogue has no such class."), code="solid_waste_class_unlisted", value=code)
    if fits[1] != ANY_INDUSTRY and fits[1] not in known["industries"]:
        told = _("The first three digits must be 900 or an industry group of GB/T 4754.")
        raise BadInput(told, code="solid_waste_industry_unknown", value=code)
    return code


def hazards(cell: Any, known: dict) -> str:
    """Letters of the catalogue, such as “T, I”; kept with commas between."""
    letters = [letter.strip() for letter in plain(cell).upper().replace("，", ",").replace("/", ",").split(",")]
    if unknown := [letter for letter in letters if letter not in known["hazard_letters"]]:
        raise BadInput(_("Choose from the list."), code="hazard_unknown", value=unknown)
    return ",".join(letters)


def look_up(site, _person) -> dict:
    editions = (
        CatalogueEdition.objects.filter(system__in=CHINESE_SYSTEMS).current_first(clock.today()).distinct("system")
    )
    solid = WasteCode.objects.filter(edition=EDITION, by_pattern=False)
    receivers = Facility.objects.directory().exclude(is_collector=False, is_disposal_site=False)
    groups = Industry.objects.filter(level=Industry.Level.GROUP)
    return {
        "codes": set(WasteCode.objects.filter(edition__in=editions.values("pk")).values_list("code", flat=True)),
        "solid_table_is_loaded": solid.exists(),
        "solid_ranges": list(SolidWasteRange.objects.all()),
        "industries": set(groups.values_list("pk", flat=True)),
        "hazard_letters": set(Hazard.objects.values_list("pk", flat=True)),
        "aliases": set(WasteStream.objects.filter(facility=site).values_list("alias", flat=True)),
        **both_names("states", PhysicalState.objects.all()),
        **both_names("packagings", Packaging.objects.all()),
        **both_names("methods", DisposalMethod.objects.chinese(), code="code"),
        **both_names("receivers", receivers),
    }


def judge(values: dict, known: dict) -> Iterable[BadInput]:
    """A site calls each waste by a name of its own; the file's earlier rows count, too."""
    if values["alias"] in known["aliases"]:
        yield BadInput(
            _("You have a waste of this name already. Give another name."), code="alias_taken", field="/alias"
        )
    known["aliases"].add(values["alias"])


def write(values: dict, *, by, site, key: str) -> WasteStream:
    rows = {"physical_state": "physical_state_id", "packaging": "packaging_id", "default_method": "default_method_id"}
    rows["default_consignee"] = "default_consignee_id"
    particulars = {rows.get(name, name): value for name, value in values.items() if name not in ("code", "hazards")}
    letters = values.get("hazards", "")
    return open_stream(
        by=by, facility=site, code=values["code"], hazards=letters.split(",") if letters else [], **particulars
    )


def undo(pk, *, by, key: str) -> None:
    """Retire it: what was declared from it meanwhile goes its way."""
    stream = WasteStream.objects.visible_to(by).select_related("facility").filter(pk=pk).first()
    if stream is None:
        raise Refusal(_("Nothing is there, or it is not yours to see."), code="not_found")
    retire_stream(stream, by=by)


STREAMS = Kind(
    name="streams",
    label=_("Wastes"),
    lead=_("What arises on your site, one waste a row. Batches are declared of them afterwards."),
    roles=(Role.CLERK,),
    sites=lambda: Facility.objects.filter(is_generator=True),
    columns=(
        Column("alias", _("What you call it"), text(60), is_required=True, example="Used oil, hall 2",
               hint=_("The name your people use; one waste a name.")),
        Column("code", _("Waste code"), waste_code, is_required=True, example="900-249-08",
               hint=_("All digits, as in the catalogue in force. General solid waste: such as 900-001-S17.")),
        Column("physical_state", _("Physical state"), one_of("states"), is_required=True, choices="states",
               hint=_("Choose from the list.")),
        Column("official_name", _("Waste name on labels and manifests"), text(LONGEST_NAME),
               hint=_("Leave empty to take the catalogue's.")),
        Column("hazards", _("Hazard characteristics"), hazards, example="T, I",
               hint=_("Letters with commas between. Leave empty to take the catalogue's.")),
        Column("main_components", _("Main components"), text(200)),
        Column("harmful_components", _("Harmful components"), text(200)),
        Column("process", _("Process it comes from"), text(120)),
        Column("packaging", _("Packaging"), one_of("packagings"), choices="packagings",
               hint=_("Choose from the list.")),
        Column("precautions", _("Precautions"), text(200), hint=_("Printed on the label.")),
        Column("default_consignee", _("Usual receiver"), one_of("receivers"), choices="receivers",
               hint=_("Choose from the list.")),
        Column("default_method", _("Usual method"), one_of("methods"), choices="methods", example="D10"),
    ),
    look_up=look_up,
    judge=judge,
    write=write,
    undo=undo,
    back="facilities:streams",
    undoing=_("Each waste is retired."),
    order=10,
)  # fmt: skip
