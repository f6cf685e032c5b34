"""One verb a file. Importing the package registers every action with the door."""

from manifests.actions import (
    arrive,
    cancel,
    close,
    declare,
    depart,
    draw_up,
    freeze,
    hand_over,
    issue,
    move,
    receive,
    regroup,
    release,
    repack,
    revise,
    split,
    store,
    transform,
    treat,
    void,
)

__all__ = [
    "arrive", "cancel", "close", "declare", "depart", "draw_up", "freeze", "hand_over", "issue", "move", "receive",
    "regroup", "release", "repack", "revise", "split", "store", "transform", "treat", "void",
]  # fmt: skip
