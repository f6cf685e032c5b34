"""Every address × every role: who may, who is told it is forbidden, who finds nothing there. Closed by default."""

import pytest
from django.db import transaction
from django.test import Client

from facilities.api.token import SigningIn
from tests.addressed import addresses
from tests.addresses import routes
from tests.answers import ANONYMOUS, GET, ROLES
from tests.answers_posted import ACTS, POST_ONLY
from tests.digest import TOLD_BY_LOOKING, changed, stored
from tests.world import build


@pytest.fixture
def found(walk) -> dict[str, str]:
    return addresses(build(walk))


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch):
    monkeypatch.setattr(SigningIn, "THROTTLE_RATES", {"sign_in": None})


class Visitor:
    """Somebody's browser that forgets what the last answer did to its session."""

    def __init__(self, person=None):
        self.client = Client()
        if person is not None:
            self.client.force_login(person)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def send(self, method: str, path: str):
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        kind = {"content_type": "application/json"} if method == "post" and path.startswith("/api/") else {}
        return getattr(self.client, method)(path, **kind)


@pytest.fixture
def visitors(people) -> dict[str, Visitor]:
    known = {role: Visitor(person) for role, person in vars(people).items()}
    assert {*known, ANONYMOUS} == ROLES
    return {ANONYMOUS: Visitor(), **known}


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(GET) | set(POST_ONLY) == routes()
    assert not set(GET) & set(POST_ONLY)


def test_every_route_is_walked_to(found):
    assert set(found) == routes()


def expected_of_get(name: str, role: str) -> int:
    """What only takes a POST is 405, once it is known who asks and that they may know of it."""
    if name in GET:
        return GET[name][role]
    if name == "api:token":
        return 401  # a token shows who asks, a session does not
    is_unknown = role == ANONYMOUS or (name.startswith("admin:") and POST_ONLY[name][role] == 404)
    return POST_ONLY[name][role] if is_unknown else 405


def test_who_may_look(found, visitors):
    wrong = []
    before = stored()
    for name, path in found.items():
        for role, visitor in visitors.items():
            response = visitor.send("get", path)
            if response.status_code != expected_of_get(name, role):
                wrong.append(f"{name} {role}: {response.status_code}, not {expected_of_get(name, role)}")
            elif role == ANONYMOUS and response.status_code == 302 and name not in ELSEWHERE:
                where = response.headers["Location"]
                if not where.startswith(SIGN_IN):
                    wrong.append(f"{name}: {where}")
    assert not wrong, "\n".join(wrong)
    assert set(changed(before)) <= TOLD_BY_LOOKING, "Looking has changed something."


SIGN_IN = ("/sign-in/", "/admin/login/")  # the second leads on to the first
ELSEWHERE = {"set_language", "api:start"}  # where somebody unknown is led on and not asked who they are


def test_nobody_gets_more_by_an_empty_post(found, visitors):
    """Whom a page is closed to, it is closed to whatever is sent; nobody else changes anything by sending nothing."""
    wrong = []
    before = stored()
    for name, path in found.items():
        acts = ACTS.get(name, set())
        with transaction.atomic():
            for role in sorted(visitors, key=lambda role: role in acts):
                if role in acts:
                    continue
                wrong += judge(name, role, visitors[role].send("post", path).status_code)
            if tables := changed(before):
                wrong.append(f"{name} has changed {tables}")
            transaction.set_rollback(True)
        for role in acts:
            with transaction.atomic():
                wrong += judge(name, role, visitors[role].send("post", path).status_code)
                if not changed(before):
                    wrong.append(f"{name} {role} changes nothing")
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def judge(name: str, role: str, status: int) -> list[str]:
    if name in POST_ONLY:
        allowed = {POST_ONLY[name][role]}
    elif GET[name][role] in (401, 403, 404):
        # A record that is not even theirs to see may be refused before it is looked for, as may any POST.
        allowed = {401} if role == ANONYMOUS and GET[name][role] == 401 else {403, 404, 405}
    else:
        allowed = {200, 302, 403, 405, 409, 422} if role != ANONYMOUS else {GET[name][role], 302, 405}
    return [] if status in allowed else [f"POST {name} {role}: {status}, not {sorted(allowed)}"]
