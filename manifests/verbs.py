"""The verbs: each registers itself here under the name of its row in the transition table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from manifests.states import BY_ACTION, Party, Transition

if TYPE_CHECKING:
    from manifests.custody.deed import Deed
    from manifests.rules.finding import Finding


class Action:
    """One verb: what must hold before it (`check`) and what follows from it (`apply`).

    Subclasses live one a file in `manifests/actions/`. `check` yields findings of rules (blocks and warnings) and may
    raise a Refusal at once when going on makes no sense; `apply` changes the deed's subject and collects consequences.
    """

    row: Transition

    def offered(self, subject) -> bool:
        """False where the table allows the action but it would be refused anyway; must not cost a statement."""
        return True

    def capacities(self, person, subject, held: frozenset[Party]) -> frozenset[Party]:
        """The same before there is a deed, for what is offered; must not cost a statement."""
        return held

    def parties(self, deed: "Deed", held: frozenset[Party]) -> frozenset[Party]:
        """In which capacities the person may take this action; `held` is how they stand to the subject."""
        return self.capacities(deed.by, deed.subject, held)

    def open(self, deed: "Deed"):
        """Create the subject of an action that starts one; returns it unsaved-state-wise complete."""
        raise NotImplementedError

    def check(self, deed: "Deed") -> Iterable["Finding"]:
        return ()

    def apply(self, deed: "Deed") -> None:
        """Change the subject's fields and collect batches, movements and particulars on the deed."""


_actions: dict[tuple[str, str], Action] = {}


def action(subject: str, name: str):
    """Class decorator: bind an Action to its row of the table. A name without a row is an error at start."""

    def bind(cls: type[Action]) -> type[Action]:
        row = BY_ACTION[subject, name]
        cls.row = row
        _actions[subject, name] = cls()
        return cls

    return bind


def action_for(row: Transition) -> Action:
    return _actions[row.subject, row.action]


def registered() -> dict[tuple[str, str], Action]:
    return dict(_actions)
