"""One verb a file. Importing the package registers every action with the door."""

from manifests.actions import (
    arrive,
    cancel,
    close,
    count,
    declare,
    depart,
    draw_up,
    export,
    freeze,
    hand_over,
    issue,
    lose,
    move,
    receive,
    regroup,
    release,
    revise,
    split,
    store,
    treat,
    void,
)

__all__ = [
    "arrive", "cancel", "close", "count", "declare", "depart", "draw_up", "export", "freeze", "hand_over", "issue",
    "lose", "move", "receive", "regroup", "release", "revise", "split", "store", "treat", "void",
]  # fmt: skip
