"""Seconds for a page of each document, once the renderer is warm."""

import time
from datetime import timedelta

from config.bench import printing
from config.bench.lanes import Lane
from config.bench.printing import Printed
from facilities import clock
from manifests.custody import perform
from manifests.documents import render_labels, render_manifest
from manifests.models import Manifest, PrintRun, WasteBatch

RUNS = 5
MANY = 1000  # papers of a print run
BATCHES, DRUMS = 20, 50


def measure(lane: Lane) -> dict[str, float]:
    """The median of five renderings of a closed manifest, and of one container label."""
    manifest = Manifest.objects.filter(consignor=lane.generator, state="closed").first()
    data = {"stream": lane.stream.pk, "kg": "10", "container_count": 1, "container_litres": "200"}
    batch = perform(WasteBatch, "declare", by=lane.clerk, data=data).subject
    return {
        "manifest": _median(lambda: render_manifest(manifest)),
        "label": _median(lambda: render_labels(batch)),
    }


def measure_many(lane: Lane, many: int = MANY) -> dict[str, Printed]:
    """A print run of closed manifests, as one PDF and as a zip, and one of labels. The manifests repeat."""
    keys = list(Manifest.objects.filter(consignor=lane.generator, state="closed").values_list("pk", flat=True))
    data = {"stream": lane.stream.pk, "kg": "10", "container_count": DRUMS, "container_litres": "200"}
    # Of two days, since a firm has 999 codes a day for one waste.
    days = [clock.now() - timedelta(days=number % 2) for number in range(BATCHES)]
    batches = [perform(WasteBatch, "declare", by=lane.clerk, data=data, happened_at=day).subject.pk for day in days]
    subject = PrintRun.Subject
    return {
        "manifests, one PDF": printing.measure(lane.clerk, subject.MANIFESTS, keys, "pdf", many),
        "manifests, zip": printing.measure(lane.clerk, subject.MANIFESTS, keys, "zip", many),
        "labels, one PDF": printing.measure(lane.clerk, subject.LABELS, batches, "pdf", many),
    }


def _median(render) -> float:
    render()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        render()
        times.append(time.perf_counter() - begun)
    return sorted(times)[RUNS // 2]
