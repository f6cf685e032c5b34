from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class DisposalMethodQuerySet(models.QuerySet):
    def chinese(self) -> "DisposalMethodQuerySet":
        """The methods of the Chinese manifest, without those only one source knows (see SOURCES.md)."""
        return self.filter(Q(system=DisposalMethod.System.CN) & Q(independent_sources__gte=2))


class DisposalMethod(models.Model):
    """How waste is used or disposed of: R9, D10, C1, Y10. China's and the EU's lists share numbers, not meanings."""

    class System(models.TextChoices):
        CN = "CN", _("China")
        EU = "EU", _("European Union")

    class Kind(models.TextChoices):
        UTILISATION = "utilisation", _("utilisation")
        DISPOSAL = "disposal", _("disposal")
        MEDICAL = "medical", _("medical waste treatment")
        CHROMIUM_SLAG = "chromium_slag", _("chromium slag treatment")

    system = models.CharField(_("system"), max_length=2, choices=System)
    code = models.CharField(_("code"), max_length=4)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    name = models.CharField(_("name"), max_length=240)
    name_en = models.CharField(_("English name"), max_length=240, blank=True)
    independent_sources = models.PositiveSmallIntegerField(_("independent sources"), default=1)

    objects = DisposalMethodQuerySet.as_manager()

    class Meta:
        verbose_name = _("utilisation or disposal method")
        verbose_name_plural = _("utilisation and disposal methods")
        ordering = ["system", "id"]
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="disposalmethod_once_a_system")]

    def __str__(self) -> str:
        return f"{self.code} {self.localised_name}"

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name, self.name_en)
