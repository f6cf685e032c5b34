"""Blocks, recorded numbers and refusals, in the words of the tests about the numbers of nation and province."""

import pytest
from django.db import transaction

from facilities import clock
from facilities.errors import Refusal
from facilities.models import Region
from manifests.actions.enter_block import enter_block
from manifests.custody import perform
from manifests.models import Manifest, NumberBlock
from manifests.numbers import NationalNumber
from tests.city import CITY

YEAR = clock.today().year


def number(serial: int, *, year: int = YEAR, place: str = "3204") -> str:
    return str(NationalNumber(year, place, serial))


def block(by, first=1, last=3, *, year=YEAR, region=CITY, **told) -> NumberBlock:
    said = {"granted_by": "Ministry", "document": "No. 7", "granted_on": clock.today()} | told
    return enter_block(by=by, region=Region.objects.get(pk=region), year=year, first=first, last=last, **said)


def record(manifest, by, **numbers) -> Manifest:
    return perform(Manifest(pk=manifest.pk), "record_numbers", by=by, data=numbers).subject


def refused(call, *args, **kwargs) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as error, transaction.atomic():
        call(*args, **kwargs)
    return [(reason.code, reason.field) for reason in error.value.all]
