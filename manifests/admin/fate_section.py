"""Where the waste of a batch or a manifest went, for officials, and the way to the batch's trace."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.admin.facts import sees
from facilities.admin.sections import Table
from facilities.templatetags.quantities import NOTHING, kg, stamp
from facilities.templatetags.tables import linked
from manifests.fate import End, Kind
from manifests.models import WasteBatch
from manifests.whereabouts import Whereabout, told


def where_it_went(rows: dict[End, Decimal]) -> Table | None:
    """The rows and their sum; one statement, and none where there is nothing."""
    if not rows:
        return None
    return Table(
        _("Where it went"),
        [_("What became of it"), _("Place"), _("Method"), _("When"), (_("Weight"), "number"), (_("Share"), "number")],
        [
            *(("", [row.word, row.place or NOTHING, row.method or NOTHING, _when(row), kg(row.kg, 3), share(row)])
              for row in told(rows)),
            ("", [_("Total"), "", "", "", kg(sum(rows.values(), Decimal(0)), 3), "100.00 %"]),
        ],
    )  # fmt: skip


def share(row: Whereabout) -> str:
    return f"{row.percent}\N{NO-BREAK SPACE}%"


def _when(row: Whereabout) -> str:
    if row.since is None:
        return NOTHING if row.end.kind == Kind.SCALE else _("now")
    return stamp(row.since) if row.since == row.until else f"{row.since} – {row.until}"


def trace_button(batch: WasteBatch) -> dict:
    return {"url": _trace(batch), "label": _("Trace"), "kind": "quiet", "shape": "regrouped"}


def trace_link(person, batch: WasteBatch) -> str:
    """Linked where the official may open the batch; needs holder and generator loaded."""
    return linked(_trace(batch), _("Trace")) if sees(person, batch.holder.region_id, batch.generator.region_id) else ""


def _trace(batch: WasteBatch) -> str:
    return reverse("manifests:trace", args=[batch.pk])
