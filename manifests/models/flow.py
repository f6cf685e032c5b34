from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions


class FlowQuerySet(models.QuerySet):
    def visible_to(self, person) -> "FlowQuerySet":
        """Flows from or to an official's region; nobody else reads rollups."""
        if not person.standing.is_regulator:
            return self.none()
        standing = person.standing
        return self.filter(in_regions(standing, "origin_region") | in_regions(standing, "consignee__region"))


class Flow(models.Model):
    """Kilograms accepted in a month, by origin district, category, method and receiving site.

    Kept by the same transaction that accepts or voids a manifest, so that pages never scan history.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(_("month"))
    origin_region = models.ForeignKey(
        "facilities.Region", models.PROTECT, related_name="+", verbose_name=_("district of origin")
    )
    category = models.CharField(_("category"), max_length=4)
    method = models.ForeignKey("facilities.DisposalMethod", models.PROTECT, related_name="+", verbose_name=_("method"))
    consignee = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="+", verbose_name=_("receiving site")
    )
    kg = models.DecimalField(_("weight (kg)"), max_digits=18, decimal_places=3)
    line_count = models.IntegerField(_("manifest lines"))

    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "origin_region", "category", "method", "consignee"], name="flow_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.category} {self.kg} kg"

    @classmethod
    def add(cls, rows) -> None:
        """Add (month, region code, category, method id, facility id, kg, lines) to the rollup; negative to take back.

        Rows are merged and sorted first: one statement may not touch a row twice, and a fixed order avoids deadlocks.
        """
        merged: dict[tuple, list] = {}
        for *key, kg, lines in rows:
            total = merged.setdefault(tuple(key), [0, 0])
            total[0] += kg
            total[1] += lines
        if not merged:
            return
        values = [[*key, *total] for key, total in sorted(merged.items(), key=lambda item: [str(k) for k in item[0]])]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO manifests_flow"  # noqa: S608 - only placeholders are joined in
                " (month, origin_region_id, category, method_id, consignee_id, kg, line_count) VALUES "
                + ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(values))
                + " ON CONFLICT (month, origin_region_id, category, method_id, consignee_id) DO UPDATE"
                " SET kg = manifests_flow.kg + excluded.kg,"
                " line_count = manifests_flow.line_count + excluded.line_count",
                [value for row in values for value in row],
            )
