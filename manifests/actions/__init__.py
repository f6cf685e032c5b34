"""One verb a file. Importing the package registers every action with the door."""

from manifests.actions import (
    amend,
    arrive,
    cancel,
    change_vehicle,
    close,
    count,
    declare,
    depart,
    draw_up,
    export,
    freeze,
    hand_over,
    issue,
    lay_over,
    lose,
    move,
    receive,
    record_numbers,
    redirect,
    regroup,
    release,
    repack,
    resume,
    revise,
    split,
    store,
    transform,
    treat,
    void,
)

__all__ = [
    "amend", "arrive", "cancel", "change_vehicle", "close", "count", "declare", "depart", "draw_up", "export", "freeze",
    "hand_over", "issue", "lay_over", "lose", "move", "receive", "record_numbers", "redirect", "regroup", "release",
    "repack", "resume", "revise", "split", "store", "transform", "treat", "void",
]  # fmt: skip
