from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from facilities.access import in_regions
from facilities.keys import new_key


class EnterpriseQuerySet(models.QuerySet):
    def visible_to(self, person) -> "EnterpriseQuerySet":
        """Own enterprises; for officials those with a facility in their region."""
        if person.standing.is_regulator:
            return self.filter(
                pk__in=self.model.facilities.rel.related_model.objects.filter(
                    in_regions(person.standing, "region")
                ).values("enterprise")
            )
        return self.filter(pk__in=person.standing.enterprise_ids)


def validate_registration(country: str, number: str) -> None:
    """Check the registration number; for China GB 32100's check character, elsewhere only its form."""
    if country == "CN" and not uscc.is_valid(number):
        raise ValidationError(
            {"registration_no": _("This is not a valid 18-character unified social credit code (GB 32100).")},
            code="registration_no_invalid",
        )


class Enterprise(models.Model):
    """A legal person or sole trader, known by its registration number (in China the 统一社会信用代码)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    country = models.CharField(_("country"), max_length=2, default="CN")
    registration_no = models.CharField(_("unified social credit code"), max_length=32)
    name = models.CharField(_("name"), max_length=120)
    registered_address = models.CharField(_("registered address"), max_length=200, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    legal_representative_phone = models.CharField(_("legal representative's phone"), max_length=30, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "registration_no"], name="enterprise_registered_once")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        validate_registration(self.country, self.registration_no)
