"""What a facility planned, and what it says of its own wastes."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from facilities import clock
from facilities.admin.facts import percent
from facilities.admin.sections import Table
from facilities.enumerating import enumerated
from facilities.happened import happened
from facilities.models import PlanLine, PlanVersion, WasteStream
from facilities.planning.compared import compare
from facilities.templatetags.quantities import kg, tonnes
from facilities.templatetags.tables import linked

MOST = 30  # lines of a section on the facility's page; the comparison's own page has them all


def plan_lines(facility) -> Table:
    """This and last year's plan, line by line, against what manifests were issued for."""
    year = clock.today().year
    versions = PlanVersion.objects.filter(plan=OuterRef("plan")).order_by("-number").values("pk")
    lines = (
        PlanLine.objects.filter(plan__facility=facility, plan__year__gte=year - 1)
        .select_related("plan")
        .annotate(version=Subquery(versions[:1]))
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
                    _number(line),
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


def _number(line: PlanLine) -> str:
    """The filing number; a link to what is in force, where versions are kept."""
    number = line.plan.filing_no
    return linked(reverse("facilities:plan_version", args=[line.version]), number) if line.version else number


def plan_against_ledger(facility) -> Table | None:
    """This year's plan in force beside what the ledger says happened, line by line."""
    year = clock.today().year
    version = PlanVersion.objects.filter(plan__facility=facility, plan__year=year).order_by("-number").first()
    if version is None:
        return None
    lines = [
        (
            "",
            [
                f"{section.table.value} {section.heading}",
                f"{line.code} {line.name}",
                line.where or "–",
                _("Not planned") if line.planned is None else tonnes(line.planned),
                tonnes(line.actual),
                "–" if line.percent is None else f"{line.percent}\N{NO-BREAK SPACE}%",
            ],
        )
        for section in compare(version.content, happened(facility.pk, year))
        for line in section.lines[:MOST]
    ]
    return Table(
        _("Plan against what happened"),
        [
            _("Table"),
            _("Waste"),
            _("Store or receiver"),
            (_("Planned"), "number"),
            (_("Happened"), "number"),
            (_("Share"), "number"),
        ],
        lines,
        more_url=reverse("facilities:plan_actual", args=[version.plan_id]),
        more_label=_("The whole comparison"),
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
                    enumerated(stream.hazards),
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
