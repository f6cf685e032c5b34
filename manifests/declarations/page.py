"""What the page of one declaration shows: the figures now, every confirmed version, what differs."""

from dataclasses import dataclass

from facilities.models import Facility
from manifests.declarations.figures import FIGURES, content_of, digest_of
from manifests.declarations.period import Stretch
from manifests.ledger.gaps import Gap, gaps
from manifests.ledger.span import Span
from manifests.ledger.sums import sums
from manifests.models import Declaration


@dataclass(frozen=True)
class Declared:
    """`versions`, the last first. `content` and `digest` are the ledger's now."""

    facility: Facility
    stretch: Stretch
    content: dict
    digest: str
    versions: list[Declaration]
    gaps: list[Gap]

    @property
    def last(self) -> Declaration | None:
        return self.versions[0] if self.versions else None

    @property
    def changed(self) -> bool:
        """The ledger says something else now than what was confirmed last. A new name or class of the site is no change
        of what was declared."""
        return self.last is not None and self.last.content["wastes"] != self.content["wastes"]

    @property
    def differences(self) -> list[tuple[str, str, str, str]]:
        """(code, figure, as confirmed, as the ledger has it now) of every sum that changed."""
        if not self.changed:
            return []
        before = {row["code"]: row for row in self.last.content["wastes"]}
        now = {row["code"]: row for row in self.content["wastes"]}
        found = []
        for code in sorted(before.keys() | now.keys()):
            one, other = before.get(code, {}), now.get(code, {})
            for name in FIGURES:
                old, new = one.get(name, "0.000"), other.get(name, "0.000")
                if old != new:
                    found.append((code, name, old, new))
        return found


def declared(facility: Facility, stretch: Stretch, person) -> Declared:
    """Ten statements at most. Needs the facility's enterprise and region loaded."""
    content = content_of(facility, stretch)
    rows = Declaration.objects.visible_to(person).filter(facility=facility, period=stretch.period, start=stretch.start)
    span = Span(facility.pk, stretch.start, stretch.end)
    return Declared(
        facility, stretch, content, digest_of(content), list(rows.order_by("-version")), gaps(span, sums(span))
    )
