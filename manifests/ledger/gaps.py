"""What a reader of a site's ledger would stumble over, each in words: differences to manifests, late bookings, stock
without a store, missing labels. Reading only; three statements for any site and month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from manifests.ledger.kinds import SIDES, Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum
from manifests.numbers import spaced
from manifests.states import ManifestState

MOST = 50  # of a kind; the page says when there are more

# Lines of the manifests that left or came in the span, where there is something to say of them.
_LINES = """
SELECT x.id, x.number, x.state, x.consignor_id = %(facility)s, b.number, l.declared_kg, l.weighed_kg, l.accepted_kg,
       l.opinion, l.rest, l.reason, there.name, first.happened_at
FROM (
    SELECT e.manifest_id, min(m.happened_at) AS happened_at
    FROM manifests_movement AS m JOIN manifests_custodyevent AS e ON e.id = m.event_id
    WHERE m.{end}_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
      AND {condition} AND e.manifest_id IS NOT NULL
    GROUP BY e.manifest_id
) AS first
JOIN manifests_manifest AS x ON x.id = first.manifest_id
JOIN manifests_manifestline AS l ON l.manifest_id = x.id
JOIN manifests_wastebatch AS b ON b.id = l.batch_id
JOIN facilities_wastecode AS w ON w.id = l.waste_code_id
JOIN facilities_facility AS there
  ON there.id = CASE WHEN x.consignor_id = %(facility)s THEN x.consignee_id ELSE x.consignor_id END
WHERE w.hazardous = %(hazardous)s
  AND (x.state NOT IN ('closed', 'cancelled') OR l.weighed_kg <> l.declared_kg OR l.opinion IN ('part', 'refuse')
       OR l.rest <> '')
"""
LINES = f"""
SELECT * FROM ({
    " UNION ALL ".join(
        _LINES.format(end=side.end, condition=side.condition)
        for ledger in (Ledger.HANDED_OVER, Ledger.RECEIVED)
        for side in SIDES[ledger]
    )
}) AS lines ORDER BY 13, 2, 5 LIMIT %(most)s
"""  # noqa: S608 - only constants are joined

_LATE = """
SELECT m.id, m.recorded_at FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
WHERE m.{end}_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
  AND m.recorded_at >= %(end)s AND w.hazardous = %(hazardous)s
"""
COUNTS = f"""
SELECT
    (SELECT count(*) FROM ({_LATE.format(end="to")} UNION {_LATE.format(end="from")}) AS late),
    (SELECT max(recorded_at) FROM ({_LATE.format(end="to")} UNION {_LATE.format(end="from")}) AS late),
    (SELECT count(*) FROM manifests_movement AS m
     JOIN manifests_custodyevent AS e ON e.id = m.event_id
     JOIN manifests_wastebatch AS b ON b.id = m.to_batch_id JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
     WHERE m.to_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
       AND m.from_account = 'source' AND e.action = 'declare' AND w.hazardous = %(hazardous)s
       AND NOT e.particulars @@ 'exists($.containers[*])'
       AND NOT EXISTS (SELECT FROM manifests_movement AS back
                       WHERE back.from_batch_id = b.id AND back.to_account = 'source')),
    outside.count, outside.kg
FROM (
    SELECT count(*) AS count, sum(s.kg) AS kg FROM manifests_stock AS s
    JOIN manifests_wastebatch AS b ON b.id = s.batch_id JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
    WHERE s.facility_id = %(facility)s AND s.area_id IS NULL AND b.held_since < %(end)s AND w.hazardous = %(hazardous)s
) AS outside
"""  # noqa: S608 - only constants are joined


@dataclass(frozen=True)
class Gap:
    """One thing to know. `kind` is stable; `day` and `manifest` where it is about one."""

    kind: str
    text: str | Promise
    day: date | None = None
    manifest: UUID | None = None


def gaps(span: Span, totals: list[Sum]) -> list[Gap]:
    """Everything there is to say of the span, manifests first; two statements. `totals` are the span's own sums."""
    found: list[Gap] = []
    with connection.cursor() as cursor:
        cursor.execute(LINES, span.params | {"most": MOST + 1})
        lines = cursor.fetchall()
        cursor.execute(COUNTS, span.params)
        late, latest, unlabelled, outside, outside_kg = cursor.fetchone()
    for line in lines[:MOST]:
        found += _of_line(*line)
    if len(lines) > MOST:
        found.append(Gap("more", _("There are more manifests with something to say than are shown here.")))
    found += _of_books(totals)
    if late:
        found.append(
            Gap(
                "booked_late",
                _("%(count)s entries were recorded after the period had ended, the last on %(day)s.")
                % {"count": late, "day": localdate(latest).isoformat()},
            )
        )
    if outside:
        found.append(
            Gap(
                "not_in_store",
                _("%(count)s batches (%(kg)s kg) lie on the site and not in a store.")
                % {"count": outside, "kg": _plain(outside_kg)},
            )
        )
    if unlabelled and span.hazardous:
        found.append(
            Gap(
                "no_containers",
                _("%(count)s batches arose without containers, so they have no labels (HJ 1276-2022).")
                % {"count": unlabelled},
            )
        )
    return found


def _of_line(
    manifest, number, state, leaves, batch, declared, weighed, accepted, opinion, rest, reason, partner, moment
) -> list[Gap]:
    said = {
        "manifest": spaced(number or ""),
        "partner": partner,
        "batch": batch,
        "declared": _plain(declared),
        "weighed": _plain(weighed),
        "accepted": _plain(accepted),
        "difference": _plain(abs((weighed or declared) - declared)),
        "reason": reason,
    }

    def gap(kind: str) -> Gap:
        return Gap(kind, TEXTS[kind] % said, localdate(moment), manifest)

    if state == ManifestState.VOIDED:
        return [gap("voided")]
    found = []
    if state not in (ManifestState.CLOSED, ManifestState.CANCELLED):
        found.append(gap("open"))
    if weighed is not None and weighed != declared:
        found.append(gap("lighter" if weighed < declared else "heavier"))
    if opinion == "refuse":
        found.append(gap("refused"))
    elif opinion == "part" or rest:
        found.append(gap("part"))
    return found


TEXTS = {
    "voided": _("Manifest %(manifest)s was voided afterwards; its counter-entries stand where they were made."),
    "open": _("Manifest %(manifest)s with %(partner)s is not confirmed yet."),
    "lighter": _(
        "%(manifest)s, batch %(batch)s: %(declared)s kg were declared, the receiver weighed %(weighed)s kg,"
        " %(difference)s kg less."
    ),
    "heavier": _(
        "%(manifest)s, batch %(batch)s: %(declared)s kg were declared, the receiver weighed %(weighed)s kg,"
        " %(difference)s kg more."
    ),
    "refused": _("%(manifest)s, batch %(batch)s: refused (%(reason)s). It goes on under a manifest of its own."),
    "part": _(
        "%(manifest)s, batch %(batch)s: only %(accepted)s kg were accepted. The rest goes on under a manifest of its"
        " own."
    ),
}


def _of_books(totals: list[Sum]) -> list[Gap]:
    found = []
    for row in totals:
        for where, kg in (("opening", row.opening), ("closing", row.closing)):
            if kg < 0:
                found.append(Gap(f"negative_{where}", NEGATIVE[where] % {"code": row.code, "kg": _plain(kg)}))
        for ledger, text in CHANGES.items():
            if row.count[ledger]:
                said = {"code": row.code, "count": row.count[ledger], "kg": f"{row.kg[ledger].normalize():+f}"}
                found.append(Gap(ledger.name.lower(), text % said))
    return found


NEGATIVE = {
    "opening": _(
        "%(code)s: the books open with %(kg)s kg. Something was booked for a time at which it was not there yet."
    ),
    "closing": _(
        "%(code)s: the books close with %(kg)s kg. Something was booked for a time at which it was not there yet."
    ),
}
CHANGES = {
    Ledger.ADJUSTED: _(
        "%(code)s: %(count)s adjustments change the books by %(kg)s kg; each stands with its reason under TZ."
    ),
    Ledger.COUNTERED: _("%(code)s: %(count)s counter-entries of voided manifests change the books by %(kg)s kg."),
}


def _plain(kg: Decimal | None) -> str:
    return "" if kg is None else f"{kg.normalize():f}"
