"""A temporary password does not stay."""

from django.urls import reverse

from tests.city import PASSWORD

NEW = "another long password"


def test_a_clerk_changes_the_password_and_signs_in_with_the_new_one(client, people):
    client.force_login(people.clerk)
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("change_password"), sent).status_code == 302
    client.logout()
    assert not client.login(username="clerk", password=PASSWORD)
    assert client.login(username="clerk", password=NEW)


def test_a_wrong_old_password_changes_nothing(client, people):
    client.force_login(people.clerk)
    sent = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    answer = client.post(reverse("change_password"), sent)
    assert "old password was entered incorrectly" in answer.content.decode()
    assert not client.login(username="clerk", password=NEW)


def test_a_short_password_is_refused(client, people):
    client.force_login(people.clerk)
    sent = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    assert client.post(reverse("change_password"), sent).status_code == 200
    assert not client.login(username="clerk", password="short")


def test_an_account_cannot_be_guessed_at_without_end(client, people):
    sent = {"username": "clerk", "password": "wrong"}
    answers = [client.post(reverse("sign_in"), sent).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    right = client.post(reverse("sign_in"), {"username": "clerk", "password": PASSWORD})
    assert right.status_code == 429 and "Too many tries" in right.content.decode()
    colleague = client.post(reverse("sign_in"), {"username": "receiver", "password": PASSWORD})
    assert colleague.status_code == 302  # the same address, another account


def test_strangers_are_sent_to_sign_in(client, db):
    assert reverse("sign_in") in client.get(reverse("change_password")).url
