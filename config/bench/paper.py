"""Seconds for a page of each document, once the renderer is warm."""

import time

from config.bench.lanes import Lane
from manifests.custody import perform
from manifests.documents import render_labels, render_manifest
from manifests.models import Manifest, WasteBatch

RUNS = 5


def measure(lane: Lane) -> dict[str, float]:
    """The median of five renderings of a closed manifest, and of one container label."""
    manifest = Manifest.objects.filter(consignor=lane.generator, state="closed").first()
    data = {"stream": lane.stream.pk, "kg": "10", "container_count": 1, "container_litres": "200"}
    batch = perform(WasteBatch, "declare", by=lane.clerk, data=data).subject
    return {
        "manifest": _median(lambda: render_manifest(manifest)),
        "label": _median(lambda: render_labels(batch)),
    }


def _median(render) -> float:
    render()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        render()
        times.append(time.perf_counter() - begun)
    return sorted(times)[RUNS // 2]
