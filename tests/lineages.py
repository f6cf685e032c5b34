"""A wide and deep family of batches, written straight into the tables: far more than a test could walk to."""

from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from facilities import clock
from facilities.models import StorageArea
from manifests.models import BatchLink, CustodyEvent, Movement, WasteBatch

EACH = Decimal(100)


@transaction.atomic
def mesh(city, person, *, generations: int, width: int) -> list[list[WasteBatch]]:
    """Generations of batches of 100 kg; each gives half to its own child and half to its neighbour's."""
    area = StorageArea.objects.get(facility=city.generator)
    now, place = clock.now(), {"account": "store", "facility": city.generator, "area": area}
    rows = [
        [
            WasteBatch(
                number=f"M{depth}-{i}",
                stream=city.oil,
                waste_code=city.oil.waste_code,
                generator=city.generator,
                holder=city.generator,
                area=area,
                state="stored",
                kg=EACH,
                generated_at=now,
                held_since=now,
                recorded_at=now,
            )
            for i in range(width)
        ]
        for depth in range(generations)
    ]
    WasteBatch.objects.bulk_create([batch for row in rows for batch in row])
    event = CustodyEvent.objects.create(
        batch=rows[0][0], sequence=1, action="declare", new_state="stored", person=person, person_name="x",
        party="holder", on_behalf_of="x", happened_at=now, recorded_at=now, hash="0" * 64,
    )  # fmt: skip
    times = {"event": event, "happened_at": now, "recorded_at": now}
    entry = {**{f"to_{name}": value for name, value in place.items()}, **times}
    inside = {**{f"from_{name}": value for name, value in place.items()}, **entry}
    Movement.objects.bulk_create(
        [Movement(kg=EACH, from_account="source", to_batch=batch, **entry) for batch in rows[0]]
    )
    for parents, children in pairwise(rows):
        links = [
            BatchLink(parent=parent, child=children[(i + shift) % width], kg=EACH / 2)
            for i, parent in enumerate(parents)
            for shift in (0, 1)
        ]
        BatchLink.objects.bulk_create(links)
        Movement.objects.bulk_create(
            [Movement(kg=link.kg, from_batch=link.parent, to_batch=link.child, **inside) for link in links]
        )
    given_away = [batch.pk for row in rows[:-1] for batch in row]
    WasteBatch.objects.filter(pk__in=given_away).update(state="split")
    return rows
