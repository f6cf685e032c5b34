"""Make parts of a batch: the parent closes, its parts open with exactly its kilograms between them."""

from datetime import datetime
from decimal import Decimal

from manifests.custody.deed import Deed, place_of
from manifests.models import Container, WasteBatch


def part_of(batch: WasteBatch, kg: Decimal, suffix: str, moment: datetime) -> WasteBatch:
    """A new batch like `batch` with another weight, in the same place and state."""
    part = WasteBatch(
        number=f"{batch.number[:17]}-{suffix}"[:20],
        stream_id=batch.stream_id,
        waste_code_id=batch.waste_code_id,
        generator_id=batch.generator_id,
        holder_id=batch.holder_id,
        area_id=batch.area_id,
        state=batch.state,
        kg=kg,
        generated_at=batch.generated_at,
        held_since=batch.held_since,
        recorded_at=moment,
    )
    # Keep what is loaded, so that nobody asks the database again.
    for name in ("stream", "waste_code", "generator", "holder", "area"):
        if name in batch._state.fields_cache:
            setattr(part, name, getattr(batch, name))
    return part


def split_in_two(
    deed: Deed, batch: WasteBatch, kg: Decimal, containers: list[Container] | None = None
) -> tuple[WasteBatch, WasteBatch]:
    """Book a batch apart into `kg` and the rest; both come back still unsaved. The caller closes the parent.

    `containers` go with the first part, all others that are full stay with the rest; with None nobody knows, and they
    stay on record with the parent.
    """
    moment = deed.recorded_at
    first = part_of(batch, kg, "1", moment)
    second = part_of(batch, batch.kg - kg, "2", moment)
    place = place_of(batch)
    for part in (first, second):
        deed.arise(part, parent=batch.number, kg=part.kg)
        deed.move(part.kg, place, place, from_batch=batch, to_batch=part)
        deed.link(batch, part, part.kg)
    if containers is not None:
        deed.after.append(lambda: _hand_on(batch, first, second, containers))
    return first, second


def _hand_on(batch: WasteBatch, first: WasteBatch, second: WasteBatch, chosen: list[Container]) -> None:
    """The containers go with their contents. What was emptied long ago stays where its history is."""
    full = Container.objects.full().filter(batch=batch)
    full.filter(pk__in=[row.pk for row in chosen]).update(batch=first)
    full.update(batch=second)
