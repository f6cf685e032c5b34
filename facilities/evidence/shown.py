"""The photographs and scans of what a page shows, in one statement whatever their number."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from facilities.evidence.subjects import of
from facilities.models import Evidence, EvidenceUse


def files_of(subject: str, key) -> list[Evidence]:
    """What is attached to one row, the first first. For whoever may read the papers of that row."""
    return files_of_all(of(subject, [key])).get((subject, key), [])


def files_of_all(which: Q) -> dict[tuple, list[Evidence]]:
    """By subject and key. Each row brings the step it came with as `step`."""
    found: dict[tuple, list[Evidence]] = defaultdict(list)
    for use in EvidenceUse.objects.filter(which).select_related("evidence").order_by("pk"):
        use.evidence.step = use.step
        found[use.subject, use.subject_id].append(use.evidence)
    return dict(found)


def standing(files: Iterable[Evidence]) -> list[Evidence]:
    """Those that were not withdrawn."""
    return [file for file in files if file.withdrawn_at is None]
