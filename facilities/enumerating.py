"""Words one after the other, separated as the reader's language does it."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def enumerated(words: Iterable) -> str:
    """`T, I` in English, `T、I` in Chinese. Formed at once, in the language that is active now; lazy words are read."""
    return pgettext("between the words of a series", ", ").join(str(word) for word in words)
