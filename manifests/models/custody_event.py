from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from manifests.models.stateful import GENESIS


class CustodyEventQuerySet(models.QuerySet):
    def visible_to(self, person) -> "CustodyEventQuerySet":
        """Events of the manifests and batches that the person sees."""
        manifests = self.model.manifest.field.related_model.objects.visible_to(person)
        batches = self.model.batch.field.related_model.objects.visible_to(person)
        return self.filter(Q(manifest__in=manifests.values("pk")) | Q(batch__in=batches.values("pk")))

    def delete(self):
        raise TypeError("Custody events are evidence: they are never deleted.")

    def update(self, **_fields):
        raise TypeError("Custody events are evidence: they are never changed.")


class CustodyEvent(models.Model):
    """Who did what to a manifest or batch, as whom, when it happened and when it was recorded. Append-only.

    Names are copied, so that an event reads the same when people move on; `particulars` is what was signed. Each
    subject's events form a hash chain: `hash` covers the canonical JSON (RFC 8785) of the event and `previous_hash`.
    The database refuses UPDATE and DELETE.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    manifest = models.ForeignKey(
        "manifests.Manifest", models.PROTECT, null=True, related_name="events", verbose_name=_("manifest")
    )
    batch = models.ForeignKey(
        "manifests.WasteBatch", models.PROTECT, null=True, related_name="events", verbose_name=_("batch")
    )
    sequence = models.PositiveIntegerField(_("no."))
    action = models.CharField(_("action"), max_length=20)
    old_state = models.CharField(_("from state"), max_length=20, blank=True)
    new_state = models.CharField(_("to state"), max_length=20)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    person_name = models.CharField(_("signed by"), max_length=60)
    party = models.CharField(_("as"), max_length=12)
    on_behalf_of = models.CharField(_("for"), max_length=120)
    happened_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    evidence = ArrayField(models.CharField(max_length=64), default=list, verbose_name=_("evidence (SHA-256)"))
    particulars = models.JSONField(_("as signed"), encoder=DjangoJSONEncoder, default=dict)
    warnings = models.JSONField(_("warnings"), default=list)
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True)
    request_digest = models.CharField(_("digest of the request"), max_length=64, blank=True)
    previous_hash = models.CharField(_("previous hash"), max_length=64, default=GENESIS)
    hash = models.CharField(_("hash"), max_length=64)

    objects = CustodyEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(manifest__isnull=True) & Q(batch__isnull=False))
                | (Q(manifest__isnull=False) & Q(batch__isnull=True)),
                name="event_has_one_subject",
            ),
            # Two writers that both miss the row lock still cannot fork a chain.
            models.UniqueConstraint(
                fields=["manifest", "sequence"],
                name="event_manifest_sequence",
                condition=Q(manifest__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["batch", "sequence"], name="event_batch_sequence", condition=Q(batch__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                name="event_idempotency_key_once",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    def delete(self, *args, **kwargs):
        raise TypeError("Custody events are evidence: they are never deleted.")
