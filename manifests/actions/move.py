"""Move a batch from one storage area into another of the same site (移库)."""

from manifests.actions.store import IntoArea
from manifests.verbs import action


@action("batch", "move")
class Move(IntoArea):
    """Data: `area` id."""
