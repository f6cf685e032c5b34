"""The rows of a plan while it is written. What is filed is frozen in a `PlanVersion`; these go when it is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from facilities.models.management_plan import ManagementPlan

KG = {"max_digits": 15, "decimal_places": 3}


class PlannedRow(models.Model):
    """What all tables share: the plan, the place in the table, the waste, and its kilograms of the year."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    plan = models.ForeignKey(ManagementPlan, models.PROTECT, related_name="%(class)ss", verbose_name=_("plan"))
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    stream = models.ForeignKey("facilities.WasteStream", models.PROTECT, related_name="+", verbose_name=_("waste"))
    kg = models.DecimalField(_("amount (kg)"), **KG)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kg__gte=0), name="%(class)s_not_negative")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.position}"


class PlannedGeneration(PlannedRow):
    """A.3: how much of a waste will arise, where and at which step, and where it goes on the site."""

    class Destination(models.TextChoices):
        STORE = "store", _("stored on site")
        USE = "use", _("used on site")
        DISPOSE = "dispose", _("disposed of on site")

    unit = models.ForeignKey(
        "facilities.ProductionUnit", models.PROTECT, null=True, related_name="+", verbose_name=_("arises in")
    )
    step = models.CharField(_("step at which it arises"), max_length=120, blank=True)
    destination = models.CharField(_("goes on the site to"), max_length=8, choices=Destination, blank=True)
    destination_code = models.CharField(_("facility code there"), max_length=20, blank=True)
    destination_kg = models.DecimalField(_("capacity there (kg)"), null=True, **KG)

    class Meta(PlannedRow.Meta):
        abstract = False
        verbose_name = _("planned generation")
        verbose_name_plural = _("planned generation")


class PlannedStorage(PlannedRow):
    """A.4: what will be left in a store at the end of the year."""

    area = models.ForeignKey("facilities.StorageArea", models.PROTECT, related_name="+", verbose_name=_("storage area"))
    packaging = models.ForeignKey(
        "facilities.Packaging", models.PROTECT, null=True, related_name="+", verbose_name=_("packaging")
    )

    class Meta(PlannedRow.Meta):
        abstract = False
        verbose_name = _("planned storage")
        verbose_name_plural = _("planned storage")


class PlannedTreatment(PlannedRow):
    """A.5: what the site will use or dispose of itself, in which facility of its own and by which method."""

    facility_kind = models.CharField(_("kind of facility"), max_length=60)
    facility_code = models.CharField(_("facility code"), max_length=20)
    method = models.ForeignKey("facilities.DisposalMethod", models.PROTECT, related_name="+", verbose_name=_("method"))

    class Meta(PlannedRow.Meta):
        abstract = False
        verbose_name = _("planned treatment")
        verbose_name_plural = _("planned treatment")


class PlannedReduction(PlannedRow):
    """A.6: by how much less of a waste will arise, and by which measures."""

    measures = models.CharField(_("plans and measures"), max_length=200, blank=True)

    class Meta(PlannedRow.Meta):
        abstract = False
        verbose_name = _("planned reduction")
        verbose_name_plural = _("planned reductions")


class PlannedTransfer(PlannedRow):
    """A.7: what will be handed over, to whom and for which method.

    By waste code: a collector ships on what it never generated, so there need not be a stream.
    """

    class Scope(models.TextChoices):
        PROVINCE = "province", _("within the province")
        CROSS = "cross", _("to another province")
        ABROAD = "abroad", _("abroad")

    class ReceiverKind(models.TextChoices):
        PERMIT = "permit", _("permit holder")
        EXEMPT = "exempt", _("exempt at use or disposal")
        ABROAD = "abroad", _("receiver abroad")

    stream = None
    code = models.CharField(_("waste code"), max_length=11)
    name = models.CharField(_("waste name"), max_length=120, blank=True)
    scope = models.CharField(_("kind of transfer"), max_length=8, choices=Scope, default=Scope.PROVINCE)
    method = models.ForeignKey(
        "facilities.DisposalMethod", models.PROTECT, null=True, related_name="+", verbose_name=_("method")
    )
    receiver_kind = models.CharField(
        _("kind of receiver"), max_length=8, choices=ReceiverKind, default=ReceiverKind.PERMIT
    )
    receiver = models.ForeignKey(
        "facilities.Facility", models.PROTECT, null=True, related_name="+", verbose_name=_("receiver")
    )
    receiver_name = models.CharField(_("receiver's name"), max_length=120, blank=True)
    permit_no = models.CharField(_("permit number"), max_length=60, blank=True)

    class Meta(PlannedRow.Meta):
        abstract = False
        verbose_name = _("planned transfer")
        verbose_name_plural = _("planned transfers")
