"""The forms of labels and label codes, filled in."""

from django.urls import reverse

from facilities import clock
from tests.filled_admin import Filled

PAPER = {"layout": "roll", "roll_mm": "110", "start": "1", "idempotency_key": "k1"}
AGAIN = {"reason": "other", "note": "jammed"}


def label_forms(world) -> dict:
    drawn = {"stream": str(world.oil.pk), "day": clock.today().isoformat(), "count": "2", "litres": "50"}
    unused = world.codes.serials.first().pk
    stock = f"{reverse('manifests:stock_labels')}?batch={world.stored.pk}"
    return {
        "manifests:labels": Filled(
            "clerk",
            reverse("manifests:labels", args=[world.stored.pk]),
            PAPER | {"containers": "1-2"},
            {"idempotency_key"},
        ),
        "manifests:stock_labels": Filled("clerk", stock, PAPER, {"idempotency_key"}),
        "manifests:block_labels": Filled(
            "clerk",
            reverse("manifests:block_labels", args=[world.codes.pk]),
            PAPER | AGAIN | {"containers": "1"},
            {"idempotency_key", "note"},
        ),
        "manifests:serial_blocks": Filled(
            "clerk", reverse("manifests:serial_blocks"), drawn | {"idempotency_key": "k1"}, {"idempotency_key"}
        ),
        "manifests:serial_block": Filled(
            "clerk",
            reverse("manifests:serial_block", args=[world.codes.pk]),
            {"codes": [unused], "reason": "torn", "idempotency_key": "k1"},
            {"idempotency_key", "reason"},
        ),
    }
