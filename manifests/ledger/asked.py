"""Which part of the ledger is asked for, and the SQL that narrows to it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils.timezone import get_current_timezone, get_current_timezone_name


@dataclass(frozen=True)
class Asked:
    """A facility, a waste code and the first day of a month; what is not given is not narrowed."""

    facility: UUID | None = None
    code: str = ""
    month: date | None = None

    @property
    def params(self) -> dict:
        """Values of the named placeholders in the ledger's statements; months begin in the house's time zone."""
        return {
            "facility": self.facility,
            "code": self.code,
            "start": _midnight(self.month) if self.month else None,
            "end": _midnight(_next(self.month)) if self.month else None,
            "zone": get_current_timezone_name(),
        }


EVERYTHING = Asked()

IN_MONTH = "(%(start)s::timestamptz IS NULL OR (m.happened_at >= %(start)s AND m.happened_at < %(end)s))"
AT_FACILITY = "(%(facility)s::uuid IS NULL OR %(facility)s::uuid IN (m.from_facility_id, m.to_facility_id))"

# The batches that are asked for: those that moved there and then, and those that a site holds.
SCOPE = f"""
touched AS (
    SELECT m.to_batch_id AS batch_id FROM manifests_movement AS m WHERE {AT_FACILITY} AND {IN_MONTH}
    UNION
    SELECT m.from_batch_id FROM manifests_movement AS m WHERE {AT_FACILITY} AND {IN_MONTH}
),
scope AS (
    SELECT b.id, b.number, b.state, b.kg, b.holder_id, c.code
    FROM manifests_wastebatch AS b JOIN facilities_wastecode AS c ON c.id = b.waste_code_id
    WHERE (%(code)s = '' OR c.code = %(code)s) AND (
        (%(facility)s::uuid IS NULL AND %(start)s::timestamptz IS NULL)
        OR (%(start)s::timestamptz IS NULL AND b.holder_id = %(facility)s)
        OR b.id IN (SELECT batch_id FROM touched)
    )
)"""  # noqa: S608 - only constants are joined


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
