from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manifests.proofs.keys import Public


class PublicKey(models.Model):
    """The public half of a key that this service signs or signed with; never deleted, so old papers stay checkable.

    The newest that is not retired signs. A retired one still proves what was signed before it was retired.
    """

    name = models.CharField(_("key name"), max_length=12, primary_key=True)
    x = models.CharField(max_length=43)
    y = models.CharField(max_length=43)
    since = models.DateTimeField(_("in use since"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("public key")
        verbose_name_plural = _("public keys")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=models.F("since")),
                name="publickey_retired_after_use",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public(self) -> Public:
        return Public(self.x, self.y)

    def was_in_use(self, moment: datetime) -> bool:
        """True where something signed at this moment may have been signed with it."""
        return self.since <= moment and (self.retired_at is None or moment < self.retired_at)

    def proves(self, message: bytes, signature: bytes) -> bool:
        """True where the signature (r‖s) is this key's over the message."""
        return self.public.verifies(message, signature)
