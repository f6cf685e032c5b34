from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from manifests.models.stateful import GENESIS
from manifests.proofs.head import Head
from manifests.proofs.keys import from_base64url


class SealQuerySet(models.QuerySet):
    def visible_to(self, person) -> "SealQuerySet":
        """Authorities read the list; the heads themselves are public."""
        return self.all() if person.standing.is_regulator else self.none()

    def newest(self) -> "Seal | None":
        return self.order_by("-number").first()


class Seal(models.Model):
    """A signed tree head: so many events, under this root, at this time. Append-only; each names the one before.

    Whoever keeps one can have it shown later that nothing under it was rewritten.
    """

    number = models.PositiveIntegerField(_("no."), primary_key=True)
    size = models.BigIntegerField(_("events under it"))
    root = models.CharField(_("root"), max_length=64)
    service = models.CharField(_("service"), max_length=200)
    previous = models.CharField(_("digest of the seal before"), max_length=64, default=GENESIS)
    signed_at = models.DateTimeField(_("signed"))
    key = models.ForeignKey(
        "manifests.PublicKey", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("signature", "key")
    )
    signature = models.CharField(_("signature"), max_length=86)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-number"]
        indexes = [models.Index(fields=["size", "number"], name="seal_size")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def head(self) -> Head:
        return Head(
            number=self.number,
            size=self.size,
            root=self.root,
            service=self.service,
            previous=self.previous,
            signed_at=self.signed_at,
            key=self.key_id,
        )

    @property
    def is_proven(self) -> bool:
        """True where the signature is its key's, and the key was in use at that time."""
        try:
            signature = from_base64url(self.signature)
        except ValueError:
            return False
        return self.key.was_in_use(self.signed_at) and self.key.proves(self.head.signed_bytes, signature)
