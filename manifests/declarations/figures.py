"""What a site declares for a period, drafted from its ledger: by waste code what lay there, came, went and lies there.

Kilograms as text to the gram, so that the content can be frozen and hashed. Five statements, however much moved.
"""

from decimal import Decimal

from django.db import connection

from facilities.models import Facility
from manifests.custody.chain import digest, plain
from manifests.declarations.period import Stretch
from manifests.ledger.kinds import SIDES, Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum, sums
from manifests.quantities import ZERO, kg_text

# Each sum of a waste, in the order in which it is read.
FIGURES = (
    "opening_kg",
    "generated_kg",
    "received_kg",
    "returned_kg",
    "own_kg",
    "outsourced_kg",
    "lost_kg",
    "adjusted_kg",
    "countered_kg",
    "closing_kg",
)


def _side(ledger: Ledger, end: str):
    return next(side for side in SIDES[ledger] if side.end == end)


_IN_SPAN = """m.{end}_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
  AND w.hazardous = %(hazardous)s"""

# What left, and how: own use or disposal by method, what was handed over by receiver, permit and method, exports,
# losses.
WENT = f"""
SELECT w.code, CASE WHEN m.to_account = 'process' THEN 'own' WHEN m.to_account = 'transit' THEN 'outsourced'
                    WHEN m.to_account = 'export' THEN 'exported' ELSE 'lost' END AS way,
       coalesce(method.code, ''), coalesce(method.kind, ''), coalesce(firm.name, e.particulars->>'receiver', ''),
       coalesce(there.name, ''), coalesce(there.region_id, ''), coalesce(province.name, e.particulars->>'country', ''),
       coalesce(signed.permits, e.particulars->>'notice', ''), sum(m.kg)
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.from_batch_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
JOIN manifests_custodyevent AS e ON e.id = m.event_id
LEFT JOIN manifests_manifest AS x ON x.id = e.manifest_id AND m.to_account = 'transit'
LEFT JOIN facilities_disposalmethod AS method
  ON method.id = CASE m.to_account WHEN 'transit' THEN x.method_id WHEN 'process' THEN b.treated_by_id END
LEFT JOIN facilities_facility AS there ON there.id = x.consignee_id
LEFT JOIN facilities_enterprise AS firm ON firm.id = there.enterprise_id
LEFT JOIN facilities_region AS province ON province.code = left(there.region_id, 2) || '0000'
LEFT JOIN LATERAL (
    SELECT array_to_string(ARRAY(SELECT jsonb_array_elements_text(d.particulars#>'{{consignee,permits}}')), '、')
        AS permits
    FROM manifests_custodyevent AS d
    WHERE d.manifest_id = x.id AND d.action IN ('issue', 'carry_on', 'redirect', 'transfer_in')
    ORDER BY d.sequence DESC LIMIT 1
) AS signed ON x.id IS NOT NULL
WHERE {_IN_SPAN.format(end="from")}
  AND (({_side(Ledger.TREATED, "from").condition}) OR ({_side(Ledger.HANDED_OVER, "from").condition})
       OR (m.to_account = 'loss' AND m.from_account IN ('site', 'store')))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY 1, 2, 3, 5, 6, 9
"""  # noqa: S608 - only constants are joined

# The official names of the wastes, and what of the received came home again: a load that a gate had refused.
NAMES = f"""
SELECT w.code, min(s.official_name),
       coalesce(sum(m.kg) FILTER (WHERE {_side(Ledger.RECEIVED, "to").condition} AND x.consignor_id = %(facility)s), 0)
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.to_batch_id
JOIN facilities_wastestream AS s ON s.id = b.stream_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
JOIN manifests_custodyevent AS e ON e.id = m.event_id
LEFT JOIN manifests_manifest AS x ON x.id = e.manifest_id
WHERE {_IN_SPAN.format(end="to")}
GROUP BY w.code
"""  # noqa: S608 - only constants are joined
# A waste that only lay there or left has its name from what the site held of it before.
MORE_NAMES = """
SELECT DISTINCT ON (w.code) w.code, s.official_name
FROM manifests_wastebatch AS b
JOIN facilities_wastestream AS s ON s.id = b.stream_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
WHERE (b.holder_id = %(facility)s OR b.generator_id = %(facility)s) AND w.code = ANY(%(codes)s)
ORDER BY w.code, b.id
"""


def content_of(facility: Facility, stretch: Stretch, *, hazardous: bool = True) -> dict:
    """Everything that is confirmed. Needs the facility's enterprise and region loaded."""
    span = Span(facility.pk, stretch.start, stretch.end, hazardous)
    return plain(
        {
            "facility": {
                "id": facility.pk,
                "name": facility.name,
                "enterprise": facility.enterprise.name,
                "registration_no": facility.enterprise.registration_no,
                "region": facility.region_id,
                "address": facility.address,
                "management_class": facility.management_class,
            },
            "period": stretch.period.value,
            "label": stretch.label,
            "start": stretch.start,
            "last_day": stretch.last_day,
            "wastes": wastes(span, sums(span)),
        }
    )


def digest_of(content: dict) -> str:
    """SHA-256 over canonical JSON: the same figures always have the same digest."""
    return digest(content)


def wastes(span: Span, totals: list[Sum]) -> list[dict]:
    """A row for each waste code; opening + all that came = all that went + closing, to the gram."""
    went, names, returned = _read(span, [row.code for row in totals])
    return [
        _waste(row, went.get(row.code, {}), names.get(row.code, ""), returned.get(row.code, ZERO))
        for row in totals
        if row.says_something
    ]


def _waste(row: Sum, went: dict[str, list[dict]], name: str, returned: Decimal) -> dict:
    lost = sum((Decimal(line["kg"]) for line in went.get("lost", [])), ZERO)
    return {
        "code": row.code,
        "category": category_of(row.code),
        "name": name,
        "opening_kg": kg_text(row.opening),
        "generated_kg": kg_text(row.kg[Ledger.GENERATED]),
        "received_kg": kg_text(row.kg[Ledger.RECEIVED] - returned),
        "returned_kg": kg_text(returned),
        "own": [_picked(line, "method", "way", "kg") for line in went.get("own", [])],
        "own_kg": kg_text(row.kg[Ledger.TREATED]),
        "outsourced": [
            _picked(line, "enterprise", "site", "region", "province", "permit", "method", "way", "kg")
            for line in went.get("outsourced", [])
        ],
        "exported": [
            {"receiver": line["enterprise"], "country": line["province"], "notice": line["permit"], "kg": line["kg"]}
            for line in went.get("exported", [])
        ],
        "outsourced_kg": kg_text(row.kg[Ledger.HANDED_OVER]),
        "lost_kg": kg_text(lost),
        "adjusted_kg": kg_text(row.kg[Ledger.ADJUSTED] + lost),
        "countered_kg": kg_text(row.kg[Ledger.COUNTERED]),
        "closing_kg": kg_text(row.closing),
    }


def _picked(line: dict, *names: str) -> dict:
    return {name: line[name] for name in names}


def category_of(code: str) -> str:
    ending = code.rpartition("-")[2]
    return ending if ending.startswith("S") else f"HW{ending}"


def _read(span: Span, codes: list[str]) -> tuple[dict[str, dict[str, list[dict]]], dict[str, str], dict[str, Decimal]]:
    went: dict[str, dict[str, list[dict]]] = {}
    columns = ("method", "way", "enterprise", "site", "region", "province", "permit")
    with connection.cursor() as cursor:
        cursor.execute(WENT, span.params)
        for code, kind, *texts, kg in cursor.fetchall():
            line = dict(zip(columns, texts, strict=True)) | {"kg": kg_text(kg)}
            went.setdefault(code, {}).setdefault(kind, []).append(line)
        cursor.execute(NAMES, span.params)
        rows = cursor.fetchall()
        names, returned = {code: name for code, name, _kg in rows}, {code: kg for code, _name, kg in rows}
        cursor.execute(MORE_NAMES, {"facility": span.facility, "codes": [code for code in codes if code not in names]})
        names |= dict(cursor.fetchall())
    return went, names, returned
