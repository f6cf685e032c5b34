"""The people: a clerk at every desk, an official in every office, and twelve accounts to sign in with."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from config.demo.cast import Carrier, City, Site
from config.demo.names import Names
from config.demo.places import CITY, CITY_OFFICE, DISTRICTS, LIYANG, WUJIN
from facilities.models import Jurisdiction, Membership, Person
from facilities.roles import Role


@dataclass(frozen=True)
class Account:
    """An account to try the house with; `place` names its site in the cast, or the official's region."""

    username: str
    role: str
    place: str
    roles: tuple[Role, ...] = ()
    first_page: str = "/"


ACCOUNTS = (
    Account("clerk", "Generator: clerk", "generator0", (Role.CLERK,)),
    Account("storekeeper", "Generator: storekeeper", "generator0", (Role.RECEIVER,)),
    Account("manager", "Generator: manager", "generator0", (Role.MANAGER,)),
    Account("reader", "Generator: looks only", "generator0", (Role.READER,)),
    Account("collector", "District store: collector", "wujin", (Role.CLERK, Role.RECEIVER)),
    Account("dispatcher", "Carrier: dispatcher", "carrier0", (Role.DISPATCHER,)),
    Account("driver", "Carrier: driver", "carrier0", (Role.DRIVER,)),
    Account("receiver", "Disposal site: receiver", "incinerator", (Role.RECEIVER,)),
    Account("city", "City ecology bureau", CITY, first_page="/admin/"),
    Account("wujin", "Wujin district bureau", WUJIN, first_page="/admin/"),
    Account("liyang", "Liyang bureau", LIYANG, first_page="/admin/"),
    Account("outsider", "Another enterprise: manager", "newcomer", (Role.MANAGER,)),
)


class Register:
    """Collects people and their roles, and writes them in three statements."""

    def __init__(self, names: Names, passwords: dict[str, str]):
        self._names = names
        self._passwords = passwords  # hashes by username
        self._people: list[Person] = []
        self._memberships: list[Membership] = []
        self._jurisdictions: list[Jurisdiction] = []
        self._waiting = {(account.place, *account.roles[:1]): account for account in ACCOUNTS}

    def member(self, site: Site, *roles: Role) -> Person:
        """Somebody with these roles at the site: the account kept for them, else one that nobody signs in with."""
        account = self._waiting.pop((site.key, roles[0]), None)
        person = self._person(account, site.key, roles[0])
        for role in roles:
            self._memberships.append(Membership(person=person, enterprise=site.facility.enterprise, role=role))
        return person

    def official(self, region: str, office: str) -> Person:
        person = self._person(self._waiting.pop((region,), None), "office", region)
        person.is_staff = True
        self._jurisdictions.append(Jurisdiction(person=person, region_id=region, office=office))
        return person

    def _person(self, account: Account | None, place: str, role: str) -> Person:
        username = account.username if account else f"demo-{place}-{role}-{len(self._people)}"
        password = self._passwords[account.username] if account else make_password(None)
        person = Person(
            username=username, name=self._names.person(), phone=self._names.mobile(), password=password, is_demo=True
        )
        self._people.append(person)
        return person

    def write(self) -> None:
        Person.objects.bulk_create(self._people)
        Membership.objects.bulk_create(self._memberships)
        Jurisdiction.objects.bulk_create(self._jurisdictions)


def settle(city: City, register: Register) -> None:
    """Give every site its people. Carriers' crews come with their fleet."""
    for site in city.sites:
        if isinstance(site, Carrier):
            site.dispatcher = register.member(site, Role.DISPATCHER)
        elif site.role == "store":
            site.clerk = site.gate = register.member(site, Role.CLERK, Role.RECEIVER)
        elif site.role == "works":
            site.gate = register.member(site, Role.RECEIVER)
            site.clerk = register.member(site, Role.CLERK)
        else:
            site.clerk = register.member(site, Role.CLERK)
    first = city.generators[0]
    first.gate = register.member(first, Role.RECEIVER)
    for role in (Role.MANAGER, Role.READER):
        register.member(first, role)
    register.member(city.newcomer, Role.MANAGER)
    city.officials[CITY] = register.official(CITY, CITY_OFFICE)
    for district in DISTRICTS.values():
        city.officials[district.code] = register.official(district.code, district.office)
