"""What a facility planned, and what it says of its own wastes."""

from django.utils.translation import gettext as _

from facilities import clock
from facilities.admin.facts import percent
from facilities.admin.sections import Table
from facilities.models import PlanLine, WasteStream
from facilities.templatetags.quantities import kg


def plan_lines(facility) -> Table:
    """This and last year's plan, line by line, against what manifests were issued for."""
    year = clock.today().year
    lines = (
        PlanLine.objects.filter(plan__facility=facility, plan__year__gte=year - 1)
        .select_related("plan")
        .order_by("-plan__year", "code")
    )
    return Table(
        _("Management plans"),
        [
            _("Filing number"),
            _("Year"),
            _("Waste code"),
            (_("Planned generation"), "number"),
            (_("Planned transfer"), "number"),
            (_("Issued so far"), "number"),
            (_("Used"), "number"),
        ],
        [
            (
                "",
                [
                    line.plan.filing_no,
                    line.plan.year,
                    line.code,
                    kg(line.generated_kg),
                    kg(line.transferred_kg),
                    kg(line.issued_kg),
                    percent(line.issued_kg, line.transferred_kg),
                ],
            )
            for line in lines
        ],
        empty=_("No plan is filed for this year or the last."),
    )


def waste_streams(facility) -> Table:
    streams = WasteStream.objects.filter(facility=facility).select_related(
        "waste_code", "physical_state", "default_consignee", "default_method"
    )
    return Table(
        _("Waste streams"),
        [
            _("Name"),
            _("Waste code"),
            _("Hazards"),
            _("Physical state"),
            _("Process"),
            _("Usual receiver"),
            _("Usual method"),
        ],
        [
            (
                "",
                [
                    stream.official_name,
                    stream.waste_code.code,
                    "、".join(stream.hazards),
                    str(stream.physical_state),
                    stream.process or "–",
                    stream.default_consignee or "–",
                    stream.default_method.code if stream.default_method else "–",
                ],
            )
            for stream in streams
        ],
        empty=_("No waste stream is declared."),
    )
