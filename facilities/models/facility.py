from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from facilities.models.enterprise import Enterprise
from facilities.roles import Role


class FacilityQuerySet(models.QuerySet):
    def visible_to(self, person) -> "FacilityQuerySet":
        """Facilities of own enterprises; for officials those in their region."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "region"))
        return self.filter(enterprise__in=standing.enterprise_ids)

    def where_person_is(self, person, *roles: str) -> "FacilityQuerySet":
        """Facilities where the person holds one of the roles."""
        return self.filter(enterprise__in=person.standing.enterprises_where(*roles))

    def filled_in_by(self, person) -> "FacilityQuerySet":
        """Where the person declares batches and draws up manifests: the own firms' sites, and others' with consent."""
        own = models.Q(enterprise__in=person.standing.enterprises_where(Role.CLERK))
        entrusted = person.standing.fills_for
        return self.filter(own | models.Q(pk__in=entrusted) if entrusted else own)

    def directory(self) -> "FacilityQuerySet":
        """Open receivers and carriers: their names, addresses and permits are public, so that they can be chosen."""
        return self.open().filter(
            models.Q(is_collector=True) | models.Q(is_disposal_site=True) | models.Q(is_transporter=True)
        )

    def open(self) -> "FacilityQuerySet":
        """Open sites that are on file; not what was only noted from papers of elsewhere."""
        return self.filter(closed_on=None, enterprise__closed_on=None, is_outside=False)


class Facility(models.Model):
    """One site (场所): the unit that plans, ledgers, permits and limits are about, not the company.

    Roles are flags, because one site may generate, collect and treat; each has a proxy model with its own manager.
    """

    class ManagementClass(models.TextChoices):
        KEY = "key", _("key site (环境重点监管)")
        SIMPLIFIED = "simplified", _("simplified management")
        REGISTERED = "registered", _("registered management")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="facilities", verbose_name=_("enterprise"))
    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(
        "facilities.Region", models.PROTECT, related_name="facilities", verbose_name=_("district")
    )
    address = models.CharField(_("address"), max_length=200)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    industry = models.ForeignKey(
        "facilities.Industry", models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    contact_name = models.CharField(_("contact"), max_length=60)
    contact_phone = models.CharField(_("phone"), max_length=30)
    emergency_phone = models.CharField(_("emergency phone"), max_length=30, blank=True)
    is_generator = models.BooleanField(_("generates waste"), default=False)
    is_collector = models.BooleanField(_("collects waste"), default=False)
    is_transporter = models.BooleanField(_("carries waste"), default=False)
    is_disposal_site = models.BooleanField(_("uses or disposes of waste"), default=False)
    management_class = models.CharField(
        _("management class"), max_length=12, choices=ManagementClass, default=ManagementClass.REGISTERED
    )
    # What HJ 1259 asks for the class, and for table A.1 of the plan.
    operating_since = models.DateField(_("in operation since"), null=True, blank=True)
    eia_annual_kg = models.DecimalField(
        _("yearly amount in the EIA or permit (kg)"), max_digits=15, decimal_places=3, null=True, blank=True
    )
    long_cycle = models.BooleanField(_("waste arises less than every 3 years"), default=False)
    treats_own_waste = models.BooleanField(_("uses or disposes of its own waste on site"), default=False)
    eia_no = models.CharField(_("EIA document number"), max_length=60, blank=True)
    discharge_permit_no = models.CharField(_("pollutant permit or registration number"), max_length=60, blank=True)
    technical_lead = models.CharField(_("technical lead for hazardous waste"), max_length=60, blank=True)
    technical_lead_phone = models.CharField(_("technical lead's phone"), max_length=30, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # Without an account: known from papers that receivers here entered. It owes nothing here and is in no directory.
    is_outside = models.BooleanField(_("only known from papers of elsewhere"), default=False)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="facility_named_once"),
            models.CheckConstraint(
                condition=models.Q(is_generator=True)
                | models.Q(is_collector=True)
                | models.Q(is_transporter=True)
                | models.Q(is_disposal_site=True),
                name="facility_has_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def receives(self) -> bool:
        return self.is_collector or self.is_disposal_site


class _InRole(models.Manager):
    """Only facilities that hold one role; `create` sets its flag."""

    flag = ""

    def __init__(self, flag: str = "is_generator"):
        super().__init__()
        self.flag = flag

    def deconstruct(self):
        return False, f"{type(self).__module__}.{type(self).__name__}", None, (self.flag,), {}

    def get_queryset(self):
        return FacilityQuerySet(self.model, using=self._db).filter(**{self.flag: True})

    def create(self, **fields):
        return super().create(**{**fields, self.flag: True})


class Generator(Facility):
    """A facility seen as the place where waste arises."""

    objects = _InRole("is_generator")

    class Meta:
        proxy = True
        verbose_name = _("generator")
        verbose_name_plural = _("generators")


class Collector(Facility):
    """A facility seen as a district store that gathers small firms' waste and ships it on (集中收集贮存)."""

    objects = _InRole("is_collector")

    class Meta:
        proxy = True
        verbose_name = _("collector")
        verbose_name_plural = _("collectors")


class Transporter(Facility):
    """A facility seen as a carrier's depot."""

    objects = _InRole("is_transporter")

    class Meta:
        proxy = True
        verbose_name = _("transporter")
        verbose_name_plural = _("transporters")


class DisposalSite(Facility):
    """A facility seen as the place of final use or disposal (经营单位)."""

    objects = _InRole("is_disposal_site")

    class Meta:
        proxy = True
        verbose_name = _("disposal site")
        verbose_name_plural = _("disposal sites")
