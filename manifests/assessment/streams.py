"""Sorting at the source: each waste of the site has a profile that names what it is."""

from django.db.models import Q
from django.urls import reverse

from facilities.models import WasteStream
from manifests.assessment.asked import Asked
from manifests.assessment.found import Counted, Row


def _streams(asked: Asked):
    """Hazardous wastes of the site's own that still arose in the span."""
    in_use = Q(retired_on=None) | Q(retired_on__gt=asked.start)
    return WasteStream.objects.filter(in_use, facility=asked.site, waste_code__hazardous=True)


def _shown(stream: WasteStream) -> Row:
    url = reverse("facilities:stream", args=[stream.pk])
    return Row(stream.alias, url=url, figures=stream.waste_code.code, clerks_only=True)


def _counted(asked: Asked, unfit: Q) -> Counted:
    return Counted(_streams(asked), unfit, _shown, joined=("waste_code",))


def hazards_named(asked: Asked) -> Counted:
    return _counted(asked, Q(hazards=[]))


def components_named(asked: Asked) -> Counted:
    return _counted(asked, Q(main_components="") | Q(harmful_components=""))


def precautions_named(asked: Asked) -> Counted:
    return _counted(asked, Q(precautions=""))


def process_named(asked: Asked) -> Counted:
    return _counted(asked, Q(process=""))


def packaging_named(asked: Asked) -> Counted:
    return _counted(asked, Q(packaging=None))
