"""What can be printed in numbers: manifests, and the labels of batches. Each knows its rows and how a part is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from facilities.errors import NotThere
from manifests.actions.print_labels import AT_ONCE, PRINTERS, Asked, print_labels
from manifests.documents.label_sheets import as_sheet
from manifests.documents.labels import labels_of
from manifests.documents.manifest_form import forms_of, sheet_of
from manifests.documents.sheet import Sheet
from manifests.models import Container, Manifest, PrintRun, WasteBatch
from manifests.states import ManifestState

MANIFESTS_AT_ONCE = 8  # more would save little, and take 5 MB of memory each
LABELS_AT_ONCE = 40

Item = list  # [key, file, papers]: `file` counts those that a batch's labels come in, from 1
LeftOut = dict[str, str]  # {key, name, code}


@dataclass(frozen=True)
class Read:
    """A part as it is now: its sheets in order, by key (and file, where there are several), and what is left out."""

    sheets: dict[str, Sheet]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Source:
    """`rows(person)`: what that person may print. `items(keys)`: those of them that can be, with how many papers each
    makes; `at_once`: papers to a part. `read(person, part)`: a part, with what that person may see.
    `record(person, keys, asked)`: what is written down of a print that is asked for; refuses one that may not be."""

    rows: Callable[[Any], QuerySet]
    items: Callable[[Sequence], list[Item]]
    at_once: int
    read: Callable[[Any, list[Item]], Read]
    record: Callable[[Any, Sequence, Asked], None] = lambda person, keys, asked: None


def parts_of(items: Iterable[Item], at_once: int) -> list[list[Item]]:
    """The items in their order, in parts of at most so many papers, but for one that has more."""
    parts: list[list[Item]] = []
    papers = at_once
    for item in items:
        if papers + item[2] > at_once:
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
    full = Q(containers__digital_id__isnull=False, containers__emptied_at=None)
    rows = WasteBatch.objects.filter(pk__in=list(keys)).annotate(full_count=Count("containers", filter=full))
    counts = dict(rows.values_list("pk", "full_count"))
    most = AT_ONCE
    items = []
    for key in keys:
        count = counts.get(key, 0)
        for file in range(1, max(-(-count // most), 1) + 1):
            items.append([str(key), file, min(count - (file - 1) * most, most)])
    return items


def _labels(person, part: list[Item]) -> Read:
    keys = [key for key, _file, _papers in part]
    seen = {str(row.pk): row for row in _own_batches(person).with_particulars().filter(pk__in=keys)}
    sheets, left = {}, hidden(WasteBatch, [key for key in dict.fromkeys(keys) if key not in seen])
    for key, file, _papers in part:
        if key not in seen:
            continue
        try:
            sheets[f"{key} {file}"] = label_sheet(seen[key], file)
        except NotThere as refusal:
            left.append(left_out(key, seen[key].number, refusal.code))
    return Read(sheets, left)


def _own_batches(person) -> QuerySet:
    """Whoever holds the waste prints its labels."""
    own = person.standing.enterprises_where(*PRINTERS)
    return WasteBatch.objects.visible_to(person).filter(holder__enterprise__in=own)


def _record_labels(person, keys: Sequence, asked: Asked) -> None:
    """A run is one print for each site, recorded when it is asked for: what is left out later counts as printed."""
    rows = Container.objects.full().filter(batch__in=list(keys)).exclude(digital_id=None)
    codes: dict[Any, list[str]] = {}
    for holder, code in rows.order_by("batch__holder", "batch", "serial").values_list("batch__holder", "digital_id"):
        codes.setdefault(holder, []).append(code)
    for holder, some in codes.items():
        print_labels(by=person, facility=holder, codes=some, asked=asked, most=len(some))


def label_sheet(batch: WasteBatch, file: int) -> Sheet:
    """The labels of a batch, its `file`th hundred of containers, as the page of single batches gives them."""
    found = labels_of(batch)
    part = f"-part-{file}" if len(found) > AT_ONCE else ""
    return as_sheet(found[(file - 1) * AT_ONCE : file * AT_ONCE], f"labels-{batch.number}{part}.pdf", batch.number)


def hidden(model, keys: list[str]) -> list[LeftOut]:
    """What the person chose and sees no more. Its number they knew when they chose it."""
    names = {str(row.pk): row.number or "" for row in model.objects.filter(pk__in=keys).only("pk", "number")}
    return [left_out(key, names.get(key, ""), "hidden") for key in keys]


def left_out(key: str, name: str, code: str) -> LeftOut:
    return {"key": key, "name": name, "code": code}


SOURCES = {
    PrintRun.Subject.MANIFESTS: Source(Manifest.objects.visible_to, _manifest_items, MANIFESTS_AT_ONCE, _manifests),
    PrintRun.Subject.LABELS: Source(_own_batches, _label_items, LABELS_AT_ONCE, _labels, _record_labels),
}


def is_all_visible(run: PrintRun, person) -> bool:
    """Whether the person may still see everything that was printed."""
    keys = run.printed_keys
    return SOURCES[run.subject].rows(person).filter(pk__in=keys).count() == len(keys)
