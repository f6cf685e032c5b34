"""The custody door: the one way in which a manifest or a batch changes.

`perform(subject, action, by=person, data={…})` locks the row, answers a repeated idempotency key with the first
answer, checks access, transition and rules, moves the state machine, and writes event, movements and deadlines, all in
one transaction. A refusal is a `facilities.errors.Refusal` and leaves nothing behind.
"""

from manifests.custody.deed import Deed, Outcome
from manifests.custody.door import foreseen, perform, review, reviewed
from manifests.custody.hearing import hear
from manifests.verbs import Action, action

__all__ = ["Action", "Deed", "Outcome", "action", "foreseen", "hear", "perform", "review", "reviewed"]
