"""What a record's page is made of. Each part names the component that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facts:
    """Terms and values."""

    heading: str
    facts: Sequence[tuple]
    template: str = "components/facts.html"


@dataclass(frozen=True)
class Table:
    """Rows under heads. `columns`: labels, a number column as (label, "number"); `rows`: (url or "", cells)."""

    heading: str
    heads: Sequence
    lines: Sequence[tuple]
    empty: str = ""
    note: str = ""
    more_url: str = ""
    more_label: str = ""
    template: str = "admin/table.html"

    @property
    def columns(self) -> list[dict]:
        pairs = [head if isinstance(head, tuple) else (head, "") for head in self.heads]
        return [{"label": label, "kind": kind} for label, kind in pairs]

    @property
    def rows(self) -> list[dict]:
        return [{"url": url, "cells": cells} for url, cells in self.lines]


@dataclass(frozen=True)
class Timeline:
    """Custody events, oldest first."""

    heading: str
    events: Sequence[dict]
    template: str = "components/timeline.html"


@dataclass
class Head:
    """The top of a record's page: its name, state and what may be done now (links to confirming pages)."""

    title: str
    lead: str = ""
    state: str = ""
    frozen: bool = False
    code: bool = False
    actions: list[dict] = field(default_factory=list)
