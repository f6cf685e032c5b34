"""Confirm several drafted declarations at once: each as it was seen, each for itself, and what cannot be is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from facilities.errors import Refusal
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.declarations.period import Stretch
from manifests.models import Declaration, DeclarationDraft


@dataclass
class Confirmed:
    """What is declared now, and which drafts stay, each with its reason."""

    declared: list[Declaration] = field(default_factory=list)
    left: list[tuple[DeclarationDraft, Refusal]] = field(default_factory=list)


def confirm_many(*, by, drafts: Iterable[tuple[DeclarationDraft, str]]) -> Confirmed:
    """`drafts` with the digest of the figures that the person has seen of each; needs their facilities loaded.

    One whose ledger has moved on since stays a draft, and so does one that may not be confirmed; the others are
    declared. Twice is once.
    """
    found = Confirmed()
    for draft, digest in drafts:
        stretch = Stretch.of(draft.start, draft.period)
        try:
            found.declared.append(confirm_declaration(by=by, facility=draft.facility, stretch=stretch, digest=digest))
        except Refusal as refusal:
            found.left.append((draft, refusal))
    return found
