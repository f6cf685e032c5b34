"""Words that stand behind a question in an address."""

from django.http import QueryDict


def asked_for(params: QueryDict, name: str, longest: int = 40) -> str:
    """The text asked for, trimmed and cut; without the NUL, which no text in the database holds."""
    return params.get(name, "").replace("\x00", "").strip()[:longest]
