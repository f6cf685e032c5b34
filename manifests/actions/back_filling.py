"""Read what a paper manifest said that is entered after the fact (补录; Order 23, Art. 20).

Who signed on paper signs here: the consignor enters part 1 by issuing, with the times of the paper; carrier and
consignee confirm theirs by their own actions, with real times. What the law would have held back has left: it is told.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import due_after
from facilities.errors import BadInput, Refusal
from manifests.actions.outer_numbers import read_national_no, read_provincial_no
from manifests.actions.reading import read_text
from manifests.clocks import start
from manifests.custody.deed import Deed
from manifests.models import BackFill, Manifest, PaperNumber
from manifests.numbers import NotANumber, looks_like_ours, read_manifest_number, spaced
from manifests.states import ManifestState

MOST_PAGES = 99
NOT_OF_PAPER = (Manifest.Kind.NORMAL, Manifest.Kind.CARRIED_ON, Manifest.Kind.INBOUND)
KINDS = [kind for kind in Manifest.Kind if kind not in NOT_OF_PAPER]

OUTER = {"national_no": read_national_no, "provincial_no": read_provincial_no}


def read_back_fill(deed: Deed) -> BackFill | None:
    """`back_fill` of the data: kind, paper_number, reason, transfer_ended_at, and of a paper that is not of this house
    issued_by (who printed the number) and page; national_no and provincial_no if the paper bears them. None where
    nothing left on paper.

    Sets the manifest's kind; a number of ours that was printed ahead is locked and becomes the manifest's own.
    """
    sent = deed.data.get("back_fill")
    if not sent:
        return None
    if not isinstance(sent, dict):
        raise BadInput(_("Fill this in."), code="required", field="/back_fill")
    problems: list[Refusal] = []

    def collect(read, *args):
        try:
            return read(*args)
        except Refusal as refusal:
            problems.extend(refusal.all)
            return None

    kind = sent.get("kind")
    if kind not in KINDS:
        problems.append(
            BadInput(_("Choose one from the list."), code="kind_unknown", field="/back_fill/kind", value=kind)
        )
    reason = collect(_needed, sent, "reason", 200)
    number = collect(_needed, sent, "paper_number", 40)
    ended = collect(_ended_at, sent.get("transfer_ended_at"), deed)
    issued_by = collect(read_text, sent.get("issued_by"), "/back_fill/issued_by", 80) or ""
    page = collect(_page, sent.get("page"))
    collect(_after_the_waste, deed)
    paper = collect(_paper, number, deed.subject) if number else None
    if number and paper is None and not problems:
        collect(_entered_once, deed.subject, number, issued_by, page)
    outer = {name: collect(_outer, name, sent, deed) for name in OUTER}
    if problems:
        raise Refusal.of(problems)
    deed.facts["outer_numbers"] = outer
    deed.set(kind=kind)
    deed.facts["paper"] = paper
    (due,) = due_after(ended, deed.subject.origin_region_id, DeadlineKind.BACK_FILL)
    return BackFill(
        manifest=deed.subject,
        paper_number=paper.number if paper else number,
        issued_by="" if paper else issued_by,
        page=1 if paper else page,
        reason=reason,
        transfer_ended_at=ended,
        due_at=due.due_at,
        assumed=due.assumed,
        recorded_at=deed.recorded_at,
    )


def keep_back_fill(deed: Deed, row: BackFill) -> None:
    """Write it with the manifest; the paper's number is used from now on. The clock runs until all have signed."""
    manifest = deed.subject
    deed.after.append(lambda: row.save(force_insert=True))
    deed.after.append(lambda: start(manifest, manifest.consignor, row.transfer_ended_at, DeadlineKind.BACK_FILL))
    paper = deed.facts["paper"]
    if paper is not None:
        deed.after.append(lambda: PaperNumber.objects.filter(pk=paper.pk).update(manifest=deed.subject))


def back_fill_particulars(row: BackFill, kind: str) -> dict:
    return {
        "kind": kind,
        "paper_number": row.paper_number,
        "issued_by": row.issued_by,
        "page": row.page,
        "reason": row.reason,
        "transfer_ended_at": row.transfer_ended_at,
        "due_at": row.due_at,
    }


def _needed(sent: dict, name: str, longest: int) -> str:
    text = read_text(sent.get(name), f"/back_fill/{name}", longest)
    if not text:
        raise BadInput(_("Fill this in."), code="required", field=f"/back_fill/{name}")
    return text


def _outer(name: str, sent: dict, deed: Deed) -> str:
    return OUTER[name](sent.get(name), deed.subject, f"/back_fill/{name}", moment=deed.happened_at)


def _ended_at(value, deed: Deed) -> datetime:
    where = "/back_fill/transfer_ended_at"
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or is_naive(moment):
        raise BadInput(_("Give the time with its time zone."), code="time_without_zone", field=where, value=value)
    if moment > deed.recorded_at:
        raise BadInput(_("This time lies in the future."), code="time_in_future", field=where, value=value)
    if moment < deed.happened_at:
        raise BadInput(
            _("The transfer cannot end before the waste was handed over."), code="times_out_of_order", field=where
        )
    return moment


def _page(value) -> int:
    """Which page of the paper this is; 1 unless said."""
    if value in (None, ""):
        return 1
    text = str(value)
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_PAGES and len(text) <= 4:
        return int(text)
    raise BadInput(_("Give the page's number, 1 to 99."), code="page_invalid", field="/back_fill/page", value=text[:20])


def _after_the_waste(deed: Deed) -> None:
    """What was handed over had arisen before: a batch that came later was not on that paper. One statement."""
    arose = deed.subject.lines.aggregate(last=Max("batch__generated_at"))["last"]
    if arose is not None and is_too_early(deed.happened_at, arose):
        raise too_early(arose, "/happened_at")


def is_too_early(left: datetime, arose: datetime) -> bool:
    """Whether waste is said to have left before it arose; forms ask for minutes."""
    return left < arose.replace(second=0, microsecond=0)


def too_early(arose: datetime, field: str) -> BadInput:
    return BadInput(
        _("The waste arose on %(day)s, after this time. Enter its batch with its own time first, or correct this."),
        figures={"day": localtime(arose).strftime("%Y-%m-%d %H:%M")},
        code="time_before_the_waste",
        field=field,
    )


def papers_entered() -> QuerySet:
    """Papers that are entered and stand. What was voided or cancelled may be entered again."""
    return BackFill.objects.exclude(manifest__state__in=(ManifestState.VOIDED, ManifestState.CANCELLED))


def entered_already(earlier: Manifest, consignor, number: str, field: str) -> Refusal:
    """The earlier entry by its name where it is the firm's own."""
    said = {"code": "paper_number_used", "field": field, "value": number}
    if earlier.consignor_id != consignor:
        told = _("This paper has been entered already. If this is another page of it, give its number.")
        return Refusal(told, **said)
    told = _("This paper has been entered as %(number)s. If this is another page of it, give its number.")
    return Refusal(told, figures={"number": spaced(earlier.number)}, **said)


def _entered_once(manifest: Manifest, number: str, issued_by: str, page: int) -> None:
    """A paper of another house is entered once, too: its number, who printed it, and its page. Two who enter one paper
    at the same moment take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"paper {number.casefold()}"])
    rows = papers_entered().filter(paper_number__iexact=number, issued_by__iexact=issued_by, page=page)
    earlier = rows.exclude(manifest=manifest).select_related("manifest").first()
    if earlier is not None:
        raise entered_already(earlier.manifest, manifest.consignor_id, number, "/back_fill/paper_number")


def _paper(text: str, manifest: Manifest) -> PaperNumber | None:
    """The number printed ahead that this is; None for a paper that is not of this house."""
    where = "/back_fill/paper_number"
    try:
        number = read_manifest_number(text)
    except NotANumber:
        if looks_like_ours(text):
            raise BadInput(
                _("A character of this number is wrong. Compare it with the paper."),
                code="paper_number_mistyped",
                field=where,
                value=text,
            ) from None
        return None
    rows = PaperNumber.objects.select_for_update(of=("self",)).select_related("block")
    paper = rows.filter(pk=number).first()
    if paper is None or paper.block.facility_id != manifest.consignor_id:
        raise BadInput(
            _("This number was not printed ahead for this site."), code="paper_number_unknown", field=where, value=text
        )
    if paper.manifest_id or paper.spoiled_at:
        raise Refusal(
            _("This number has been entered already.") if paper.manifest_id else _("This number is declared spoiled."),
            code="paper_number_used",
            field=where,
            value=text,
        )
    return paper
