"""What does not hold, in words that lead to the row."""

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """Each way in which evidence can fail."""

    EVENT = "the event is not what was signed"
    CHAIN = "the event does not follow from the one before"
    HEAD = "the row does not end where its events end"
    UNSEALED = "the event is older than the last seal and has no place in the tree"
    LEAF = "the tree has another hash for the event"
    GAP = "the tree's leaves are not numbered one by one"
    SUBTREE = "a stored root is not the root over its leaves"
    ROOT = "the sealed root is not the root over the leaves"
    SEAL = "the seal does not follow from the one before"
    SIGNATURE = "the signature does not prove the seal"


@dataclass(frozen=True)
class Break:
    """One bad entry. `where` names it: subject, sequence and event id, or a seal, or a place in the tree."""

    what: What
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; expected {self.expected or 'nothing'}, found {self.found or 'nothing'}"
