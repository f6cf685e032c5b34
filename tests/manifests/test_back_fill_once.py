"""A paper of another house is entered once, page by page, and nothing leaves on paper before it arose."""

from datetime import timedelta

import pytest

from facilities import clock
from manifests.custody import perform
from manifests.models import BackFill
from tests.at_once import at_once
from tests.manifests.test_back_fill import code_of, early_draft, entered, said

AH = {"issued_by": "安徽省固废平台"}


@pytest.mark.parametrize(
    ("again", "code"),
    [
        ({}, "paper_number_used"),
        ({"page": 1}, "paper_number_used"),
        ({"issued_by": "安徽省固废平台 "}, "paper_number_used"),
        ({"page": 2}, None),
        ({"issued_by": "Zhejiang"}, None),
        ({"issued_by": ""}, None),
    ],
)
def test_the_same_number_of_the_same_place_is_entered_once_a_page(walk, people, again, code):
    entered(walk, people, "AH-77", **AH)
    more = {**AH, **again}
    if code:
        assert code_of(lambda: entered(walk, people, "ah-77", **more)) == code
        assert BackFill.objects.count() == 1
        return
    row = BackFill.objects.get(manifest=entered(walk, people, "AH-77", **more))
    assert (row.issued_by, row.page) == (more["issued_by"], more.get("page", 1))


def test_the_refusal_names_the_earlier_entry_to_its_own_firm(walk, people):
    first = entered(walk, people, "AH-77", **AH)
    with pytest.raises(Exception, match=str(first)):
        entered(walk, people, "AH-77", **AH)


def test_what_was_voided_may_be_entered_again(walk, people):
    first = entered(walk, people, "AH-77", **AH)
    perform(first, "void", by=people.city_regulator, data={"reason": "wrong waste"})
    event = entered(walk, people, "AH-77", **AH).events.get(action="issue")
    paper = event.particulars["back_fill"]
    assert (paper["issued_by"], paper["page"]) == (AH["issued_by"], 1)


@pytest.mark.django_db(transaction=True)
def test_one_foreign_paper_entered_twice_at_the_same_moment_is_entered_once(walk, people):
    left = clock.now() - timedelta(hours=5)
    drafts, data = [early_draft(walk), early_draft(walk)], said("AH-78", **AH)
    answers = at_once(*[
        lambda draft=draft: perform(draft, "issue", by=people.clerk, data=data, happened_at=left) for draft in drafts
    ])  # fmt: skip
    assert sorted(getattr(answer, "code", "done") for answer in answers) == ["done", "paper_number_used"]


@pytest.mark.parametrize("page", ["x", 0, 100, -1, "1e1", "²", "1" * 30])
def test_a_page_is_a_number(walk, people, page):
    assert code_of(lambda: entered(walk, people, "AH-79", page=page)) == "page_invalid"


@pytest.mark.parametrize(("minutes", "code"), [(0, None), (1, "time_before_the_waste")])
def test_nothing_leaves_on_paper_before_it_arose(walk, people, minutes, code):
    arose = (clock.now() - timedelta(hours=6)).replace(second=30, microsecond=0)
    with clock.standing_at(arose):
        draft = walk.draft()
    left = arose.replace(second=0) - timedelta(minutes=minutes)  # forms ask for minutes
    data = said("AH-80")

    def enter():
        return perform(draft, "issue", by=people.clerk, data=data, happened_at=left).subject

    if code:
        assert code_of(enter) == code
    else:
        assert enter().issued_at == left
