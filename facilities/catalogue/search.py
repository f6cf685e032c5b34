"""Find waste codes the way people ask for them: by number, by words, by the process the waste comes from."""

import datetime
import functools
import operator
from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Replace
from django.db.models.lookups import GreaterThanOrEqual

from facilities.catalogue.query_words import Word, read_words
from facilities.models import CatalogueEdition, WasteCode

CHINESE_SYSTEMS = (CatalogueEdition.System.HAZARDOUS, CatalogueEdition.System.SOLID)
# Where a word may stand, and how much it says that it stands there.
WEIGHTS = {
    "description": 4,
    "description_en": 4,
    "industry_source": 2,
    "category__name": 1,
    "category__name_en": 1,
}
NOTHING = Q(pk__in=[])


def search_codes(
    text: str, *, on: datetime.date, limit: int = 20, systems: tuple[str, ...] = CHINESE_SYSTEMS
) -> list[WasteCode]:
    """At most `limit` codes of the editions to use on a day, best first; category and edition come with them.

    Every word must be found: in the code (with or without hyphens, or a part of it), in the description, the
    industry or the category's names. First the exact number, then a category named, beginnings of codes,
    parts of codes, words in category names, words in descriptions; last what holds most of a Chinese word's
    pairs of characters.
    """
    words = read_words(text)
    if not words:
        return []
    editions = CatalogueEdition.objects.filter(system__in=systems).current_first(on).distinct("system")
    return list(
        WasteCode.objects.filter(edition__in=editions.values("pk"))
        .annotate(digits=Replace("code", Value("-"), Value("")), words=all_text())
        .filter(all_of(nearly_found(word) for word in words))
        .annotate(rank=rank(words), weight=total(weights(words)))
        .order_by("rank", "-weight", "edition__system", "code")
        .select_related("category", "edition")[:limit]
    )


def all_text() -> Concat:
    """Everything a word may stand in, a line each so that no word is found across two fields."""
    parts: list[str | Value] = []
    for field in WEIGHTS:
        parts += [field, Value("\n")]
    return Concat(*parts, output_field=TextField())


def rank(words: list[Word]) -> Case:
    """0 for the best. One word decides by a code or category; text counts only where all words are in it."""
    numbers = [word for word in words if word.number]
    steps = [
        any_of(Q(digits=word.number) for word in numbers),
        any_of(in_category(word) for word in words if word.names_category),
        any_of(Q(digits__startswith=word.number) for word in numbers),
        any_of(Q(digits__contains=word.number) for word in numbers),
        all_of(Q(category__name__icontains=word.text) | Q(category__name_en__icontains=word.text) for word in words),
        all_of(found(word) for word in words),
    ]
    return Case(
        *(When(step, then=Value(place)) for place, step in enumerate(steps)),
        default=Value(len(steps)),
        output_field=IntegerField(),
    )


def weights(words: list[Word]) -> Iterable[Case]:
    for word in words:
        for field, weight in WEIGHTS.items():
            yield points(Q(**{f"{field}__icontains": word.text}), weight)
        yield from pair_points(word)


def found(word: Word) -> Q:
    matches = Q(words__icontains=word.text)
    if word.number:
        matches |= Q(digits__contains=word.number)
    if word.category:
        matches |= in_category(word)
    return matches


def nearly_found(word: Word) -> Q:
    """Found, or all pairs of a Chinese word but one (of a long word, two) are: 废机油 is printed 废发动机油."""
    if not word.pairs:
        return found(word)
    needed = len(word.pairs) - 1 - len(word.pairs) // 6
    return found(word) | Q(GreaterThanOrEqual(total(pair_points(word)), needed))


def in_category(word: Word) -> Q:
    if word.category.startswith("S"):
        return Q(code__contains=f"-{word.category}")
    return Q(category__code__startswith=word.category)


def pair_points(word: Word) -> list[Case]:
    return [points(Q(words__contains=pair), 1) for pair in word.pairs]


def points(condition: Q, weight: int) -> Case:
    return Case(When(condition, then=Value(weight)), default=Value(0), output_field=IntegerField())


def total(parts: Iterable[Combinable]) -> Combinable:
    return functools.reduce(operator.add, parts)


def any_of(conditions: Iterable[Q]) -> Q:
    return functools.reduce(operator.or_, conditions, NOTHING)


def all_of(conditions: Iterable[Q]) -> Q:
    return functools.reduce(operator.and_, conditions)
