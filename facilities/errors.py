"""Refusals people can act on: a stable code, the field, the law, and a sentence in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise, lazy


class Refusal(Exception):
    """An action that may not happen, and why.

    `code` is stable and meant for machines; `field` is a JSON Pointer into the data that was sent ("" for the whole);
    `law` names the rule and article, empty where the rule is ours; `message` is a lazy, translated sentence, with its
    `figures` in their places where they are given apart; `value` is what was sent, as text. One Refusal may carry
    others in `also`, so that a person sees every reason at once and not one a try.
    """

    code = "refused"
    status = 409

    def __init__(
        self,
        message: str | Promise,
        *,
        code: str = "",
        field: str = "",
        law: str | Promise = "",
        value="",
        also=(),
        figures: Mapping[str, Any] | None = None,
    ):
        self.sentence, self.figures = message, figures
        self.message = message if figures is None else _filled(message, figures)
        super().__init__(self.message)
        self.code = code or self.code
        self.field = field
        self.law = law
        self.value = "" if value is None else str(value)
        self.also = tuple(also)

    @property
    def all(self) -> tuple["Refusal", ...]:
        return (self, *self.also)

    @classmethod
    def of(cls, refusals: list["Refusal"]) -> "Refusal":
        """One exception carrying all of `refusals` (at least one)."""
        first, *rest = refusals
        first.also = tuple(rest)
        return first


# A sentence with its figures in it, formed when it is read: in the language of whoever reads it.
_filled = lazy(lambda sentence, figures: str(sentence) % figures, str)


class BadInput(Refusal):
    """What was sent cannot be understood or breaks a rule of form."""

    code = "bad_input"
    status = 422


class NotPermitted(Refusal):
    """The person may see this and may not do it."""

    code = "not_permitted"
    status = 403


class NotThere(Refusal):
    """Nothing there that this person may see."""

    code = "not_found"
    status = 404
