from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class SerialBlockQuerySet(models.QuerySet):
    def visible_to(self, person) -> "SerialBlockQuerySet":
        """Those of the facilities that the person sees at a desk."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        return self.filter(facility__enterprise__in=standing.desk_enterprise_ids)

    def with_uses(self) -> "SerialBlockQuerySet":
        """With `used` and `void`: how many of its codes are on containers, and how many were declared void."""
        return self.annotate(
            used=Count("serials", filter=Q(serials__container__isnull=False)),
            void=Count("serials", filter=Q(serials__voided_at__isnull=False)),
        )


class SerialBlock(models.Model):
    """Label codes drawn ahead: consecutive serials of one waste for one day, to be stuck on drums as they are filled.

    They come from the series that numbers containers (per enterprise, waste code and day, 999 at most), so no code is
    ever given twice. `litres` is the volume of the drums they are for, which decides the labels' size.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="serial_blocks", verbose_name=_("site")
    )
    stream = models.ForeignKey("facilities.WasteStream", models.PROTECT, related_name="+", verbose_name=_("waste"))
    waste_code = models.ForeignKey("facilities.WasteCode", models.PROTECT, verbose_name=_("waste code"))
    day = models.DateField(_("for the day"))
    first = models.PositiveSmallIntegerField(_("first serial"))
    last = models.PositiveSmallIntegerField(_("last serial"))
    litres = models.DecimalField(_("volume of a container (L)"), max_digits=9, decimal_places=1)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    person_name = models.CharField(_("drawn by"), max_length=60)
    recorded_at = models.DateTimeField(_("drawn"))
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)

    objects = SerialBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of label codes")
        verbose_name_plural = _("blocks of label codes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gt=0) & Q(last__gte=models.F("first")) & Q(last__lte=999),
                name="serialblock_of_three_digits",
            ),
            models.CheckConstraint(condition=Q(litres__gt=0), name="serialblock_for_some_volume"),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="serialblock_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} · {self.day:%Y-%m-%d} · {self.first}–{self.last}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1


class BlockSerial(models.Model):
    """One code of a block: unused, on the container that was filled under it, or declared void with a reason."""

    digital_id = models.CharField(_("digital identification code"), max_length=37, primary_key=True)
    block = models.ForeignKey(SerialBlock, models.PROTECT, related_name="serials", verbose_name=_("block"))
    container = models.OneToOneField(
        "manifests.Container",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drawn_ahead",
        verbose_name=_("container"),
    )
    voided_at = models.DateTimeField(_("declared void"), null=True, blank=True)
    voided_by = models.CharField(_("declared by"), max_length=60, blank=True)
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("label code drawn ahead")
        verbose_name_plural = _("label codes drawn ahead")
        ordering = ["digital_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(container__isnull=True) | Q(voided_at__isnull=True), name="blockserial_used_or_void"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="blockserial_void_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.digital_id

    @property
    def serial(self) -> int:
        """The last three of its 37 characters."""
        return int(self.digital_id[-3:])

    @property
    def is_unused(self) -> bool:
        return self.container_id is None and self.voided_at is None
