from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class SignPrintQuerySet(models.QuerySet):
    def visible_to(self, person) -> "SignPrintQuerySet":
        """Those of the facilities that the person sees at a desk."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        return self.filter(facility__enterprise__in=standing.desk_enterprise_ids)


class SignPrint(models.Model):
    """A sign of a site as somebody of its desk had it drawn to be hung up (HJ 1276). Written once for what it says.

    `area` is the store it is for; a unit of collection, use or disposal has none and is told by `title` and `code`.
    `digest` is the SHA-256 of what the sign says, whatever its size.
    """

    class Kind(models.TextChoices):
        DOOR = "door", _("on the door")
        PARTITION = "partition", _("the plan in the store")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, db_index=False, related_name="sign_prints", verbose_name=_("site")
    )
    area = models.ForeignKey(
        "facilities.StorageArea", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    title = models.CharField(_("title"), max_length=20)
    code = models.CharField(_("facility code"), max_length=40, blank=True)
    size = models.CharField(_("width (mm)"), max_length=4)
    digest = models.CharField(_("digest"), max_length=64)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("printed by"))
    person_name = models.CharField(_("printed by"), max_length=60)
    recorded_at = models.DateTimeField(_("printed"))

    objects = SignPrintQuerySet.as_manager()

    class Meta:
        verbose_name = _("print of a sign")
        verbose_name_plural = _("prints of signs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "area", "kind", "title", "code", "digest"],
                nulls_distinct=False,
                name="signprint_once_for_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(kind="door") | Q(area__isnull=False), name="signprint_a_plan_hangs_in_a_store"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.title} {self.code} · {self.get_kind_display()}"
