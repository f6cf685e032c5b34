from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Unsealed(models.Model):
    """An event that is committed and not in the tree yet. Put here by the events' own trigger, taken out by `seal`.

    Keys are in time order, commits are not: which events are new cannot be told from the last one that was sealed.
    """

    event = models.OneToOneField(
        "manifests.CustodyEvent",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        db_constraint=False,  # events are never deleted, and every action would pay for the look
    )

    class Meta:
        verbose_name = _("event to be sealed")
        verbose_name_plural = _("events to be sealed")

    def __str__(self) -> str:
        return str(self.event_id)


class Leaf(models.Model):
    """An event's place in the Merkle tree over all events, given when it is sealed. Append-only.

    The hash is the event's own as it was sealed: what changes the event afterwards does not change the tree.
    """

    index = models.BigIntegerField(_("no. in the tree"), primary_key=True)
    event = models.OneToOneField("manifests.CustodyEvent", models.PROTECT, related_name="leaf", verbose_name=_("event"))
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        verbose_name = _("leaf of the tree")
        verbose_name_plural = _("leaves of the tree")
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="leaf_index_from_zero"),
        ]

    def __str__(self) -> str:
        return str(self.index)


class Subtree(models.Model):
    """The root over 256 leaves (level 1), over 256 of those (level 2), and so on: proofs read a few rows, not all.

    Written when it is complete, from when on it never changes. Append-only.
    """

    level = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("subtree")
        verbose_name_plural = _("subtrees")
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="subtree_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"
