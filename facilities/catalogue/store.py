"""Write reference rows set by set: new ones in, changed ones changed, dropped ones out unless in use."""

from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Exists, OuterRef
from psycopg import sql

from facilities.catalogue.table import Entries

BATCH = 1000


@dataclass(frozen=True)
class Written:
    rows: int = 0
    removed: int = 0
    # Dropped from the file and still referred to, so they stay: evidence must keep its code.
    kept: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.rows + other.rows, self.removed + other.removed, self.kept + other.kept)


def write(entries: Entries) -> Written:
    """Store the objects, then remove what the file no longer holds."""
    if not entries.objects:
        return Written()
    model = type(entries.objects[0])
    changing = [
        field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in entries.key
    ]
    model._default_manager.bulk_create(
        entries.objects,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=list(entries.key),
        update_fields=changing,
    )
    removed, kept = remove_dropped(model, entries)
    with connection.cursor() as cursor:
        # Asked for at once, before the server has counted them by itself: it would take 3,351 regions for a handful.
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    return Written(len(entries.objects), removed, kept)


def remove_dropped(model: type[models.Model], entries: Entries) -> tuple[int, int]:
    if entries.scope is None:
        return 0, 0
    names = [model._meta.get_field(name).attname for name in entries.key]
    held = {tuple(getattr(item, name) for name in names) for item in entries.objects}
    dropped = [pk for pk, *key in entries.scope.values_list("pk", *names) if tuple(key) not in held]
    if not dropped:
        return 0, 0
    removed = 0
    # A parent becomes free when its last child has gone, so go round until nothing more does.
    while count := unreferenced(model._default_manager.filter(pk__in=dropped)).delete()[0]:
        removed += count
    return removed, len(dropped) - removed


def unreferenced(rows: models.QuerySet) -> models.QuerySet:
    """Those rows that no other row points to, whichever app the pointing model belongs to."""
    # Hidden ones too: a foreign key with related_name="+" points just as firmly.
    relations = [field for field in rows.model._meta.get_fields(include_hidden=True) if is_reverse(field)]
    for relation in relations:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        rows = rows.exclude(Exists(pointing))
    return rows


def is_reverse(field) -> bool:
    return field.is_relation and field.auto_created and not field.concrete
