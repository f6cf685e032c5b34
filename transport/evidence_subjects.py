"""What of this app has photographs and scans: the certificates of vehicles, drivers and escorts."""

from django.urls import reverse

from facilities.evidence.subjects import Subject, take
from facilities.models import Evidence
from facilities.roles import Role
from transport.models import Driver, Escort, Vehicle


def _seen(model):
    return lambda person: model.objects.visible_to(person).select_related("carrier")


def _carrier(person, row):
    enterprise = row.carrier.enterprise_id
    return enterprise if enterprise in person.standing.enterprises_where(Role.DISPATCHER) else None


def _page(name: str):
    return lambda row: reverse("transport:edit_in_fleet", args=[name, row.pk])


def register() -> None:
    for name, model in (("vehicle", Vehicle), ("driver", Driver), ("escort", Escort)):
        word, kinds = model._meta.verbose_name, (Evidence.Kind.CERTIFICATE,)
        # Its page is the dispatcher's form.
        take(Subject(name, word, _seen(model), _carrier, kinds, _page(name), opens=lambda person, row: False))
