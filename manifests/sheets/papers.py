"""Import manifests from paper (补录; Order 23, Art. 20): one a row, drawn up and issued with the times of the paper.

Carrier and receiver confirm their own parts afterwards, as for one that is entered by hand.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.roles import Role
from facilities.sheets.cells import one_of, past_moment, text
from facilities.sheets.kinds import Column, Kind
from facilities.sheets.words import folded
from manifests.actions.back_filling import KINDS
from manifests.custody import perform
from manifests.models import Manifest, PaperNumber
from manifests.numbers import NotANumber, looks_like_ours, read_manifest_number
from manifests.sheets import drafts

OF_PAPER = ("kind", "paper_number", "reason", "transfer_ended_at")


def look_up(site, person) -> dict:
    own = PaperNumber.objects.filter(block__facility=site)
    return drafts.look_up(site, person) | {
        "paper_kinds": _paper_kinds(),
        "paper_kinds_shown": [str(Manifest.Kind(kind).label) for kind in KINDS],
        "printed": dict(own.values_list("number", "manifest")),
        "spoiled": set(own.exclude(spoiled_at=None).values_list("number", flat=True)),
        "entered": set(),
    }


def _paper_kinds() -> dict[str, str]:
    """A kind by its word in either language, or its key."""
    found = {kind.value: kind.value for kind in KINDS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in KINDS:
                found |= {str(kind.label): kind.value, folded(str(kind.label)): kind.value}
    return found


def judge(values: dict, known: dict) -> Iterable[BadInput]:
    """As a draft; and the paper's number and times, as issuing will read them."""
    yield from drafts.judge(values, known)
    if _moment(values, "transfer_ended_at") < _moment(values, "left_at"):
        told = _("The transfer cannot end before the waste was handed over.")
        yield BadInput(told, code="times_out_of_order", field="/transfer_ended_at")
    yield from _judge_number(values["paper_number"], known)


def _judge_number(written: str, known: dict) -> Iterable[BadInput]:
    where = {"field": "/paper_number", "value": written}
    try:
        number = read_manifest_number(written)
    except NotANumber:
        number = written
        if looks_like_ours(written):
            told = _("A character of this number is wrong. Compare it with the paper.")
            yield BadInput(told, code="paper_number_mistyped", **where)
    else:
        if number not in known["printed"]:
            told = _("This number was not printed ahead for this site.")
            yield BadInput(told, code="paper_number_unknown", **where)
        elif known["printed"][number]:
            yield BadInput(_("This number has been entered already."), code="paper_number_used", **where)
        elif number in known["spoiled"]:
            yield BadInput(_("This number is declared spoiled."), code="paper_number_used", **where)
    if number in known["entered"]:
        yield BadInput(_("An earlier line has this paper's number."), code="paper_number_twice", **where)
    known["entered"].add(number)


def _moment(values: dict, name: str) -> datetime:
    return datetime.fromisoformat(values[name])


def write(values: dict, *, by, site, key: str) -> Manifest:
    """Draft and issue together, or neither."""
    paper = {name: values[name] for name in OF_PAPER}
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


def undo(pk, *, by, key: str) -> None:
    """Cancel it while nobody else has signed: its batches go back into store. The paper's number stays used."""
    perform(Manifest(pk=pk), "cancel", by=by, data={"reason": gettext("Import undone")}, idempotency_key=key)


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
        Column("reason", _("Why was it on paper?"), text(200), is_required=True),
        Column("left_at", _("Handed over"), past_moment, is_required=True, example="2026-01-31 08:30",
               hint=_("A day, or a day with its time; a day alone means noon.")),
        Column("transfer_ended_at", _("Arrived"), past_moment, is_required=True, example="2026-01-31 15:00",
               hint=_("The law's working days to enter it run from here.")),
    ),
    look_up=look_up,
    foresee=drafts.foresee,
    judge=judge,
    write=write,
    undo=undo,
    back="manifests:manifests",
    undoing=_("Each manifest that nobody else has signed is cancelled; the number of its paper stays used."),
    order=45,
)  # fmt: skip
