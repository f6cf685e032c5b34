"""The lives that are copied: each made through the actions, then read back as text."""

from collections.abc import Callable
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from config.bench.lanes import METHOD, PLENTY, Lane
from config.bench.size.life import Life
from facilities import clock
from facilities.models import Person, StorageArea
from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.models import BatchLink, CustodyEvent, Deadline, Fate, Manifest, ManifestLine, Movement, WasteBatch
from manifests.proofs.recompute import COLUMNS, document_of, read_plain, write_plain
from transport.models import Leg, Trip

# What a life leaves behind. Stock, and what waits for a seal, are left to the triggers.
TABLES = (Trip, Manifest, WasteBatch, CustodyEvent, ManifestLine, Deadline, Movement, BatchLink, Fate, Leg)
BIG = Decimal(10)


def plain(lane: Lane) -> tuple[Manifest, list[WasteBatch]]:
    """Declared, stored, sent, weighed a little less, closed, treated: 12 events."""
    batch = _declared(lane)
    manifest = _sent(lane, [{"batch": str(batch.pk)}])
    _treated(lane, batch)
    return manifest, [batch]


def parted(lane: Lane) -> tuple[Manifest, list[WasteBatch]]:
    """A part of a batch is sent, the rest stays in store."""
    batch = _declared(lane)
    manifest = _sent(lane, [{"batch": str(batch.pk), "kg": "4"}])
    parts = [link.child for link in BatchLink.objects.filter(parent=batch).select_related("child")]
    (sent,) = [part for part in parts if part.lines.exists()]
    _treated(lane, sent)
    return manifest, [batch, *parts]


def regrouped(lane: Lane) -> tuple[Manifest, list[WasteBatch]]:
    """Two batches come together at the receiver, lie in its store as one and are treated as one."""
    batches = [_declared(lane), _declared(lane)]
    manifest = _sent(lane, [{"batch": str(batch.pk)} for batch in batches])
    area, _made = StorageArea.objects.get_or_create(
        facility=lane.site,
        code="TS900",
        defaults={"name": "Hall", "kind": StorageArea.Kind.WAREHOUSE, "capacity_kg": PLENTY * 100},
    )
    for batch in batches:
        perform(batch, "store", by=lane.receiver, data={"area": str(area.pk)})
    perform(batches[0], "regroup", by=lane.receiver, data={"batches": [str(batches[1].pk)]})
    whole = BatchLink.objects.get(parent=batches[0]).child
    _treated(lane, whole)
    return manifest, [*batches, whole]


# Of ten copies eight are of the first, as most waste goes; a whole cycle is the same for every lane.
STORIES: tuple[Callable, ...] = (plain, plain, plain, plain, parted, plain, plain, plain, plain, regrouped)


def sample_lives(lanes: list[Lane]) -> list[Life]:
    """A life of each story in each lane, in the order in which copies take turns."""
    made = {(story, lane.generator.pk): story(lane) for lane in lanes for story in set(STORIES)}
    update_fate()
    read = {key: _read(*subjects) for key, subjects in made.items()}
    return [read[story, lane.generator.pk] for story in STORIES for lane in lanes]


def _declared(lane: Lane) -> WasteBatch:
    batch = perform(WasteBatch, "declare", by=lane.clerk, data={"stream": lane.stream.pk, "kg": BIG}).subject
    return perform(batch, "store", by=lane.clerk, data={"area": lane.area.pk}).subject


def _sent(lane: Lane, lines: list[dict]) -> Manifest:
    route = {"consignor": lane.generator.pk, "consignee": lane.site.pk, "carrier": lane.carrier.pk}
    manifest = perform(Manifest, "draw_up", by=lane.clerk, data={**route, "method": METHOD, "lines": lines}).subject
    perform(manifest, "issue", by=lane.clerk)
    lane.put_on_truck([manifest])
    _as(lane.driver.person, manifest, "depart")
    _as(lane.driver.person, manifest, "arrive")
    judged = [
        {"line": str(line.pk), "opinion": "accept", "weighed_kg": str(line.declared_kg - Decimal("0.5"))}
        for line in manifest.lines.all()
    ]
    perform(manifest, "receive", by=lane.receiver, data={"lines": judged})
    return perform(manifest, "close", by=lane.receiver).subject


def _as(person: Person, manifest: Manifest, action: str) -> None:
    perform(manifest, action, by=person)


def _treated(lane: Lane, batch: WasteBatch) -> None:
    perform(batch, "treat", by=lane.receiver, data={"method": METHOD})


def _read(manifest: Manifest, batches: list[WasteBatch]) -> Life:
    of = Q(manifest=manifest)
    events = CustodyEvent.objects.filter(of | Q(batch__in=batches)).order_by("id")
    rows = {
        Trip: Trip.objects.filter(legs__manifest=manifest),
        Manifest: Manifest.objects.filter(pk=manifest.pk),
        WasteBatch: WasteBatch.objects.filter(pk__in=[row.pk for row in batches]),
        CustodyEvent: events,
        ManifestLine: ManifestLine.objects.filter(of),
        Deadline: Deadline.objects.filter(of),
        Movement: Movement.objects.filter(event__in=events.order_by()),
        BatchLink: BatchLink.objects.filter(parent__in=batches),
        Fate: Fate.objects.filter(origin__in=batches),
        Leg: Leg.objects.filter(of),
    }
    with connection.cursor() as cursor:
        texts = {
            table_of(model): _copied(cursor, model, [row.pk for row in rows[model].order_by("pk")]) for model in TABLES
        }
        keys = [row.pk for row in events]
        cursor.execute(f"SELECT {COLUMNS} FROM manifests_custodyevent WHERE id = ANY(%s) ORDER BY id", [keys])  # noqa: S608
        signed = [(row[1], write_plain(document_of(row, read_plain)).decode()) for row in cursor.fetchall()]
    return Life(
        rows=texts,
        events=signed,
        keys=[str(row.pk) for model in TABLES if not _is_counted(model) for row in rows[model]],
        manifest=manifest.number,
        # The parts of a batch have its number and a suffix.
        batches=[row.number for row in rows[WasteBatch].order_by("pk") if "-" not in row.number],
        day=clock.today(),
    )


def table_of(model) -> str:
    """The table with its columns, as COPY takes them. What the database counts itself is left to it."""
    columns = [field.column for field in model._meta.concrete_fields if not (_is_counted(model) and field.primary_key)]
    return f"{model._meta.db_table} ({', '.join(columns)})"


def _is_counted(model) -> bool:
    return model._meta.pk.get_internal_type() == "BigAutoField"


def _copied(cursor, model, keys: list) -> str:
    columns = table_of(model).partition(" ")[2].strip("()")
    statement = f"COPY (SELECT {columns} FROM {model._meta.db_table} WHERE id = ANY(%s) ORDER BY id) TO STDOUT"  # noqa: S608
    with cursor.copy(statement, [keys]) as copy:
        return b"".join(bytes(part) for part in copy).decode()
