"""One verb a file. Importing the package registers every action with the door."""

from manifests.actions import (
    arrive,
    cancel,
    change_vehicle,
    close,
    declare,
    depart,
    draw_up,
    freeze,
    hand_over,
    issue,
    lay_over,
    move,
    receive,
    redirect,
    regroup,
    release,
    resume,
    revise,
    split,
    store,
    treat,
    void,
)

__all__ = [
    "arrive", "cancel", "change_vehicle", "close", "declare", "depart", "draw_up", "freeze", "hand_over", "issue",
    "lay_over", "move", "receive", "redirect", "regroup", "release", "resume", "revise", "split", "store", "treat",
    "void",
]  # fmt: skip
