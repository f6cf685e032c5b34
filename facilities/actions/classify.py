"""Compute management classes from the ledger's amounts, permits and own treatment (HJ 1259-2022).

A class that changes is a row of history and shows on the to-do page; it is never changed in silence. What an authority
has set stays until the authority gives it up.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from facilities import clock
from facilities.happened import generated_by_year
from facilities.limits import limit
from facilities.models import ClassRecord, Facility, Permit
from facilities.site_class import LAST_YEARS, Judged, Site, Thresholds, judge

TOGETHER = 500  # sites a transaction
CAUGHT_UP = timedelta(days=7)


def classify(*, sites: Iterable[UUID] | None = None, on: date | None = None) -> list[ClassRecord]:
    """Compute the class of these sites, or of every open one where waste arises, as of a day (today); the new rows.

    A row is written where the class changes, and once where a site has no history yet. To run it twice changes nothing.
    """
    on = on or clock.today()
    sites = None if sites is None else list(sites)
    bring_into_force(on, sites)
    keys = Facility.objects.open().filter(is_generator=True)
    keys = keys.filter(pk__in=sites) if sites is not None else keys
    rest = iter(list(keys.order_by("pk").values_list("pk", flat=True)))
    made: list[ClassRecord] = []
    while some := list(islice(rest, TOGETHER)):
        with transaction.atomic():
            made += _classify(some, on)
    return made


def classify_by_permits(on: date | None = None) -> list[ClassRecord]:
    """Compute those sites of which a permit began, ended or was revoked in the last days; the new rows.

    A week, not a day: nights in which no worker ran are made up for, and to compute twice changes nothing.
    """
    on = on or clock.today()
    lately, eve = (on - CAUGHT_UP, on), (on - CAUGHT_UP - timedelta(days=1), on - timedelta(days=1))
    changed = Permit.objects.filter(Q(valid_from__range=lately) | Q(valid_to__range=eve) | Q(revoked_on__range=lately))
    sites = changed.exclude(kind=Permit.Kind.EXEMPT).order_by().values_list("facility", flat=True).distinct()
    return classify(sites=sites, on=on)


def bring_into_force(on: date, sites: list[UUID] | None = None) -> int:
    """Let the class that an authority set from a later day begin on that day, of these sites or all; how many changed.

    Who asks for one site reads and locks no other's rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE facilities_facility AS f SET management_class = c.management_class
            FROM (SELECT DISTINCT ON (facility_id) facility_id, management_class FROM facilities_classrecord
                  WHERE valid_from <= %(on)s AND (%(sites)s::uuid[] IS NULL OR facility_id = ANY(%(sites)s::uuid[]))
                  ORDER BY facility_id, valid_from DESC, id DESC) AS c
            WHERE c.facility_id = f.id AND f.management_class <> c.management_class
            """,
            {"on": on, "sites": sites},
        )
        return cursor.rowcount


def judged(sites: list[Facility], on: date) -> Iterator[tuple[Facility, Judged, Site]]:
    """Each site with the class that the figures give it. Two statements, however many sites."""
    keys = [site.pk for site in sites]
    generated = generated_by_year(keys, on.year - LAST_YEARS)
    permitted = set(
        Permit.objects.filter(facility__in=keys, valid_from__lte=on, valid_to__gte=on)
        .filter(Q(revoked_on=None) | Q(revoked_on__gt=on))
        .exclude(kind=Permit.Kind.EXEMPT)  # exempt is not permitted: its holder needs no permit
        .values_list("facility", flat=True)
    )
    for site in sites:
        figures = Site(
            generated_kg=generated.get(site.pk, {}),
            operating_since=site.operating_since,
            long_cycle=site.long_cycle,
            eia_annual_kg=site.eia_annual_kg,
            treats_own_waste=site.treats_own_waste,
            has_permit=site.pk in permitted,
        )
        yield site, judge(figures, on, thresholds(on, site.region_id)), figures


def thresholds(on: date, region: str) -> Thresholds:
    """The amounts that part the classes on a day, where the site lies (facilities.limits)."""
    return Thresholds(limit("class.key_kg", on, region), limit("class.simplified_kg", on, region))


def computed_record(site: Facility, found: Judged, figures: Site, on: date) -> ClassRecord:
    """The row of history for a computed class, with the figures it rests on."""
    limits = thresholds(on, site.region_id)
    return ClassRecord(
        facility=site,
        management_class=found.management_class,
        previous=site.management_class,
        valid_from=on,
        basis=ClassRecord.Basis.COMPUTED,
        figures={
            "annual_kg": str(found.annual_kg),
            "rule": found.rule.value,
            "ground": found.ground.value,
            "years": {str(year): str(figures.generated_kg.get(year, 0)) for year in found.years},
            "eia_annual_kg": "" if site.eia_annual_kg is None else str(site.eia_annual_kg),
            "operating_since": site.operating_since.isoformat() if site.operating_since else "",
            "key_kg": str(limits.key_kg),
            "simplified_kg": str(limits.simplified_kg),
        },
        recorded_at=clock.now(),
    )


def latest_records(keys: Iterable[UUID], on: date) -> dict[UUID, ClassRecord]:
    """The record in force on a day, by site."""
    rows = ClassRecord.objects.filter(facility__in=keys, valid_from__lte=on)
    return {row.facility_id: row for row in rows.order_by("facility_id", "-valid_from", "-id").distinct("facility_id")}


def _classify(keys: list[UUID], on: date) -> list[ClassRecord]:
    sites = list(Facility.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    latest = latest_records(keys, on)
    rows = []
    for site, found, figures in judged(sites, on):
        record = latest.get(site.pk)
        if record and record.basis == ClassRecord.Basis.AUTHORITY:
            continue
        if record is None or record.management_class != found.management_class:
            rows.append(computed_record(site, found, figures, on))
            site.management_class = found.management_class
    ClassRecord.objects.bulk_create(rows)
    Facility.objects.bulk_update([row.facility for row in rows], ["management_class"])
    return rows
