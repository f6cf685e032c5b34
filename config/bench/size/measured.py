"""What is measured with the history behind it, each as a figure beside the one that is asked for."""

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter

from config.bench.size.family import Family
from config.bench.size.figure import Figure
from manifests.actions.seal import seal
from manifests.fate import fate_of, sources_of
from manifests.lineage import ancestors, descendants
from manifests.models import Manifest
from manifests.proofs.bundle import export
from manifests.proofs.verifying import verify

RUNS = 7


def lineage(family: Family) -> Iterable[Figure]:
    """The family found and its kilograms followed, forward from the first batch and back from the last."""

    def forward() -> None:
        fate_of(descendants([family.first.pk]), family.first.pk)

    def backward() -> None:
        sources_of(ancestors([family.last.pk]), family.last.pk)

    for way, trace in (("forward", forward), ("back", backward)):
        yield Figure(f"a lineage of {family.size:,} batches traced {way}", 1000 * _median(trace), "ms", 100)


def sealing(events: int) -> Figure:
    """All that waits for a seal, which is `events` new ones."""
    took = _seconds(seal)
    return Figure(f"{events:,} new events sealed", took, "s", 10 * events / 100_000)


def proof(manifests: Iterable[Manifest]) -> Figure:
    """A sealed manifest's bundle with its inclusion proof; another manifest each time, none of them read before."""
    times = [_seconds(lambda manifest=manifest: export(manifest)) for manifest in manifests]
    return Figure("a manifest's proof of inclusion", 1000 * median(times), "ms")


def verifying(workers: int) -> Figure:
    """All evidence measured again. Raises where any of it does not hold: the history was no history then."""
    began = perf_counter()
    finding = verify(workers=workers)
    took = perf_counter() - began
    if finding.breaks:
        raise RuntimeError(f"The loaded history does not verify. First: {finding.breaks[0]}")
    processes = "1 process" if workers == 1 else f"{workers} processes"
    name = f"{finding.events:,} events verified, {processes}"
    return Figure(name, finding.events / took, "events/s", 20_000, at_least=True)


def _median(work: Callable) -> float:
    work()
    return median(_seconds(work) for _each in range(RUNS))


def _seconds(work: Callable) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
