"""A result as it is kept: frozen texts and figures, readable when checks, laws and words have changed."""

from django.db.models import Model
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import override

from manifests.assessment.found import Row
from manifests.assessment.register import EDITION, GROUPS
from manifests.assessment.result import Judged, Result
from manifests.custody.chain import digest, plain

MOST_ROWS = 20  # of a check, kept by name; how many there are is kept whole
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def content_of(result: Result) -> dict:
    """Everything that is kept: a statement for each check with rows that do not fit, to name them."""
    site, asked = result.asked.site, result.asked
    return plain(
        {
            "facility": {
                "id": site.pk,
                "name": site.name,
                "enterprise": site.enterprise.name,
                "registration_no": site.enterprise.registration_no,
                "region": site.region_id,
                "address": site.address,
                "management_class": site.management_class,
            },
            "kinds": sorted(asked.kinds),
            "edition": EDITION,
            "start": asked.start.isoformat(),
            "last_day": asked.last_day.isoformat(),
            "grade": result.grade.value,
            "score": f"{result.score:.3f}",
            "failing": result.failing,
            "judged": result.judged,
            "checks": [_check(row) for row in result.checks],
        }
    )


def digest_of(content: dict) -> str:
    return digest(content)


def _check(row: Judged) -> dict:
    check = row.check
    return {
        "id": check.id,
        "group": check.group,
        "group_name": both(GROUPS[check.group]),
        "title": both(check.title),
        "law": both(check.law),
        "major": check.major,
        "verdict": row.verdict.value,
        "total": row.total,
        "unfit": row.unfit,
        "rows": [_row(found) for found in row.found.page(QueryDict()).rows[:MOST_ROWS]] if row.unfit else [],
        "statement": row.statement.as_said if row.statement else None,
    }


def _row(row: Row) -> dict:
    day = row.day and (localdate(row.day) if hasattr(row.day, "hour") else row.day).isoformat()
    return {
        "title": both(row.title),
        "figures": row.figures,
        "day": day or "",
        "url": "" if row.clerks_only else row.url,
    }


def both(text: str | Promise) -> dict[str, str]:
    """A text as readers of either language have it."""
    found = {}
    for key, language in LANGUAGES.items():
        with override(language):
            found[key] = str(text)
    return found


def compared(now: dict, before: dict | None) -> list[dict]:
    """Checks that stand otherwise than before: {title, before, now} with verdict and figures; none without a before."""
    if before is None:
        return []
    known = {row["id"]: row for row in before["checks"]}
    found = []
    for row in now["checks"]:
        old = known.get(row["id"])
        if old is not None and (old["verdict"], old["unfit"]) != (row["verdict"], row["unfit"]):
            found.append({"title": row["title"], "before": old, "now": row})
    return found


def before(assessment: Model):
    """The one that was kept before it, of the same site; None for the first."""
    rows = type(assessment).objects.filter(facility=assessment.facility_id, pk__lt=assessment.pk)
    return rows.order_by("-pk").first()
