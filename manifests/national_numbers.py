"""National numbers from the blocks that the operator was granted; without a block none is ever made up.

Which cities and years have numbers left is a picture that a process keeps for some seconds (facilities/picture.py), so
that issuing asks nothing where there is no block. A number is taken from its block's row under a lock: never the same
twice, and back in the block when its manifest was not issued after all.
"""

from django.conf import settings
from django.db import connection
from django.db.models import F

from facilities.picture import Picture
from manifests.models import NumberBlock
from manifests.numbers import NATIONAL_SERIALS, NationalNumber

TAKE = """
UPDATE manifests_numberblock SET next_no = next_no + 1
WHERE id = (
    SELECT id FROM manifests_numberblock
    WHERE first_no BETWEEN %(first)s AND %(last)s AND next_no <= last_no
    ORDER BY first_no LIMIT 1 FOR UPDATE
) RETURNING next_no - 1"""


def take_national_no(region: str, year: int) -> str:
    """The next number of the shipping city (six digits or fewer of its code) and year; "" where no block has any left.

    One statement, and none where the picture knows of no block.
    """
    series = NationalNumber(year, region[:4], 0)
    if series.series not in picture.rows()["series"]:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"first": int(series), "last": int(series) + NATIONAL_SERIALS - 1})
        row = cursor.fetchone()
    return str(NationalNumber.of(row[0])) if row else ""


def hold_series(region: str) -> None:
    """Let nobody else enter a block or record a national number of this city until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"national numbers of {region[:4]}"])


def _take() -> dict[str, frozenset[int]]:
    """The city and year of every block with numbers left."""
    rows = NumberBlock.objects.filter(next_no__lte=F("last_no")).order_by().values_list("first_no", flat=True)
    return {"series": frozenset(first // NATIONAL_SERIALS for first in rows)}


picture: Picture[frozenset[int]] = Picture(_take, lambda: settings.LIMITS_KEPT_SECONDS)
picture.follow(NumberBlock)
forget = picture.forget
