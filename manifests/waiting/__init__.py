"""What waits for a person now, group by group: the first page of everybody at a desk.

Each source answers with a bounded number of statements and rows, so that the page costs the same however much waits.
Upper apps offer sources of their own (transport: manifests that need a truck).
"""

from manifests.waiting.group import LIMIT, Group, Item, offer, waiting_for

__all__ = ["LIMIT", "Group", "Item", "offer", "waiting_for"]
