"""Who has left is out at once, whatever token they hold."""

import pytest

from facilities.api.token import SigningIn
from tests.api import Api

pytestmark = pytest.mark.django_db


def test_a_person_who_has_left_is_shut_out_at_once(people, monkeypatch):
    api = Api(people.clerk)
    assert api.rows("/api/waste-streams/")
    people.clerk.memberships.all().delete()
    assert api.rows("/api/waste-streams/") == []
    people.clerk.is_active = False
    people.clerk.save()
    assert api.get("/api/waste-streams/").status_code == 401
    monkeypatch.setattr(SigningIn, "THROTTLE_RATES", {"sign_in": None})
    assert Api().post("/api/token/", {"username": "clerk", "password": "a long enough password"}).status_code == 401
