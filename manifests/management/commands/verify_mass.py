"""Prove that the mass ledger adds up, and show what lay, came and went at a facility."""

import re
from datetime import date
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from facilities.models import Facility
from manifests.accounts import Account
from manifests.ledger import Asked, balances, breaks
from manifests.quantities import ZERO

A = Account
# Where it came from and where it went; a neighbour is another facility or another code, as when a void books back.
CAME = {
    "arisen": (A.SOURCE,),
    "road": (A.TRANSIT,),
    "yielded": (A.PROCESS,),
    "adjusted": (A.ADJUSTMENT,),
    "neighbour": (A.SITE, A.STORE),
}
WENT = {
    "road": (A.TRANSIT,),
    "treated": (A.PROCESS,),
    "lost": (A.LOSS,),
    "exported": (A.EXPORT,),
    "adjusted": (A.ADJUSTMENT,),
    "neighbour": (A.SITE, A.STORE),
    "retracted": (A.SOURCE,),
    "returned": (A.OUTSIDE,),
}
HEADS = ["opening", *(f"+{name}" for name in CAME), *(f"-{name}" for name in WENT), "closing"]


class Command(BaseCommand):
    help = "Prove that opening + in = out + closing and that stock, batches and links fit the movements; else exit 1."

    def add_arguments(self, parser):
        parser.add_argument("--facility", default="", help="id of a facility, or the credit code of an enterprise")
        parser.add_argument("--code", default="", help="a waste code, such as 900-249-08")
        parser.add_argument("--month", default="", help="a month, such as 2026-03")

    def handle(self, *args, facility, code, month, **options):
        sites = _sites(facility) if facility else [None]
        found = []
        for site in sites:
            asked = Asked(site and site.pk, code.strip(), _month(month) if month else None)
            if site is not None:
                self._show(site, asked)
            found += [one for one in breaks(asked) if one not in found]
        for one in found:
            self.stderr.write(str(one))
        if found:
            raise CommandError(f"The ledger does not add up. First: {found[0]}", returncode=1)
        self.stdout.write("The ledger adds up.")

    def _show(self, site: Facility, asked: Asked) -> None:
        self.stdout.write(f"{site.name} ({site.pk}), kg")
        self.stdout.write(f"{'month':8}{'code':12}" + "".join(f"{head:>14}" for head in HEADS))
        for balance in balances(asked):
            figures = [
                balance.opening,
                *(_sum(balance.came, accounts) for accounts in CAME.values()),
                *(_sum(balance.went, accounts) for accounts in WENT.values()),
                balance.closing,
            ]
            self.stdout.write(
                f"{balance.month:%Y-%m} {balance.code:12}" + "".join(f"{figure:14.3f}" for figure in figures)
            )


def _sum(traffic: dict, accounts: tuple):
    return sum((traffic.get(account, ZERO) for account in accounts), ZERO)


def _sites(text: str) -> list[Facility]:
    """The facility of this id, or every facility of the enterprise with this credit code."""
    try:
        found = Facility.objects.filter(pk=UUID(text))
    except ValueError:
        found = Facility.objects.filter(enterprise__registration_no=text.strip().upper())
    if not found:
        raise CommandError(f"There is no facility {text}.")
    return list(found.order_by("pk"))


def _month(text: str) -> date:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text.strip())
    if found is None:
        raise CommandError(f"{text} is no month: write it as 2026-03.")
    return date(int(found[1]), int(found[2]), 1)
