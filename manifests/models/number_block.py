from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from manifests.numbers import NationalNumber


class NumberBlockQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NumberBlockQuerySet":
        """Officials see those of the cities in their charge."""
        return self.filter(in_regions(person.standing, "region"))

    def holding(self, number: int) -> "NumberBlockQuerySet":
        """Those of which the number is a part."""
        return self.filter(first_no__lte=number, last_no__gte=number)


class NumberBlock(models.Model):
    """National manifest numbers that the operator was granted for one shipping city and year (Order 23, Art. 15).

    Numbers are whole ones of 14 digits. `next_no` is the first not given out yet; past `last_no` the block is used up.
    No two blocks share a number, and a used one is never deleted: the database sees to it.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    region = models.ForeignKey("facilities.Region", models.PROTECT, related_name="+", verbose_name=_("shipping city"))
    first_no = models.BigIntegerField(_("first number"))
    last_no = models.BigIntegerField(_("last number"))
    next_no = models.BigIntegerField(_("next number"))
    granted_last_no = models.BigIntegerField(_("last number as granted"))
    granted_by = models.CharField(_("granted by"), max_length=120)
    document = models.CharField(_("document number"), max_length=80)
    granted_on = models.DateField(_("granted on"))
    entered_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    objects = NumberBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of national numbers")
        verbose_name_plural = _("blocks of national numbers")
        ordering = ["-id"]
        constraints = [
            ExclusionConstraint(
                name="numberblock_never_overlaps",
                expressions=[
                    (
                        Func(
                            F("first_no"),
                            F("last_no"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
            models.CheckConstraint(
                condition=Q(first_no__gt=0, last_no__gte=F("first_no"), last_no__lte=F("granted_last_no")),
                name="numberblock_in_order",
            ),
            models.CheckConstraint(
                condition=Q(next_no__gte=F("first_no"), next_no__lte=F("last_no") + 1), name="numberblock_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_no} – {self.granted_last_no}"

    @property
    def first(self) -> NationalNumber:
        return NationalNumber.of(self.first_no)

    @property
    def granted(self) -> int:
        return self.granted_last_no - self.first_no + 1

    @property
    def used(self) -> int:
        return self.next_no - self.first_no

    @property
    def left(self) -> int:
        return self.last_no - self.next_no + 1

    @property
    def given_back(self) -> int:
        return self.granted_last_no - self.last_no
