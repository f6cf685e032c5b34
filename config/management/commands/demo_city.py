"""`manage.py demo_city`: an invented city with a year of history, made through the actions that people take."""

import secrets
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from tqdm import tqdm

from config.demo.build import Built, DoesNotBalance, build
from config.demo.casting import DAYS_OF_HISTORY
from config.demo.haste import prepared
from config.demo.passwords import SHARED_PASSWORD
from config.demo.people import ACCOUNTS
from facilities import clock
from facilities.models import Enterprise, Person, WasteCode
from manifests.models import Manifest


class Command(BaseCommand):
    help = "Build an invented city with a year of waste on the move, for looking around and for trying out."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=1.0, help="how much history: 1 is about 600 manifests")
        parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="its today, if not today")
        parser.add_argument("--if-missing", action="store_true", help="say nothing where a demo city stands already")
        parser.add_argument("--force-beside", action="store_true", help="build it beside real enterprises")

    def handle(self, *, scale, until, if_missing, force_beside, verbosity, **options):
        if Enterprise.objects.filter(is_demo=True).exists():
            if not if_missing:
                self.stdout.write("The demo city is there already.")
            return
        until = until or clock.today()
        self.admit(scale, until, force_beside)
        shared = settings.LOCAL or settings.DEBUG
        chosen = {account.username: SHARED_PASSWORD if shared else secrets.token_urlsafe(12) for account in ACCOUNTS}
        began = time.monotonic()
        with prepared(), self.progress(verbosity) as passed:
            try:
                built = build(until, scale, hashed(chosen), passed)
            except DoesNotBalance as wrong:
                raise CommandError(f"The mass does not add up, nothing was kept: {wrong}") from wrong
        if verbosity:
            self.tell(built, time.monotonic() - began)
        if not shared:
            self.stdout.write("Passwords, shown this once:")
            for username, password in chosen.items():
                self.stdout.write(f"  {username:12} {password}")

    def admit(self, scale: float, until: date, force_beside: bool) -> None:
        if not 0 < scale <= 100:
            raise CommandError("--scale lies between 0 and 100.")
        if until > clock.today():
            raise CommandError("--until lies in the future.")
        if not WasteCode.objects.exists():
            raise CommandError("The reference data is missing. Run: manage.py load_reference")
        if Enterprise.objects.exists() and not force_beside:
            raise CommandError(
                "Real enterprises are in this database; a demo city would mix invented waste with theirs. "
                "Use another database, or --force-beside."
            )
        taken = Person.objects.filter(username__in=[account.username for account in ACCOUNTS]).values_list("username")
        if taken:
            names = ", ".join(sorted(name for (name,) in taken))
            raise CommandError(f"Accounts of these names exist already: {names}.")

    @contextmanager
    def progress(self, verbosity: int):
        """A bar over the days of the history; none without a terminal."""
        with tqdm(total=DAYS_OF_HISTORY, desc="Demo city", unit="day", disable=None if verbosity else True) as bar:
            first = None

            def passed(moment):
                nonlocal first
                first = first or moment.date()
                come = min((moment.date() - first).days, DAYS_OF_HISTORY)
                bar.update(come - bar.n)

            yield passed

    def tell(self, built: Built, seconds: float) -> None:
        mass = built.balance
        states = (
            Manifest.objects.filter(consignor__enterprise__is_demo=True).values_list("state").annotate(n=Count("pk"))
        )
        counts = Counter(dict(states.order_by("state")))
        self.stdout.write(f"Demo city: {counts.total()} manifests in {seconds:.0f} s")
        self.stdout.write("  " + ", ".join(f"{state} {n}" for state, n in counts.most_common()))
        refused = ", ".join(f"{code} {n}" for code, n in built.city.refusals.most_common())
        self.stdout.write(f"  refused on the way: {refused or 'nothing'}")
        self.stdout.write(
            f"  mass (kg): arisen {mass.arisen} + scales {mass.corrected_up - mass.corrected_down}"
            f" = stock {mass.stock} + ended {mass.ended}"
        )


def hashed(passwords: dict[str, str]) -> dict[str, str]:
    """Hash each distinct password once: hashing is slow on purpose."""
    hashes = {password: make_password(password) for password in set(passwords.values())}
    return {username: hashes[password] for username, password in passwords.items()}
