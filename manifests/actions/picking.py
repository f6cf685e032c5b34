"""Pick stock for a manifest: lock the batches, split what is only partly wanted, set aside what is picked.

A part is named by its containers, which go with it, or by weight, which leaves the containers with the rest.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from facilities.compiled import compiled
from facilities.errors import BadInput, Refusal
from manifests.actions.choosing import holds_all, read_containers, weight_of
from manifests.actions.parting import split_in_two
from manifests.actions.reading import read_kg
from manifests.custody.deed import Change, Deed
from manifests.models import Container, ManifestLine, WasteBatch
from manifests.states import BY_ACTION, BatchState

MOST_LINES = 50


@dataclass(frozen=True)
class Wish:
    """What is wanted of a batch: so many kilograms, or these containers; all of it where neither is said."""

    kg: Decimal | None = None
    containers: list | None = None


@dataclass
class Pick:
    batch: WasteBatch
    kg: Decimal
    containers: list[Container] = field(default_factory=list)


def read_picks(data: dict) -> dict[str, Wish]:
    """{batch id: what is wanted of it}, in the order sent."""
    lines = data.get("lines")
    if not isinstance(lines, list | tuple) or not lines:
        raise BadInput(_("Choose at least one batch."), code="lines_missing", field="/lines")
    if len(lines) > MOST_LINES:
        raise BadInput(_("A manifest has at most 50 lines."), code="too_many_lines", field="/lines")
    picks: dict[str, Wish] = {}
    for i, line in enumerate(lines):
        if not isinstance(line, dict) or not line.get("batch"):
            raise BadInput(_("Choose a batch."), code="required", field=f"/lines/{i}/batch")
        key = str(getattr(line["batch"], "pk", line["batch"]))
        if key in picks:
            raise BadInput(_("This batch is chosen twice."), code="batch_twice", field=f"/lines/{i}/batch")
        kg, containers = line.get("kg"), line.get("containers") or None
        if containers and kg not in (None, ""):
            raise BadInput(_("Choose containers or give a weight, not both."), code="not_both", field=f"/lines/{i}/kg")
        picks[key] = Wish(read_kg(kg, f"/lines/{i}/kg") if kg not in (None, "") else None, containers)
    return picks


def pick_batches(deed: Deed, consignor, wanted: dict[str, Wish]) -> list[Pick]:
    """Lock the batches in key order (two clerks picking the same ones wait, they do not deadlock) and check them."""
    try:
        found = {str(batch.pk): batch for batch in _stock([UUID(key) for key in wanted], consignor.pk)}
    except ValueError:  # an id that is no id
        found = {}
    picks, refusals = [], []
    for i, (key, wish) in enumerate(wanted.items()):
        batch = found.get(key)
        if batch is None:
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field=f"/lines/{i}/batch", value=key)
        if batch.state != BatchState.STORED:
            refusals.append(
                Refusal(
                    _("Batch %(batch)s is “%(state)s”; only stored batches can be picked."),
                    figures={"batch": batch.number, "state": batch.state_word},
                    code="batch_not_stored",
                    field=f"/lines/{i}/batch",
                )
            )
        elif wish.containers:
            try:
                picks.append(_containers(batch, wish.containers, f"/lines/{i}/containers"))
            except Refusal as refusal:
                refusals.append(refusal)
        elif wish.kg is not None and wish.kg > batch.kg:
            refusals.append(
                Refusal(
                    _("Batch %(batch)s holds %(kg)s kg."),
                    figures={"batch": batch.number, "kg": batch.kg},
                    code="stock_overdrawn",
                    field=f"/lines/{i}/kg",
                    value=wish.kg,
                )
            )
        else:
            picks.append(Pick(batch, wish.kg or batch.kg))
    if refusals:
        raise Refusal.of(refusals)
    return picks


@compiled
def _stock(keys, holder):
    """Of a holder for whom the person acts: whoever draws up for a site sees what lies there."""
    rows = WasteBatch.objects.filter(pk__in=keys, holder=holder).with_particulars()
    return rows.select_for_update(of=("self",)).order_by("pk")


def _containers(batch: WasteBatch, wanted: list, where: str) -> Pick:
    """All containers are the whole batch, whatever their labels add up to."""
    chosen = read_containers(batch, wanted, where)
    kg = batch.kg if holds_all(batch, chosen) else weight_of(batch, chosen, where)
    return Pick(batch, kg, chosen)


def set_aside(deed: Deed, manifest, picks: list[Pick]) -> list[ManifestLine]:
    """Allot every pick to the manifest and make its lines; they are written after the manifest."""
    counts = dict(
        Container.objects.full()
        .filter(batch__in=[pick.batch for pick in picks])
        .values_list("batch")
        .annotate(count=Count("pk"))
        .order_by()
    )
    lines = []
    for position, pick in enumerate(picks, start=1):
        batch = pick.batch
        if pick.kg < batch.kg:
            deed.step(batch, "split", parts_for="manifest")
            batch, _rest = split_in_two(deed, batch, pick.kg, pick.containers)
            _allot_new(deed, batch)
        else:
            deed.step(batch, "allot", kg=batch.kg)
        lines.append(
            ManifestLine(
                manifest=manifest,
                position=position,
                batch=batch,
                waste_code=batch.waste_code,
                container_count=counts.get(pick.batch.pk, 0) if batch is pick.batch else len(pick.containers),
                declared_kg=pick.kg,
            )
        )
    deed.after.append(lambda: ManifestLine.objects.bulk_create(lines))
    return lines


def _allot_new(deed: Deed, part: WasteBatch) -> None:
    """A part that has just arisen is set aside in a second step, so that its own history says both."""
    deed.changes.append(Change(part, BY_ACTION["batch", "allot"], None, {"kg": part.kg}))
