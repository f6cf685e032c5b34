import datetime

from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class CatalogueEditionQuerySet(models.QuerySet):
    def current_first(self, on_date: datetime.date) -> "CatalogueEditionQuerySet":
        """Editions begun by that day; those whose term covers it first, then the latest begun first."""
        covers = Q(valid_to__isnull=True) | Q(valid_to__gte=on_date)
        return (
            self.filter(valid_from__lte=on_date)
            .annotate(
                covers=Case(
                    When(covers, then=Value(True)),
                    default=Value(False),
                    output_field=BooleanField(),
                )
            )
            .order_by("system", "-covers", "-valid_from")
        )

    def in_force(self, system: str, on_date: datetime.date) -> "CatalogueEdition":
        """The edition of a system to use on a day.

        Where none covers the day, the latest earlier one stands in until its successor is loaded: ask
        `is_superseded_on` and say so on the page. Raises CatalogueEdition.DoesNotExist when none had begun.
        """
        edition = self.filter(system=system).current_first(on_date).first()
        if edition is None:
            raise self.model.DoesNotExist(f"No edition of the {system} catalogue had begun on {on_date}.")
        return edition


class CatalogueEdition(models.Model):
    """One published edition of a waste catalogue and its legal term. Old editions stay, to judge old manifests."""

    class System(models.TextChoices):
        HAZARDOUS = "hazardous", _("hazardous waste")
        SOLID = "solid", _("general solid waste")
        EU_LOW = "eu_low", _("European list of waste")

    class Origin(models.TextChoices):
        CN = "CN", _("China")
        EU = "EU", _("European Union")

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=Origin)
    system = models.CharField(_("system"), max_length=10, choices=System)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = CatalogueEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue edition")
        verbose_name_plural = _("catalogue editions")
        ordering = ["system", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["system", "valid_from"], name="catalogueedition_one_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="catalogueedition_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.localised_name

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    def is_superseded_on(self, date: datetime.date) -> bool:
        """True after the last day of its term: another edition is the law, loaded here or not."""
        return self.valid_to is not None and date > self.valid_to
