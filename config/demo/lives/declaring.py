"""Each month the key sites, and those whose people one may sign in as, declare what is due, several at once."""

from collections.abc import Iterator
from datetime import date, datetime

from config.demo.cast import City, Site
from config.demo.days import in_hours
from config.demo.dice import dice
from config.demo.people import ACCOUNTS
from facilities import clock
from facilities.duties import KEY
from manifests.actions.confirm_many import Wanted, confirm_many
from manifests.actions.draft_declarations import draft_declarations
from manifests.declarations.due import Due, declarations_due
from manifests.declarations.figures import content_of, digest_of

DAY = 8  # of the month; the day is the fifteenth
FORGETFUL = "wujin"  # whose clerk has not declared the last month yet, so that there is something to confirm


def declare(city: City) -> Iterator[datetime]:
    """The story of all of them: on one day of each month."""
    sites = [site for site in _declaring(city) if site.clerk]
    months = list(_months(city))
    for first in months:
        yield in_hours(city.days.working(first.replace(day=DAY)), dice("declare", f"{first:%Y-%m}"), 9, 11)
        is_last = first == months[-1]
        _declare([site for site in sites if not (is_last and site.key == FORGETFUL)])
        if is_last:
            draft_declarations(sites=[site.facility.pk for site in sites])


def _declaring(city: City) -> list[Site]:
    known = {account.place for account in ACCOUNTS}
    sites = {*city.shippers, *city.stores.values(), *city.works.values()}
    found = [site for site in sites if site.key in known or site.facility.management_class == KEY]
    return sorted(found, key=lambda site: site.key)


def _months(city: City) -> Iterator[date]:
    """The first day of every month of which the eighth lies in the history, with a day to spare."""
    first = city.days.first.replace(day=1)
    while city.days.working(first.replace(day=DAY)) < city.days.last:
        if first > city.days.first:
            yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _declare(sites: list[Site]) -> None:
    by_key = {site.facility.pk: site for site in sites}
    due: dict[Site, list[Due]] = {}
    for one in declarations_due([site.facility for site in sites], clock.today()):
        if one.confirmed is None:
            due.setdefault(by_key[one.facility.pk], []).append(one)
    for site, owed in due.items():
        confirm_many(by=site.clerk, wanted=[_seen(one) for one in owed])


def _seen(due: Due) -> Wanted:
    """What the clerk has looked at."""
    return Wanted(due.facility, due.stretch, digest_of(content_of(due.facility, due.stretch)))
