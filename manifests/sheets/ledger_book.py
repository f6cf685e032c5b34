"""All ledgers of a site's month as one workbook, as its page asks for it: at once where they are short."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from facilities.sheets.books import Workbook
from facilities.sheets.own_listings import at_a_desk
from facilities.sheets.writing import Progress
from manifests.declarations.sites import sites_of
from manifests.forms.ledger_filter import GENERAL, LedgerFilter
from manifests.ledger.gaps import gaps
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum, sums
from manifests.ledger_files import write_workbook

MOST_SITES = 200


@dataclass(frozen=True)
class Asked:
    """One ledger of a site's month."""

    site: Facility
    month: date
    ledger: Ledger
    is_general: bool

    @property
    def span(self) -> Span:
        return Span.month(self.site.pk, self.month, hazardous=not self.is_general)

    def query(self, **more) -> str:
        said = {
            "site": self.site.pk,
            "month": f"{self.month:%Y-%m}",
            "waste": "general" if self.is_general else "hazardous",
            "ledger": self.ledger.value,
        }
        return urlencode(said | more)

    @property
    def filename(self) -> str:
        return f"ledger-{self.month:%Y-%m}"


class NoSuchSite(LookupError):
    """The site that is asked for is not there, or not theirs to see."""


def read_asked(person, params: QueryDict) -> tuple[LedgerFilter, Asked | None]:
    """The form, and what is asked for; None where nothing can be. Raises NoSuchSite."""
    seen = sites_of(person).select_related("enterprise", "region")
    sites = list(seen.order_by("name", "pk")[:MOST_SITES])
    form = LedgerFilter(params, sites=sites)
    if not form.is_valid() or not sites:
        return form, None
    said = form.cleaned_data
    site = next((row for row in sites if row.pk == said["site"]), None) or seen.filter(pk=said["site"]).first()
    if site is None:
        raise NoSuchSite
    return form, Asked(site, said["month"], Ledger(said["ledger"]), said["waste"] == GENERAL)


def is_long(totals: list[Sum]) -> bool:
    return sum(sum(row.count.values()) for row in totals) > LEDGERS.at_once


def _find(person, params: QueryDict) -> Asked | None:
    try:
        return read_asked(person, params)[1]
    except NoSuchSite:
        return None


def write_ledgers(target, asked: Asked, progress: Progress = lambda _count: None) -> int:
    totals = sums(asked.span)
    return write_workbook(target, asked.span, totals, gaps(asked.span, totals), progress)


LEDGERS = Workbook(
    "ledgers", _("Ledgers of a month"), at_a_desk, _find, write_ledgers, lambda asked: asked.filename, at_once=5_000
)
