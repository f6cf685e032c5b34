"""Import manifests from paper (补录; Order 23, Art. 20): one a row, drawn up and issued with the times of the paper.

Carrier and receiver confirm their own parts afterwards, as for one that is entered by hand.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Upper
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.roles import Role
from facilities.sheets.cells import is_blank, one_of, past_moment, text, whole
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import folded
from manifests.actions.back_filling import (
    KINDS,
    MOST_PAGES,
    entered_already,
    is_too_early,
    papers_entered,
    too_early,
)
from manifests.custody import perform
from manifests.models import Manifest, PaperNumber
from manifests.numbers import NotANumber, looks_like_ours, read_manifest_number
from manifests.sheets import drafts
from manifests.states import ManifestState

OF_PAPER = ("kind", "paper_number", "issued_by", "page", "reason", "transfer_ended_at")
NUMBER = text(40)


def look_up(site, person) -> dict:
    own = PaperNumber.objects.filter(block__facility=site)
    return drafts.look_up(site, person) | {
        "paper_kinds": _paper_kinds(),
        "paper_kinds_shown": [str(Manifest.Kind(kind).label) for kind in KINDS],
        "printed": dict(own.values_list("number", "manifest")),
        "spoiled": set(own.exclude(spoiled_at=None).values_list("number", flat=True)),
        "entered": set(),  # by the lines before
        "earlier": {},  # paper → the manifest that it was entered as, of those that the file names
    }


def foresee(known: dict, rows: list[dict]) -> None:
    """The batches of a block of rows, and the papers that were entered before; one statement each."""
    drafts.foresee(known, rows)
    numbers = {number.upper() for row in rows if (number := _readable(row.get("paper_number")))}
    entered = papers_entered().alias(number=Upper("paper_number"))
    named = entered.filter(number__in=[Upper(Value(number)) for number in sorted(numbers)])
    for row in named.select_related("manifest") if numbers else ():
        known["earlier"][_paper(row.paper_number, row.issued_by, row.page)] = row.manifest


def _readable(cell) -> str:
    try:
        return "" if is_blank(cell) else NUMBER(cell, None)
    except BadInput:
        return ""


def _paper(number: str, issued_by: str = "", page=1) -> tuple[str, str, int]:
    """What makes a paper of another house one: its number, who printed it, and its page."""
    return number.upper(), issued_by.upper(), int(page)


def _paper_kinds() -> dict[str, str]:
    """A kind by its word in either language, or its key."""
    found = {kind.value: kind.value for kind in KINDS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in KINDS:
                found |= {str(kind.label): kind.value, folded(str(kind.label)): kind.value}
    return found


def judge(values: dict, known: dict) -> Iterable[Refusal]:
    """As a draft; and the paper's number and times, as issuing will read them."""
    yield from drafts.judge(values, known)
    if _moment(values, "transfer_ended_at") < _moment(values, "left_at"):
        told = _("The transfer cannot end before the waste was handed over.")
        yield BadInput(told, code="times_out_of_order", field="/transfer_ended_at")
    held = (known["batches"].get(name) for name in drafts.numbers_in(values["batches"]))
    arose = max((batch[2] for batch in held if batch), default=None)
    if arose is not None and is_too_early(_moment(values, "left_at"), arose):
        yield too_early(arose, "/left_at")
    yield from _judge_number(values, known)


def _judge_number(values: dict, known: dict) -> Iterable[Refusal]:
    """A number of this house's own is one manifest; of others, a number may have pages, and two houses the same."""
    written = values["paper_number"]
    where = {"field": "/paper_number", "value": written}
    try:
        number = read_manifest_number(written)
    except NotANumber:
        paper = _paper(written, values.get("issued_by", ""), values.get("page", 1))
        if looks_like_ours(written):
            told = _("A character of this number is wrong. Compare it with the paper.")
            yield BadInput(told, code="paper_number_mistyped", **where)
        elif paper in known["earlier"]:
            yield entered_already(known["earlier"][paper], known["site"].pk, written, "/paper_number")
    else:
        paper = _paper(number)
        if number not in known["printed"]:
            told = _("This number was not printed ahead for this site.")
            yield BadInput(told, code="paper_number_unknown", **where)
        elif known["printed"][number]:
            yield BadInput(_("This number has been entered already."), code="paper_number_used", **where)
        elif number in known["spoiled"]:
            yield BadInput(_("This number is declared spoiled."), code="paper_number_used", **where)
    if paper in known["entered"]:
        yield BadInput(_("An earlier line has this paper's number."), code="paper_number_twice", **where)
    known["entered"].add(paper)


def _moment(values: dict, name: str) -> datetime:
    return datetime.fromisoformat(values[name])


def write(values: dict, *, by, site, key: str) -> Manifest:
    """Draft and issue together, or neither; what is refused is told under the column that it is about."""
    paper = {name: values[name] for name in OF_PAPER if name in values}
    try:
        with transaction.atomic():
            draft = drafts.write(values, by=by, site=site, key=f"{key}.draw")
            return perform(
                draft,
                "issue",
                by=by,
                data={"back_fill": paper},
                happened_at=_moment(values, "left_at"),
                idempotency_key=f"{key}.issue",
            ).subject
    except Refusal as refusal:
        for reason in refusal.all:
            reason.field = "/left_at" if reason.field == "/happened_at" else reason.field.removeprefix("/back_fill")
        raise


def undo(pk, *, by, key: str) -> None:
    """Cancel it while nobody else has signed: its batches go back into store.

    A number that was printed ahead here stays used; another house's paper may be entered again.
    """
    manifest = drafts.made_of(pk, by)
    if manifest.state == ManifestState.CANCELLED:
        return  # by hand already
    perform(manifest, "cancel", by=by, data={"reason": gettext("Import undone")}, idempotency_key=key)


PAPERS = Kind(
    name="papers",
    label=_("Manifests from paper"),
    lead=_("What left on paper, one manifest a row, with the paper's own times. Carrier and receiver confirm theirs."),
    roles=(Role.CLERK,),
    sites=drafts.DRAFTS.sites,
    columns=(
        *drafts.DRAFTS.columns,
        Column("kind", _("Why on paper"), one_of("paper_kinds", "kind_unknown"), is_required=True,
               choices="paper_kinds", hint=_("Choose from the list.")),
        Column("paper_number", _("Number on the paper"), text(40), is_required=True,
               hint=_("A number printed ahead here becomes this manifest's own; any other is kept beside it.")),
        Column("issued_by", _("Who issued that number"), text(80),
               hint=_("Only for a paper that was not printed here: the province, platform or firm named on it.")),
        Column("page", _("Page of the paper"), whole(least=1, most=MOST_PAGES), is_number=True,
               hint=_("One paper is entered once. A second page of the same number is 2.")),
        Column("reason", _("Why was it on paper?"), text(200), is_required=True),
        Column("left_at", _("Handed over"), past_moment, is_required=True, example="2026-01-31 08:30",
               hint=_("A day, or a day with its time; a day alone means noon.")),
        Column("transfer_ended_at", _("Arrived"), past_moment, is_required=True, example="2026-01-31 15:00",
               hint=_("The law's working days to enter it run from here.")),
    ),
    look_up=look_up,
    foresee=foresee,
    judge=judge,
    write=write,
    undo=undo,
    back="manifests:manifests",
    undoing=_(
        "Each manifest that nobody else has signed is cancelled. A number that was printed ahead here stays used; any"
        " other paper may be entered again."
    ),
    order=45,
)  # fmt: skip
