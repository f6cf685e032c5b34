"""Words of a series are separated as the reader's language does it."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from facilities.enumerating import enumerated


@pytest.mark.parametrize(("language", "told"), [("en", "T, I"), ("zh-hans", "T、I")])
def test_series_reads_as_the_language_writes_it(language, told):
    with translation.override(language):
        assert enumerated(["T", "I"]) == told


def test_one_word_and_none_need_no_separator():
    assert (enumerated(["T"]), enumerated([])) == ("T", "")


def test_lazy_words_are_read_in_the_language_that_is_active():
    with translation.override("en"):
        assert enumerated([gettext_lazy("State"), 2]) == "State, 2"
