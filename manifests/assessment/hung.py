"""Signs of stores and units, as far as they were printed here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from manifests.assessment.asked import Asked
from manifests.assessment.found import Listed, Row
from manifests.documents.signs import Unit, digest_of
from manifests.models import SignPrint
from manifests.signs import signs_of

Kind = SignPrint.Kind


def signs_printed(asked: Asked) -> Listed | None:
    """Each door, and the plan in each store: printed here, the door's as it reads now. None where no sign was printed
    here: then the firm says how it stands. A plan of what lies where changes with every drum, so any print counts.

    Three statements.
    """
    prints: dict[tuple, list[SignPrint]] = {}
    rows = SignPrint.objects.filter(facility=asked.site, recorded_at__lt=asked.end_at).order_by("-pk")
    for row in rows:
        prints.setdefault((row.kind, row.area_id or (row.title, row.code)), []).append(row)
    if not prints:
        return None
    (signed,) = signs_of([asked.site])
    url = f"{reverse('manifests:signs')}?site={asked.site.pk}"
    found = []
    for unit, _gaps in (*signed.stores, *signed.units):
        name = str(unit.area) if unit.area else f"{unit.title} {unit.code}".strip()
        place = unit.area.pk if unit.area else (unit.title, unit.code)
        found.append(_row(f"{name} · {Kind.DOOR.label}", prints.get((Kind.DOOR, place), []), url, unit))
        if unit.area:
            found.append(_row(f"{name} · {Kind.PARTITION.label}", prints.get((Kind.PARTITION, place), []), url))
    return Listed(found)


def _row(name: str, prints: list[SignPrint], url: str, unit: Unit | None = None) -> Row:
    if not prints:
        return Row(name, False, url, _("not printed here"))
    said = digest_of(unit) if unit else ""
    last = next((row for row in prints if unit is None or row.digest == said), None)
    if last is None:
        return Row(name, False, url, _("printed, but it reads otherwise now"), prints[0].recorded_at)
    return Row(name, True, url, last.person_name, last.recorded_at)
