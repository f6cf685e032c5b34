"""What can be printed in numbers: manifests, and the labels of batches. Each knows its rows and how a part is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from facilities.errors import NotThere
from manifests.actions.print_labels import AT_ONCE, PRINTERS, Asked, print_labels
from manifests.documents.label_kinds import label_kind
from manifests.documents.label_sheets import as_sheet
from manifests.documents.labels import labels_over
from manifests.documents.manifest_form import forms_of, sheet_of
from manifests.documents.sheet import Sheet
from manifests.models import Container, Manifest, PrintRun, WasteBatch
from manifests.states import AT_HOLDER, ManifestState

MANIFESTS_AT_ONCE = 8  # more would save little, and take 5 MB of memory each
LABELS_AT_ONCE = 40

# [key, file, papers] of a manifest, [key, file, papers, codes] of a batch: `file` counts those that its labels come in
# from 1, or is 0 for the only one, and the digital codes are those that are recorded as printed.
Item = list
LeftOut = dict[str, str]  # {key, name, code}


@dataclass(frozen=True)
class Read:
    """A part as it is now: its sheets in order, by key (and file, where there are several), and what is left out."""

    sheets: dict[str, Sheet]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Source:
    """`rows(person)`: what that person may print; `seen(person)`: what they may fetch once it is printed.

    `items(keys)`: those of them that can be, with how many papers each makes; `at_once`: papers to a part.
    `read(person, part)`: a part, with what that person may see. `record(run, asked)`: what is written down of a print
    that is asked for; refuses one that may not be.
    """

    rows: Callable[[Any], QuerySet]
    seen: Callable[[Any], QuerySet]
    items: Callable[[Sequence], list[Item]]
    at_once: int
    read: Callable[[Any, list[Item]], Read]
    record: Callable[[PrintRun, Asked], None] = lambda run, asked: None


def parts_of(items: Iterable[Item], at_once: int) -> list[list[Item]]:
    """The items in their order, in parts of at most so many papers, but for one that has more."""
    parts: list[list[Item]] = []
    papers = 0
    for item in items:
        if not parts or papers + item[2] > at_once:
            parts.append([])
            papers = 0
        parts[-1].append(item)
        papers += item[2]
    return parts


def _manifest_items(keys: Sequence) -> list[Item]:
    return [[str(key), 1, 1] for key in keys]


def _manifests(person, part: list[Item]) -> Read:
    keys = [key for key, _file, _papers in part]
    seen = {str(row.pk): row for row in Manifest.objects.visible_to(person).with_parties().filter(pk__in=keys)}
    drafts = [key for key in keys if key in seen and seen[key].state == ManifestState.DRAFT]
    drawn = [seen[key] for key in keys if key in seen and key not in drafts]
    left = [left_out(key, str(seen[key]), "draft") for key in drafts]
    left += hidden(Manifest, [key for key in keys if key not in seen])
    return Read({str(row.pk): sheet_of(form) for row, form in zip(drawn, forms_of(drawn), strict=True)}, left)


def _label_items(keys: Sequence) -> list[Item]:
    """A batch with many containers has several files; one without any has none and is told of when it is printed."""
    rows = Container.objects.full().filter(batch__in=list(keys)).exclude(digital_id=None).order_by("batch_id", "serial")
    held: dict[Any, list[str]] = {}
    for batch, code in rows.values_list("batch_id", "digital_id"):
        held.setdefault(batch, []).append(code)
    items = []
    for key in keys:
        codes = held.get(key, [])
        files = [codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE)] or [[]]
        for place, some in enumerate(files, start=1):
            items.append([str(key), place if len(files) > 1 else 0, len(some), some])
    return items


def _labels(person, part: list[Item]) -> Read:
    """The recorded codes and no others: what is not in its batch any more is named."""
    keys = list(dict.fromkeys(key for key, *_rest in part))
    here = {str(row.pk): row for row in _own_batches(person).with_particulars().filter(pk__in=keys)}
    wanted = [code for key, _file, _papers, codes in part if key in here for code in codes]
    found = {label.digital_id: label for label in labels_over(here.values(), wanted)}
    sheets, left = {}, gone(person, [key for key in keys if key not in here])
    for key, file, _papers, codes in part:
        if key not in here:
            continue
        batch = here[key]
        if not codes:
            left.append(left_out(key, batch.number, _why_none(batch)))
        left += [left_out(key, code, "container_unknown") for code in codes if code not in found]
        if labels := [found[code] for code in codes if code in found]:
            name = f"labels-{batch.number}{f'-part-{file}' if file else ''}.pdf"
            sheets[f"{key} {file}"] = as_sheet(labels, name, batch.number)
    return Read(sheets, left)


def _why_none(batch: WasteBatch) -> str:
    """Why a batch has no labels: its waste wears none, or it is in no containers."""
    try:
        label_kind(batch.waste_code)
    except NotThere as refusal:
        return refusal.code
    return "batch_without_containers"


def _held(person) -> QuerySet:
    """Whoever holds the waste prints its labels."""
    own = person.standing.enterprises_where(*PRINTERS)
    return WasteBatch.objects.visible_to(person).filter(holder__enterprise__in=own)


def _own_batches(person) -> QuerySet:
    """What is on the road, treated or lost has no drums here to stick a label on."""
    return _held(person).filter(state__in=AT_HOLDER)


def _holders(keys: Sequence) -> dict[str, Any]:
    """Batch → the site where it lies."""
    rows = WasteBatch.objects.filter(pk__in=keys).values_list("pk", "holder_id")
    return {str(pk): site for pk, site in rows}


def _record_labels(run: PrintRun, asked: Asked) -> None:
    """A run is one print for each site, recorded when it is asked for: what is left out later counts as printed.

    Sites are locked by their keys, so that two runs over the same ones wait for each other and not crosswise.
    """
    holders = _holders(run.keys)
    codes: dict[Any, list[str]] = {}
    for part in run.parts:
        for key, _file, _papers, some in part:
            codes.setdefault(holders[key], []).extend(some)
    for holder in sorted(codes):
        if some := codes[holder]:
            print_labels(by=run.person, facility=holder, codes=some, asked=asked, most=len(some), run=run)


def hidden(model, keys: list[str]) -> list[LeftOut]:
    """What the person chose and sees no more. Its number they knew when they chose it."""
    names = {str(row.pk): row.number or "" for row in model.objects.filter(pk__in=keys).only("pk", "number")}
    return [left_out(key, names.get(key, ""), "hidden") for key in keys]


def gone(person, keys: list[str]) -> list[LeftOut]:
    """Batches that were chosen and do not lie here any more, or are not seen any more."""
    rows = WasteBatch.objects.visible_to(person).filter(pk__in=keys) if keys else []
    seen = {str(row.pk): row.number for row in rows}
    left = [left_out(key, seen[key], "not_here") for key in keys if key in seen]
    return left + hidden(WasteBatch, [key for key in keys if key not in seen])


def left_out(key: str, name: str, code: str) -> LeftOut:
    return {"key": key, "name": name, "code": code}


_manifest_rows = Manifest.objects.visible_to
SOURCES = {
    PrintRun.Subject.MANIFESTS: Source(_manifest_rows, _manifest_rows, _manifest_items, MANIFESTS_AT_ONCE, _manifests),
    PrintRun.Subject.LABELS: Source(_own_batches, _held, _label_items, LABELS_AT_ONCE, _labels, _record_labels),
}


def is_all_visible(run: PrintRun, person) -> bool:
    """Whether the person may still see everything that was printed."""
    keys = run.printed_keys
    return SOURCES[run.subject].seen(person).filter(pk__in=keys).count() == len(keys)
