"""`manage.py demo_accounts`: who to sign in as, and where."""

from unicodedata import east_asian_width

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand

from config.demo.passwords import SHARED_PASSWORD
from config.demo.people import ACCOUNTS
from facilities.models import Person

HEADINGS = ("role", "account", "password", "first page")
ELSEWHERE = "(shown when built)"
ADDRESSES = ("/", "/admin/", "/api/docs/")


class Command(BaseCommand):
    help = "Print the demo city's accounts: role, account, password, first page."

    def handle(self, *, verbosity, **options):
        there = {person.username: person for person in Person.objects.filter(is_demo=True, username__in=_usernames())}
        if not there:
            self.stdout.write("There is no demo city here. Build one: manage.py demo_city")
            return
        known = self.password_known(there["clerk"])
        rows = [
            (account.role, account.username, SHARED_PASSWORD if known else ELSEWHERE, account.first_page)
            for account in ACCOUNTS
            if account.username in there
        ]
        self.print_table([HEADINGS, *rows])
        self.stdout.write("")
        self.stdout.write("  " + "  ".join(f"{settings.PUBLIC_URL}{path}" for path in ADDRESSES))

    def password_known(self, person: Person) -> bool:
        """Only a machine of one's own shows it, and only where the city was built with it."""
        return (settings.LOCAL or settings.DEBUG) and check_password(SHARED_PASSWORD, person.password)

    def print_table(self, rows: list[tuple[str, ...]]) -> None:
        widths = [max(_width(row[i]) for row in rows) for i in range(len(HEADINGS))]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(("  " + "  ".join(cells)).rstrip())


def _usernames() -> list[str]:
    return [account.username for account in ACCOUNTS]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
