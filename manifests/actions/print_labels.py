"""Record that labels are printed: who, when, which codes, on what paper; and why, where one was printed before.

Looking at a label writes nothing; a print is asked for, recorded here, and only then drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from facilities import clock
from facilities.errors import BadInput, Refusal
from facilities.models import Facility
from facilities.roles import Role
from manifests.actions.reading import read_row, read_text
from manifests.label_layouts import check_fits, read_layout
from manifests.models import BlockSerial, Container, LabelPrint, PrintedLabel, PrintRun
from manifests.models.label_print import standing
from manifests.states import AT_HOLDER

PRINTERS = (Role.CLERK, Role.RECEIVER)
AT_ONCE = 100  # labels in one file that a request can bear; more are printed by a job


@dataclass(frozen=True)
class Asked:
    """On which paper, from which place of its first sheet, and why again."""

    layout: str = "exact"
    start: int = 1
    reason: str = ""
    note: str = ""


def print_labels(
    *,
    by,
    facility,
    codes: Sequence[str],
    asked: Asked,
    idempotency_key: str | None = None,
    most: int = AT_ONCE,
    run: PrintRun | None = None,
) -> LabelPrint:
    """Record one file with the labels of these digital codes: of full containers that lie at the facility, and of
    unused codes of its blocks. The same key answers with the same print.

    `most` is how many labels the caller can draw at once, `run` the print run that draws them. Raises BadInput, or
    Refusal `label_printed_before` where a reason is missing.
    """
    site = read_row(Facility.objects.where_person_is(by, *PRINTERS), facility, "/facility")
    layout = read_layout(asked.layout)
    wanted = list(dict.fromkeys(str(code) for code in codes))
    if not wanted:
        raise BadInput(_("Choose at least one label."), code="required", field="/containers")
    if len(wanted) > most:
        raise BadInput(
            _("Print at most %(most)s labels in one file. Choose fewer of them.") % {"most": most},
            code="too_many_labels",
            field="/containers",
            value=len(wanted),
        )
    with transaction.atomic():
        # Prints of one site take turns: two clicks at once, and two people who each want the first copy.
        Facility.objects.select_for_update(no_key=True).get(pk=site.pk)
        if idempotency_key:
            first = LabelPrint.objects.filter(person=by, idempotency_key=idempotency_key).first()
            if first is not None:
                return first
        check_fits(layout, [Container(litres=litres).label_mm for litres in _volumes(site, wanted)], asked.start)
        copies, before = _copies(wanted)
        reason, note = _read_reason(asked, before)
        made = LabelPrint.objects.create(
            facility=site,
            layout=layout.code,
            start=asked.start,
            count=len(wanted),
            reprints=before,
            reason=reason,
            note=note,
            person=by,
            person_name=str(by),
            recorded_at=clock.now(),
            run=run,
            idempotency_key=idempotency_key or None,
        )
        PrintedLabel.objects.bulk_create(
            PrintedLabel(print=made, digital_id=code, copy=copies.get(code, 0) + 1) for code in wanted
        )
    return made


def printed_before(codes: Sequence[str]) -> int:
    """How many of these codes have been printed."""
    return PrintedLabel.objects.standing().filter(digital_id__in=codes).values("digital_id").distinct().count()


def _volumes(site: Facility, codes: list[str]) -> list[Decimal]:
    """Litres of what each label is for. Raises BadInput where one of the codes is none that this site may print."""
    lying = Container.objects.full().filter(batch__holder=site, batch__state__in=AT_HOLDER)
    held = lying.filter(digital_id__in=codes).values_list("litres", flat=True)
    ahead = BlockSerial.objects.filter(pk__in=codes, block__facility=site, container=None, voided_at=None).values_list(
        "block__litres", flat=True
    )
    found = [*held, *ahead]
    if len(found) != len(codes):
        raise BadInput(
            _("Some of these containers are not here any more, or wear no label. Choose from the list."),
            code="unknown_choice",
            field="/containers",
        )
    return found


def _copies(codes: list[str]) -> tuple[dict[str, int], int]:
    """(code → the number of its last copy, how many of these codes were printed). A run that was cancelled or failed
    took copies and printed none."""
    rows = PrintedLabel.objects.filter(digital_id__in=codes).order_by().values_list("digital_id")
    told = list(rows.annotate(last=Max("copy"), printed=Count("pk", filter=standing("print__"))))
    return {code: last for code, last, _printed in told}, sum(1 for _code, _last, printed in told if printed)


def _read_reason(asked: Asked, before: int) -> tuple[str, str]:
    """Reason and words for a print that holds labels printed before; none of either for a first print."""
    note = read_text(asked.note, "/note")
    if not before:
        return "", ""
    if not asked.reason:
        raise Refusal(
            ngettext_lazy(
                "%(count)s of these labels was printed before. Say why it is printed again.",
                "%(count)s of these labels were printed before. Say why they are printed again.",
                before,
            )
            % {"count": before},
            code="label_printed_before",
            field="/reason",
        )
    if asked.reason not in LabelPrint.Reason.values:
        raise BadInput(
            _("Choose one from the list."), code="unknown_choice", field="/reason", value=str(asked.reason)[:20]
        )
    if asked.reason == LabelPrint.Reason.OTHER and not note:
        raise BadInput(_("Say it in words."), code="required", field="/note")
    return asked.reason, note
