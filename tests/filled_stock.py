"""The forms about batches and stores, filled in (tests/filled.py)."""

from django.urls import reverse

from facilities import clock
from facilities.models import StorageArea
from tests.city import stream
from tests.filled_admin import Filled

MOMENT, DAY = "2026-01-05T08:00", "2026-01-05"


def stock_forms(world, walk) -> dict:
    area, key = str(world.area.pk), {"idempotency_key": "k1"}
    other, loose, held = walk.stored("60"), walk.declared("7"), walk.judged().lines.get().batch
    declared = {
        "quantity": "20",
        "unit": "piece",
        "kg_per_unit": "1.5",
        "container_count": "2",
        "container_litres": "50",
        "area": area,
        "happened_at": MOMENT,
    }

    def row(name: str, batch, data: dict, role="clerk", said=()) -> Filled:
        return Filled(role, reverse(f"manifests:{name}", args=[batch.pk]), data | key, {"idempotency_key", *said})

    confirmed = {"confirmed": str(other.kg)}
    reason = {"reason": "yearly"}
    sheet = {f"{other.pk.hex}-counted": "59.5", f"{other.pk.hex}-booked": "60", "confirmed": "yes"}
    abroad = {"notice": "EX-1", "country": "Germany", "receiver": "Works AG"}
    return {
        "manifests:count_batch": row("count_batch", other, {"counted_kg": "58"} | reason | confirmed, said=reason),
        "manifests:lose_batch": row("lose_batch", other, {"kg": "1.5"} | reason | confirmed, said=reason),
        "manifests:retract_batch": row("retract_batch", other, reason | confirmed, said=reason),
        "manifests:export_batch": row("export_batch", other, abroad | confirmed, said=abroad),
        "manifests:count_area": Filled(
            "clerk",
            reverse("manifests:count_area", args=[area]),
            sheet | reason | key,
            {"idempotency_key", "reason", "confirmed"},
        ),
        "manifests:declare": Filled(
            "clerk", f"{reverse('manifests:declare')}?stream={world.oil.pk}", declared | key, {"idempotency_key"}
        ),
        "manifests:store_batch": row("store_batch", world.declared, {"area": area}),
        "manifests:split_batch": row("split_batch", world.stored, {"kg": "10"}),
        "manifests:repack_batch": row("repack_batch", world.stored, {"container_count": "2", "container_litres": "50"}),
        "manifests:treat_batch": row(
            "treat_batch", held, {"method": "D10", "happened_at": clock.now().isoformat()}, "receiver"
        ),
        "manifests:stock_in": Filled(
            "clerk",
            reverse("manifests:stock_in"),
            {"batches": [str(loose.pk)], "area": area} | key,
            {"idempotency_key"},
        ),
        "manifests:regroup": Filled(
            "clerk",
            reverse("manifests:regroup"),
            {"batches": [str(world.stored.pk), str(other.pk)]} | key,
            {"idempotency_key"},
        ),
        "manifests:treatments": Filled(
            "receiver",
            reverse("manifests:treatments"),
            {"batches": [str(held.pk)], "method": "D10"} | key,
            {"idempotency_key"},
        ),
        "manifests:transform": Filled(
            "receiver", reverse("manifests:transform"), _burnt(world, held) | key, {"idempotency_key", "rows"}
        ),
    }


def _burnt(world, held) -> dict:
    """A tonne, and a little lime, that left ash in two bags."""
    ash = stream(world.site, "Ash of the line", "772-003-18")
    return {
        "batch": [str(held.pk)],
        "method": "D10",
        "rows": "2",
        "product-0-stream": str(ash.pk),
        "product-0-kg": "150",
        "product-0-area": str(StorageArea.objects.get(facility=world.site).pk),
        "product-0-container_count": "2",
        "product-0-container_litres": "1000",
        "additives_kg": "10",
        "burn_off_kg": "860",
        "do": "save",
    }
